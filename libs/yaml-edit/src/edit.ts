/** Keys and list positions that lead to a value. Text names a key, a number a position in a list, counted from 0. */
export type EditPath = readonly (string | number)[];

/** What JSON can hold. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/**
 * One change of a document.
 *
 * - `set` replaces a value; where there is none it adds the key, and the maps that lead to it.
 * - `insert` adds a key, and the maps that lead to it; refused where the key is there.
 * - `append` adds an item to the end of a list; where there is no list it begins one.
 * - `delete` removes a key or an item with the comment on its line; a block that loses its last entry becomes `{}` or `[]`.
 */
export type Edit =
  | { readonly kind: 'set' | 'insert' | 'append'; readonly path: EditPath; readonly value: JsonValue }
  | { readonly kind: 'delete'; readonly path: EditPath };

/** The text between two offsets (UTF-16 code units) of the original and what stands there instead. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Names of what an edit can be refused for; they do not change. */
export type EditProblemId =
  | 'not-yaml'
  | 'duplicate-key'
  | 'nested-too-deeply'
  | 'several-documents'
  | 'line-ends-unclear'
  | 'path-not-found'
  | 'path-exists'
  | 'path-not-a-map'
  | 'path-not-a-list'
  | 'path-through-alias'
  | 'path-anchored'
  | 'path-tagged'
  | 'path-merge-key'
  | 'comment-lost'
  | 'value-not-json'
  | 'layout-unknown'
  | 'edit-not-exact';

/** Why nothing was edited. */
export interface EditProblem {
  readonly id: EditProblemId;
  /** 1-based, in the original text; columns count UTF-16 code units, as editors do. */
  readonly line: number;
  readonly column: number;
  /** `services[2].name`; empty for the file as a whole. */
  readonly path: string;
  readonly found: string;
  readonly expected: string;
  readonly remedy: string;
}

export type EditResult =
  /** `changes` are in order, apart from each other, and turn the original into `text`. */
  | { readonly kind: 'edited'; readonly text: string; readonly changes: readonly Splice[] }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'refused'; readonly problems: readonly EditProblem[] };

/** A problem before it is known on which line it is. */
export interface Refusal extends Pick<EditProblem, 'id' | 'found' | 'expected' | 'remedy'> {
  readonly kind: 'refusal';
  readonly offset: number;
}

export function refusal(offset: number, problem: Omit<Refusal, 'kind' | 'offset'>): Refusal {
  return { kind: 'refusal', offset, ...problem };
}
