import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parse } from 'yaml';

export const ROOT: string = join(import.meta.dirname, '../../../..');
export const GITHUB_DIRECTORY: string = join(ROOT, '.github');

export interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

export type Permissions = Readonly<Record<string, string>> | string;

export interface Job {
  readonly permissions?: Permissions;
  readonly 'timeout-minutes'?: number;
  readonly uses?: string;
  readonly steps?: readonly Step[];
}

export interface Workflow {
  readonly on?: string | readonly string[] | Readonly<Record<string, unknown>>;
  readonly permissions?: Permissions;
  readonly concurrency?: unknown;
  readonly jobs?: Readonly<Record<string, Job>>;
}

export interface Action {
  readonly runs?: { readonly steps?: readonly Step[] };
}

/** Texts by path below the root of the repository: workflows, and the actions that they use. */
export function workflowTexts(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    readdirSync(GITHUB_DIRECTORY, { recursive: true, withFileTypes: true })
      .map((entry) => ({ entry, path: relative(ROOT, join(entry.parentPath, entry.name)) }))
      .filter(({ entry, path }) => entry.isFile() && /^\.github\/(?:workflows|actions)\/.*\.ya?ml$/.test(path))
      .map(({ path }) => [path, readFileSync(join(ROOT, path), 'utf8')]),
  );
}

export function readWorkflow(text: string): Workflow {
  return parse(text) as Workflow;
}

export function readAction(text: string): Action {
  return parse(text) as Action;
}

export function eventsOf({ on = [] }: Workflow): readonly string[] {
  if (typeof on === 'string') return [on];
  return Array.isArray(on) ? (on as readonly string[]) : Object.keys(on);
}
