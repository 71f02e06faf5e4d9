import type { Cluster, Environment, Problem, YamlSource } from '@postgres-ha/environment';
import { formatKeyPath, type KeyPath } from '@postgres-ha/environment';
import { formatPath, readEdit, type Edit, type JsonValue } from '@postgres-ha/yaml-edit';
import type { Origin, FileEdit } from './intent.ts';

/** What an intent is held against: the files as they are, and what they mean. */
export interface EditContext {
  readonly environment: Environment;
  readonly environmentSource: YamlSource;
  /** The target; undefined where the environment as a whole is meant. */
  readonly target: { readonly cluster: Cluster; readonly source: YamlSource } | undefined;
  readonly origin: Origin;
}

export type FileEdits =
  | { readonly kind: 'edits'; readonly edits: readonly FileEdit[] }
  /** The files say so already. */
  | { readonly kind: 'unchanged'; readonly path: string }
  | { readonly kind: 'refused'; readonly problems: readonly Problem[] };

/** An intent that is about a cluster, with the cluster. */
export interface ClusterContext extends EditContext {
  readonly target: NonNullable<EditContext['target']>;
}

/** What a cluster's own file says at a path, or else what its environment's defaults say there; undefined where neither does. */
export function said({ target, environmentSource }: ClusterContext, path: KeyPath): unknown {
  const own = valueAt(target.source.value, path);
  return own === undefined ? valueAt(environmentSource.value, ['defaults', ...path]) : own;
}

export function valueAt(value: unknown, path: KeyPath): unknown {
  let at = value;
  for (const step of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return undefined;
    at = (at as Record<string | number, unknown>)[step];
  }
  return at;
}

/** A value for a cluster's file; none where the file or the environment's defaults say it already. */
export function setUnlessSaid(context: ClusterContext, path: KeyPath, text: string): readonly Edit[] {
  const now = said(context, path);
  if (isScalar(now) && scalarText(now) === text) return [];
  return [{ kind: 'set', path, value: scalarOf(text) }];
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/** As PostgreSQL and Kubernetes take it. */
export function scalarText(value: string | number | boolean): string {
  return typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value);
}

/** A number where the text is how a number is written, so that files look as people write them. */
export function scalarOf(text: string): JsonValue {
  return /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,10})?$/.test(text) && String(Number(text)) === text ? Number(text) : text;
}

/** Edits of one file, as expressions that `postgres-ha edit` takes; none where there is nothing to edit. */
export function fileEdit(path: string, edits: readonly Edit[]): readonly FileEdit[] {
  return edits.length === 0 ? [] : [{ path, expressions: edits.map(expressionOf) }];
}

/** An edit as people write it on a line: a plain word where that reads back as the same value, JSON otherwise. */
export function expressionOf(edit: Edit): string {
  const path = formatPath(edit.path);
  if (edit.kind === 'delete') return `${path}-`;
  const operator = edit.kind === 'append' ? '+=' : '=';
  const plain = typeof edit.value === 'string' ? `${path}${operator}${edit.value}` : undefined;
  const read = plain === undefined || /[\s,#]/.test(plain) ? undefined : readEdit(plain);
  const same = read?.kind === 'edit' && 'value' in read.edit && read.edit.value === edit.value;
  return same && plain !== undefined ? plain : `${path}${operator}${JSON.stringify(edit.value)}`;
}

/** A problem at a place of the target's file, or of its environment's where the target has none. */
export function problemAt(
  { target, environmentSource }: EditContext,
  path: KeyPath,
  fault: Pick<Problem, 'id' | 'found' | 'expected' | 'remedy'>,
): Problem {
  const source = target?.source ?? environmentSource;
  return { file: source.path, ...source.locate(path), at: formatKeyPath(path), ...fault };
}
