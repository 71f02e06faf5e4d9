import type { PlannedFile } from '@postgres-ha/change-request';
import { structuredPatch } from 'diff';

const CONTEXT = 3;
const NO_LINE_END = '\\ No newline at end of file';

/** How a file changes, in the form that `git apply` takes; without a line end at the end. */
export function unifiedDiff({ path, before, after }: PlannedFile): string {
  const { hunks } = structuredPatch(path, path, before ?? '', after ?? '', undefined, undefined, { context: CONTEXT });
  const mode =
    before === undefined ? ['new file mode 100644'] : after === undefined ? ['deleted file mode 100644'] : [];
  return [
    `diff --git a/${path} b/${path}`,
    ...mode,
    `--- ${before === undefined ? '/dev/null' : `a/${path}`}`,
    `+++ ${after === undefined ? '/dev/null' : `b/${path}`}`,
    ...hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
      `@@ -${range(oldStart, oldLines)} +${range(newStart, newLines)} @@`,
      ...lines.map((line) => (line.startsWith('\\') ? NO_LINE_END : line)),
    ]),
  ].join('\n');
}

/** An empty range is named by the line before it. */
function range(start: number, count: number): string {
  return count === 0 ? `${Math.max(0, start - 1)},0` : count === 1 ? String(start) : `${start},${count}`;
}
