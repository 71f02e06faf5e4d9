import type { ParameterChange } from './command.ts';
import { word, type Shape } from './shape.ts';
import { quote, type Value } from './value.ts';

/** @see libs/environment/src/schema/scalars.ts: parameterName */
export const parameterName: Shape<string> = word(
  '<parameter>',
  'the name of a PostgreSQL parameter in lower case, such as work_mem',
  (text) => text.length <= 127 && /^[a-z_][a-z0-9_$]*(?:\.[a-z_][a-z0-9_$]*)?$/.test(text),
);

export const parameterValue: Shape<string> = word(
  '<value>',
  'a value of at most 200 printable ASCII characters',
  (text) => text.length <= 200 && /^[ -~]*$/.test(text),
);

/** As in SQL, a bare DEFAULT takes a setting away, and one in quotes is a word. */
const TAKEN_AWAY = 'default';

/** @returns the change, or which part is not as expected. */
export function readParameter(name: string, value: Value): ParameterChange | 'name' | 'value' {
  if (parameterName.read(name) === undefined) return 'name';
  if (!value.quoted && value.text === TAKEN_AWAY) return { name, value: undefined };
  return parameterValue.read(value.text) === undefined ? 'value' : { name, value: value.text };
}

export function printParameter({ name, value }: ParameterChange): string {
  return `${name}=${value === undefined ? TAKEN_AWAY : value === TAKEN_AWAY ? `"${value}"` : quote(value)}`;
}
