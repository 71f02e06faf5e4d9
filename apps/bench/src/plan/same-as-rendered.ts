import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runProcess } from '../render/child-process.ts';
import { CHECK } from './fleets.ts';
import { planFor } from './plan-change.ts';

/**
 * Carries a plan out in the working tree and takes it back.
 * @throws Error where more than the one line of cluster.yaml differs, or `check` finds that something else should have been rendered
 */
export async function expectPlanIsWhatIsRendered(root: string, cluster: string): Promise<void> {
  const { files } = await planFor(root, cluster);
  const git = (...args: readonly string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8' });
  try {
    for (const { path, after } of files) if (after !== undefined) writeFileSync(join(root, path), after);
    runProcess(process.execPath, [CHECK, 'check', '--root', root]);
    const [intent, ...others] = git('diff', '--numstat', '--', '*/cluster.yaml').trim().split('\n');
    const expected = `1\t1\tenvironments/${cluster}/cluster.yaml`;
    if (intent !== expected || others.length > 0)
      throw new Error(`the plan for ${cluster} changes ${intent ?? 'nothing'}`);
  } finally {
    git('checkout', '--quiet', '--', '.');
  }
}
