import { bytes, percent } from '../reading/amounts.ts';
import { textAt } from '../reading/fields.ts';
import type { Check, Found } from './check.ts';
import { edit, kubectl, psql } from './next-steps.ts';
import { lineQuoted, quoted } from './quoting.ts';
import { answersNotSeen, linesOf, notSeen, type Scene } from './scene.ts';

const FULL = 97;
const STOPPED = 'Not enough disk space';

export const diskCheck: Check = {
  name: 'disk',
  question: 'Is there room on every volume?',
  findings: {
    'disk-full': {
      severity: 'critical',
      meaning: 'A volume is full: PostgreSQL stops, and the operator starts it only when there is room again.',
      shownBy: 'The phase, `df` in the pod or the kubelet, and "No space left on device" in the log.',
      steps:
        'First what fills it: WAL that is not archived or held by a slot. Then make the volume larger. Never delete files in pg_wal: that loses the database.',
      explains: [
        'cluster-not-ready',
        'instance-not-ready',
        'crash-looping',
        'no-answer',
        'no-primary',
        'standby-not-streaming',
        'probe-failing',
        'service-without-endpoints',
        'instances-missing',
        'synchronous-degraded',
        'bootstrap-failed',
      ],
    },
    'disk-filling': {
      severity: 'warning',
      meaning: 'A volume is filling.',
      shownBy: '`df` in the pod, or the kubelet.',
      steps: 'See what grows: WAL (archiving, slots) or data. Make it larger in time.',
    },
  },
  judge: (scene) => {
    const volumes = use(scene);
    return {
      found: [...stopped(scene, volumes), ...filling(scene, volumes)],
      unseen: [
        ...notSeen({ Cluster: scene.evidence.cluster }),
        ...(covered(scene, volumes)
          ? []
          : [...answersNotSeen(scene), ...notSeen({ 'use of volumes': scene.evidence.volumes })]),
      ],
      fine: `at most ${Math.max(0, ...volumes.map(({ used }) => used))} % of a volume are in use`,
    };
  },
};

interface Used {
  readonly where: string;
  readonly pod: string;
  readonly used: number;
  readonly size: number;
  readonly free: number;
  readonly inodes: number | null;
}

function use(scene: Scene): readonly Used[] {
  const own = [...scene.answers].flatMap(([pod, answer]) =>
    answer.volumes.map(({ path, size, free, freeInodes }) => ({
      where: `${pod}:${path}`,
      pod,
      used: percent(size - free, size),
      size,
      free,
      inodes: freeInodes,
    })),
  );
  const { volumes } = scene.evidence;
  const told =
    volumes.kind !== 'seen'
      ? []
      : volumes.value.map(({ claim, pod, size, free, freeInodes }) => ({
          where: `claim ${claim}`,
          pod,
          used: percent(size - free, size),
          size,
          free,
          inodes: freeInodes,
        }));
  return [...own, ...told.filter(({ pod }) => !own.some((each) => each.pod === pod))];
}

function covered(scene: Scene, volumes: readonly Used[]): boolean {
  const wanted = Math.max(scene.instancesWanted ?? 1, scene.instancePods.length);
  return new Set(volumes.map(({ pod }) => pod)).size >= wanted;
}

function stopped(scene: Scene, volumes: readonly Used[]): readonly Found[] {
  const full = volumes.filter(({ used, inodes }) => used >= FULL || inodes === 0);
  const said = scene.phase === STOPPED;
  const lines = linesOf(scene, ({ container }) => container === 'postgres').filter(
    ({ sqlState, message, at }) =>
      (sqlState === '53100' || /No space left on device|low-disk space condition/.test(message)) &&
      (at === undefined || at > scene.now - 1_800_000),
  );
  if (full.length === 0 && !said && lines.length === 0) return [];
  // A line of a volume that has room again is history.
  if (full.length === 0 && !said && volumes.length > 0 && covered(scene, volumes)) return [];
  const where = full.map(({ where: place, used }) => `${place} ${used} %`).join(', ');
  const reason = textAt(scene.cluster, 'status', 'phaseReason');
  const pods = [...new Set([...full.map(({ pod }) => pod), ...lines.map(({ pod }) => pod)])];
  return [
    {
      id: 'disk-full',
      subject: pods.length === 0 ? `Cluster ${scene.name}` : `volumes of ${pods.join(', ')}`,
      headline: where === '' ? `There is not enough disk space for ${scene.name}.` : `A volume is full: ${where}.`,
      evidence: [
        ...(said ? [`status.phase: ${quoted(STOPPED)}${reason === undefined ? '' : `, ${quoted(reason)}`}`] : []),
        ...full.map(
          ({ where: place, free, size, inodes }) =>
            `${place}: ${bytes(free)} of ${bytes(size)} free${inodes === 0 ? ', no inodes' : ''}`,
        ),
        ...lines.slice(-2).map(lineQuoted),
      ],
      nextSteps: [
        edit(scene, 'storage.size=<larger>'),
        kubectl(scene, `get pvc -l cnpg.io/cluster=${scene.name}`),
        'While the phase says "Not enough disk space" the operator does not grow volumes: kubectl patch pvc <claim> by hand as well, to the same size.',
        'Never delete files in pg_wal: that loses the database.',
      ],
    },
  ];
}

function filling(scene: Scene, volumes: readonly Used[]): readonly Found[] {
  return volumes
    .filter(({ used, inodes }) => used >= scene.limits.volumeWarningPercent && used < FULL && inodes !== 0)
    .map(({ where, pod, used, free, size }) => {
      const wal = scene.answers.get(pod)?.walBytes ?? null;
      return {
        id: 'disk-filling',
        subject: where,
        headline: `${where} is ${used} % full: ${bytes(free)} of ${bytes(size)} are free.`,
        evidence: [
          `${where}: ${bytes(size - free)} used`,
          ...(wal === null ? [] : [`pg_wal of ${pod}: ${bytes(wal)}`]),
        ],
        nextSteps: [
          psql(scene, pod, 'SELECT pg_size_pretty(sum(size)) FROM pg_ls_waldir()'),
          edit(scene, 'storage.size=<larger>'),
        ],
      };
    });
}
