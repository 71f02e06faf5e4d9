import { createRequire } from 'node:module';
import type { RealPayloads } from './payloads.ts';

interface Examples {
  readonly name: string;
  readonly examples: readonly unknown[];
}

const READ: ReadonlySet<string> = new Set([
  ...['issue_comment', 'issues', 'pull_request', 'check_run', 'check_suite', 'merge_group', 'push'],
]);

/** GitHub's own examples of the events that the bot reads. */
export function realPayloads(): RealPayloads {
  const all = createRequire(import.meta.url)('@octokit/webhooks-examples') as readonly Examples[];
  return all
    .filter(({ name }) => READ.has(name))
    .flatMap(({ name, examples }) => examples.map((payload) => ({ event: name, payload })));
}
