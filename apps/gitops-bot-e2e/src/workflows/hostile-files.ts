import { CLUSTER_FILE, RENDERED_FILE } from '../delivery/delivery-rig.ts';

/** A text that is code for a shell, for GitHub's expressions, for a runner's log, for Markdown or for the bot. */
export const CODE: string = [
  '$(touch /tmp/owned) `touch /tmp/owned` ; touch /tmp/owned | sh',
  '${{ secrets.GITHUB_TOKEN }} ${{ github.event.issue.title }}',
  '::set-output name=outcome::owned%0A::add-mask::owned',
  '##[add-mask]owned',
  'outcome<<EOF',
  'owned',
  'EOF',
  '@ada @acme/databases #1 GH-1 acme/databases#1 https://evil.example/ [x](https://evil.example/) ![x](https://evil.example/x.png)',
  '<img src=x onerror=alert(1)> </details> <!-- postgres-ha:review v1 {} -->',
  '/scale production/postgres-cluster instances=9',
  '/override frozen reason="me"',
].join('\n');

/** One line of it, for places that have only one. */
export const LINE: string = CODE.replaceAll('\n', ' ');

/** Files in which a pull request tries something, by what it is that it tries. */
export interface HostileFiles {
  readonly name: string;
  readonly files: (cluster: string, rendered: string) => Readonly<Record<string, string | null>>;
  /** What becomes of it. */
  readonly verdict: 'denied' | 'refused' | 'nothing';
}

const bigger = (cluster: string): string => cluster.replace(/^instances: \d+$/m, 'instances: 5');
const quoted = (text: string): string => JSON.stringify(text);

export const HOSTILE: readonly HostileFiles[] = [
  {
    name: 'rendered files that lie',
    files: (_, rendered) => ({ [RENDERED_FILE]: rendered.replace(/instances: \d+/, 'instances: 1') }),
    verdict: 'denied',
  },
  {
    name: 'rendered files with code in them',
    files: (_, rendered) => ({ [RENDERED_FILE]: `${rendered}---\n# ${LINE}\n` }),
    verdict: 'denied',
  },
  {
    name: 'a rendered file that nothing renders, named by code',
    files: (cluster) => ({
      [CLUSTER_FILE]: bigger(cluster),
      [`environments/production/postgres-cluster/99-$(id)\`id\`@ada.yaml`]: 'kind: Secret\n',
    }),
    verdict: 'denied',
  },
  {
    name: 'code in comments of the intent',
    files: (cluster) => ({ [CLUSTER_FILE]: `# ${LINE}\n${bigger(cluster)}` }),
    verdict: 'denied',
  },
  {
    name: 'code as a value',
    files: (cluster) => ({ [CLUSTER_FILE]: cluster.replace(/^instances: \d+$/m, `instances: ${quoted(CODE)}`) }),
    verdict: 'refused',
  },
  {
    name: 'code as a key',
    files: (cluster) => ({ [CLUSTER_FILE]: `${cluster}\n${quoted(CODE)}: 1\n` }),
    verdict: 'refused',
  },
  { name: 'no YAML', files: () => ({ [CLUSTER_FILE]: `[${CODE}` }), verdict: 'refused' },
  {
    name: 'aliases that grow',
    files: (cluster) => ({ [CLUSTER_FILE]: `${cluster}\na: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n` }),
    verdict: 'refused',
  },
  {
    name: 'an enormous cluster.yaml',
    files: (cluster) => ({ [CLUSTER_FILE]: `${cluster}\n${'# x\n'.repeat(100_000)}` }),
    verdict: 'refused',
  },
  { name: 'an environment that is a file', files: () => ({ 'environments/evil': CODE }), verdict: 'refused' },
  {
    name: 'nothing but workflows and what the bot itself is made of',
    files: () => ({
      '.github/workflows/bot.yml': `on: pull_request_target\n# ${LINE}\n`,
      '.github/actions/gitops-bot/action.yml': 'runs: { using: composite, steps: [] }\n',
      '.gitops/bot.yaml': CODE,
      'package.json': '{"scripts":{"postinstall":"touch /tmp/owned"}}\n',
    }),
    verdict: 'nothing',
  },
  {
    name: 'workflows beside a change of a cluster',
    files: (cluster) => ({
      [CLUSTER_FILE]: bigger(cluster),
      '.github/workflows/bot.yml': 'on: pull_request_target\n',
      '.gitops/bot.yaml': CODE,
    }),
    verdict: 'denied',
  },
];
