import { EXTENSION_PARAMETERS } from './extension-parameters.ts';
import { RELOAD_PARAMETERS } from './reload-parameters.ts';
import { RESTART_PARAMETERS } from './restart-parameters.ts';
import { SESSION_PARAMETERS } from './session-parameters.ts';

/** When PostgreSQL takes a new value of a parameter. */
export type ParameterContext = 'postmaster' | 'sighup' | 'superuser' | 'superuser-backend' | 'user' | 'backend';

export interface ParameterDefinition {
  readonly name: string;
  readonly context: ParameterContext;
  readonly type: 'bool' | 'integer' | 'real' | 'enum' | 'string';
  /** What a number without a unit counts: `8kB`, `kB`, `MB`, `B`, `ms`, `s`, `min`, or empty. */
  readonly unit: string;
  /** What it is where no file sets it. */
  readonly builtIn: string;
}

interface Row extends ParameterDefinition {
  readonly first: number;
  readonly last: number;
}

const OLDEST = 14;
const NEWEST = 18;

const rows: ReadonlyMap<string, readonly Row[]> = Map.groupBy(
  [...RESTART_PARAMETERS, ...RELOAD_PARAMETERS, ...SESSION_PARAMETERS, ...EXTENSION_PARAMETERS].map(parseRow),
  ({ name }) => name.toLowerCase(),
);

function parseRow(text: string): Row {
  const [name = '', majors = '', context = '', type = '', unit = '', ...builtIn] = text.split('|');
  const [first, last] = majors.split('-').map(Number);
  return {
    name,
    first: first ?? OLDEST,
    last: last ?? NEWEST,
    context: context as ParameterContext,
    type: type as ParameterDefinition['type'],
    unit,
    builtIn: builtIn.join('|'),
  };
}

/**
 * What is known of a parameter in a major version. A version that is not in the table is taken for the nearest one that is; so is that
 * of a contrib library, whose parameters hardly change.
 *
 * @returns undefined where PostgreSQL of that version and its contrib libraries have no such parameter. Names are the same in any case.
 */
export function parameterDefinition(name: string, major: number): ParameterDefinition | undefined {
  const known = rows.get(name.toLowerCase()) ?? [];
  const version = Math.min(Math.max(major, OLDEST), NEWEST);
  const exact = known.find(({ first, last }) => first <= version && version <= last);
  return exact ?? (name.includes('.') ? known[0] : undefined);
}

/** Every name in the table, in alphabetical order. */
export function knownParameters(): readonly string[] {
  return [...new Set([...rows.values()].flat().map(({ name }) => name))].sort();
}
