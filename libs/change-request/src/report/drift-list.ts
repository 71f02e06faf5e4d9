import type { Drift } from '@postgres-ha/rendering';
import type { Chapter } from '@postgres-ha/markup';
import { itemList } from './problem-list.ts';
import { short } from './words.ts';

const KIND: Readonly<Record<Drift['kind'], string>> = {
  missing: 'is missing',
  edited: 'is not what is rendered from its source',
  extra: 'is rendered from nothing any more',
};

/** Rendered files that do not follow from what people wrote. Argo CD would apply them as they are. */
export function driftList(drift: readonly Drift[]): Chapter {
  return itemList('### Rendered files that do not follow', drift.length, function* () {
    for (const { kind, path } of drift) yield `- ${short(path, 300)} ${KIND[kind]}`;
  });
}
