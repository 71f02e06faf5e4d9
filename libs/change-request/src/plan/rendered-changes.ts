import { committedObjects, isRenderedPath, type CommittedReading } from '@postgres-ha/cluster-change';
import type { RenderedFile } from '@postgres-ha/kube-manifest';
import type { PlannedFile } from './change-plan.ts';
import { driftOf, type CommittedRendering } from './committed-rendering.ts';

/** Files that are on one side only, or whose objects differ. */
export function differing(before: readonly RenderedFile[], after: readonly RenderedFile[]): readonly RenderedFile[] {
  const old = new Map(before.map((file) => [file.path, file]));
  const now = new Set(after.map(({ path }) => path));
  return [
    ...after.filter((file) => {
      const was = old.get(file.path);
      return was === undefined || JSON.stringify(was.objects) !== JSON.stringify(file.objects);
    }),
    ...before.filter(({ path }) => !now.has(path)),
  ];
}

/** `orders` of `environments/production/orders/01-orders.yaml`; empty for a file of the environment's own. */
export function folderOf(path: string): string {
  const [, , folder = '', file] = path.split('/');
  return file === undefined ? '' : folder;
}

/** The objects of files that were rendered and committed. What is rendered alike now is not parsed. */
export function objectsThere({ rendered }: CommittedRendering, alike: readonly RenderedFile[]): CommittedReading {
  const paths = [...rendered.keys()].filter(isRenderedPath);
  return committedObjects(
    paths,
    {
      // The text stands for its id: all of them have been read.
      files: rendered,
      isContent: (text, content) => text === content,
      read: (wanted) =>
        new Map(wanted.map((path) => [path, new TextEncoder().encode(rendered.get(path) ?? '')] as const)),
    },
    alike,
  );
}

/** What rendering would change of committed files, by path. */
export function renderedChanges(
  wanted: readonly RenderedFile[],
  { rendered }: Pick<CommittedRendering, 'rendered'>,
): readonly PlannedFile[] {
  const texts = new Map(wanted.map(({ path, text }) => [path, text]));
  return driftOf(wanted, rendered)
    .map(({ path }): PlannedFile => ({
      path,
      role: 'rendered',
      before: rendered.get(path),
      after: texts.get(path),
    }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}
