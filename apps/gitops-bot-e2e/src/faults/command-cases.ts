import { CLUSTER_FILE, ENVIRONMENT_FILE } from './small-environment.ts';

/** A command that changes files, and what it may change: nothing else. */
export interface CommandCase {
  readonly name: string;
  readonly text: string;
  /** By the file that people write: lines that go (`-`) and come (`+`), in their order. A moment is `<moment>`. */
  readonly lines: Readonly<Record<string, readonly string[]>>;
  /** A command whose pull request was merged before. */
  readonly after?: string;
}

const IMAGE = `registry.example.org/postgresql:17.7@sha256:${'1'.repeat(64)}`;
const FREEZE = '/freeze shop reason="end of year" until=2027-01-04T00:00:00Z';
const MAINTENANCE = '/maintenance start shop/orders until=2026-12-27T06:00:00Z reason="new disks"';
const FROZEN = [
  'calendar:',
  '  freezes:',
  "    - from: '<moment>'",
  "      until: '<moment>'",
  '      reason: end of year',
];
const MAINTAINED = [
  'calendar:',
  '  maintenance:',
  '    - cluster: orders',
  "      from: '<moment>'",
  "      until: '<moment>'",
  '      reason: new disks',
  '      was: unsupervised',
];
const came = (lines: readonly string[]): readonly string[] => lines.map((line) => `+${line}`);
const went = (lines: readonly string[]): readonly string[] => lines.map((line) => `-${line}`);

export const COMMAND_CASES: readonly CommandCase[] = [
  {
    name: 'scale',
    text: '/scale shop/orders instances=5',
    lines: { [CLUSTER_FILE]: ['-instances: 3 # one may be away', '+instances: 5 # one may be away'] },
  },
  {
    name: 'resize',
    text: '/resize shop/orders storage=20Gi',
    lines: {
      [CLUSTER_FILE]: ['-storage: { size: 10Gi, class: fast-ssd }', '+storage: { size: 20Gi, class: fast-ssd }'],
    },
  },
  {
    name: 'set',
    text: '/set shop/orders max_connections=150 work_mem=2MB',
    lines: {
      [CLUSTER_FILE]: ['-    max_connections: 100', '+    max_connections: 150', '+    work_mem: 2MB'],
    },
  },
  {
    name: 'resources',
    text: '/resources shop/orders cpu=2',
    lines: { [CLUSTER_FILE]: ['-resources: { cpu: 1, memory: 2Gi }', '+resources: { cpu: 2, memory: 2Gi }'] },
  },
  {
    name: 'upgrade',
    text: `/upgrade shop/orders image=${IMAGE}`,
    lines: { [CLUSTER_FILE]: [`+  image: ${IMAGE}`] },
  },
  {
    name: 'maintenance start',
    text: MAINTENANCE,
    lines: {
      [CLUSTER_FILE]: ['-primaryUpdateStrategy: unsupervised', '+primaryUpdateStrategy: supervised'],
      [ENVIRONMENT_FILE]: came(MAINTAINED),
    },
  },
  {
    name: 'maintenance end',
    text: '/maintenance end shop/orders',
    lines: {
      [CLUSTER_FILE]: ['-primaryUpdateStrategy: supervised', '+primaryUpdateStrategy: unsupervised'],
      [ENVIRONMENT_FILE]: went(MAINTAINED),
    },
    after: MAINTENANCE,
  },
  {
    name: 'backups',
    text: '/backups shop/orders schedule="0 3 * * *" retention=60d',
    lines: {
      [CLUSTER_FILE]: [
        "-  schedule: '0 2 * * *'",
        '-  retention: 30d',
        "+  schedule: '0 3 * * *'",
        '+  retention: 60d',
      ],
    },
  },
  {
    name: 'service',
    text: '/service shop/orders name=mail-svc connections=20',
    lines: { [CLUSTER_FILE]: ['+  - name: mail-svc', '+    connections: 20'] },
  },
  { name: 'freeze', text: FREEZE, lines: { [ENVIRONMENT_FILE]: came(FROZEN) } },
  { name: 'unfreeze', text: '/unfreeze shop', lines: { [ENVIRONMENT_FILE]: went(FROZEN) }, after: FREEZE },
];
