import type { Node } from 'yaml';
import { refusal, type Refusal } from './edit.ts';

export function noPath(): Refusal {
  return refusal(0, {
    id: 'path-not-found',
    found: 'an empty path',
    expected: 'a key or a position',
    remedy: 'The document as a whole is not edited.',
  });
}

export function notFound(offset: number, found: string, step: string | number | undefined): Refusal {
  const isPosition = typeof step === 'number';
  return refusal(offset, {
    id: 'path-not-found',
    found,
    expected: isPosition ? `a list that has an item ${step}` : `a block that has the key ${JSON.stringify(step)}`,
    remedy: isPosition ? 'Positions count from 0; append adds an item.' : 'Look for a misspelling.',
  });
}

export function throughAlias(offset: number, name: string): Refusal {
  return refusal(offset, {
    id: 'path-through-alias',
    found: `the alias *${name}`,
    expected: 'a value of its own',
    remedy: 'A change here would change other places too, or cut the tie to them. Write the value out by hand first.',
  });
}

export function fromMerge(offset: number, key: string): Refusal {
  return refusal(offset, {
    id: 'path-through-alias',
    found: `the key ${JSON.stringify(key)} merged in by <<`,
    expected: 'a key of its own',
    remedy: 'Write the key out by hand first, or edit where it is merged from.',
  });
}

export function mergeKey(offset: number): Refusal {
  return refusal(offset, {
    id: 'path-merge-key',
    found: 'the merge key <<',
    expected: 'a key that stands for itself',
    remedy: 'What is merged in changes several keys at once. Edit it by hand.',
  });
}

export function anchored(target: Node, name: string): Refusal {
  return refusal(target.range?.[0] ?? 0, {
    id: 'path-anchored',
    found: `the anchor &${name}, which *${name} refers to`,
    expected: 'a value that nothing else refers to',
    remedy: 'A change here would change those places too. Write the value out where it is used first.',
  });
}

export function tagged(offset: number, tag: string): Refusal {
  return refusal(offset, {
    id: 'path-tagged',
    found: `the tag ${tag}`,
    expected: 'a value without a tag',
    remedy: 'A tag decides what its value means. Edit it by hand.',
  });
}

export function unknownLayout(offset: number): Refusal {
  return refusal(offset, {
    id: 'layout-unknown',
    found: 'a form of writing that edits do not know',
    expected: 'a key with a colon, or an item of its own',
    remedy: 'Edit it by hand, or write it the usual way first.',
  });
}

export function commentLost(offset: number): Refusal {
  return refusal(offset, {
    id: 'comment-lost',
    found: 'a comment inside of what would be replaced',
    expected: 'no comment there',
    remedy: 'Set the keys inside one by one, or move the comment first.',
  });
}
