import { applyChanges, nodeDisk, type Disk } from '../atomic-write.ts';
import { EXIT_CODES, type Outcome } from '@postgres-ha/command-line';
import { refused } from '../refused.ts';
import type { Rendering } from '@postgres-ha/rendering';
import { renderRepository } from './render-repository.ts';

/** Brings the rendered files of the named environments (all without a name) in line with what people wrote. */
export function render(root: string, names: readonly string[], disk: Disk = nodeDisk): Outcome {
  const result = renderRepository(root, names);
  if (result.kind === 'refused') return refused(result.problems);
  const { renderings } = result;
  applyChanges(root, changes(renderings), disk);
  const written = renderings.flatMap(({ drift }) => drift);
  const total = renderings.reduce((sum, { files }) => sum + files.length, 0);
  const lines = written.map(({ kind, path }) => `${kind === 'extra' ? 'removed' : 'wrote'} ${path}`);
  return {
    code: EXIT_CODES.ok,
    text: [
      ...lines,
      `${total} files of ${renderings.length === 1 ? '1 environment' : `${renderings.length} environments`}, ${written.length} changed.`,
    ].join('\n'),
    json: { files: total, changes: written },
  };
}

function changes(renderings: readonly Rendering[]) {
  return {
    write: renderings.flatMap(({ files, drift }) => {
      const stale = new Set(drift.map(({ path }) => path));
      return files.filter(({ path }) => stale.has(path));
    }),
    remove: renderings.flatMap(({ drift, leftovers }) => [
      ...leftovers,
      ...drift.filter(({ kind }) => kind === 'extra').map(({ path }) => path),
    ]),
  };
}
