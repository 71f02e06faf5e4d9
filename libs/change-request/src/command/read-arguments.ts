import type { Command, ParameterChange } from './command.ts';
import type { Argument, CommandDescription } from './commands.ts';
import { MAX_PARAMETERS } from './limits.ts';
import { parameterName, parameterValue, readParameter } from './parameters.ts';
import { nameMeant } from './resemblance.ts';
import { tokensOf, type Token } from './tokens.ts';
import { usage } from './usage.ts';
import { isWritable, type Value } from './value.ts';

/** What is wrong; without a remedy of its own, the usage line is it. */
export interface ArgumentFault {
  readonly kind: 'fault';
  readonly found: string;
  readonly expected: string;
  readonly remedy?: string;
}

export type ArgumentsReading = { readonly kind: 'command'; readonly command: Command } | ArgumentFault;

/** @param text What follows the name of the command on its line. */
export function readArguments(described: CommandDescription, text: string): ArgumentsReading {
  const reading = tokensOf(text);
  return reading.kind === 'fault' ? reading : commandOf(described, reading.tokens);
}

/** The command that parts make, in whatever form they were written. */
export function commandOf(described: CommandDescription, tokens: readonly Token[]): ArgumentsReading {
  const firstPair = tokens.findIndex(({ kind }) => kind === 'pair');
  const words = firstPair === -1 ? tokens : tokens.slice(0, firstPair);
  const places = Object.entries(described.arguments).filter(([, part]) => part.as === 'position');
  const values = new Map<string, unknown>();
  const wrong = readPlaces(places, words, values) ?? readPairs(described, tokens.slice(words.length), values);
  if (wrong !== undefined) return wrong;
  const missing = whatIsMissing(described, values);
  if (missing !== undefined) return missing;
  // Each value was read by the shape that the table gives to the property of that name.
  const command = { kind: described.kind, ...Object.fromEntries(values) } as Command;
  if (command.kind === 'maintenance' && command.phase === 'end' && command.until !== undefined) {
    return fault('until= with end', 'until= only with start');
  }
  return { kind: 'command', command };
}

function readPlaces(
  places: readonly (readonly [string, Argument])[],
  words: readonly Token[],
  values: Map<string, unknown>,
): ArgumentFault | undefined {
  for (const [index, [name, part]] of places.entries()) {
    if (part.as !== 'position') continue;
    const token = words[index];
    if (token?.kind !== 'word') {
      if (part.required) return fault('nothing', part.shape.expected);
      values.set(name, undefined);
      continue;
    }
    const value = part.shape.read(token.text);
    if (value === undefined) return fault(shown(token.text), part.shape.expected);
    values.set(name, value);
  }
  const extra = words[places.length];
  return extra?.kind === 'word' ? fault(shown(extra.text), 'nothing more, or key=value') : undefined;
}

function readPairs(
  described: CommandDescription,
  tokens: readonly Token[],
  values: Map<string, unknown>,
): ArgumentFault | undefined {
  const parameters: ParameterChange[] = [];
  const seen = new Set<string>();
  for (const token of tokens) {
    if (token.kind === 'word')
      return fault(`${shown(token.text)} after a key`, 'key=value; quotes around a value with spaces');
    const { key, value } = token;
    const part = described.arguments['parameters'] ?? partNamed(described, key);
    if (part === undefined) return unknownKey(described, key);
    if (seen.has(key)) return fault(`${key}= twice`, `${key}= once`);
    seen.add(key);
    const wrong =
      part.as === 'parameters' ? addParameter(parameters, key, value) : readKey(values, part, { key, value });
    if (wrong !== undefined) return wrong;
  }
  if (parameters.length > 0) values.set('parameters', parameters);
  return undefined;
}

function partNamed({ arguments: parts }: CommandDescription, key: string): Argument | undefined {
  const part = Object.hasOwn(parts, key) ? parts[key] : undefined;
  return part?.as === 'key' ? part : undefined;
}

function readKey(
  values: Map<string, unknown>,
  part: Exclude<Argument, { as: 'parameters' }>,
  { key, value: { text } }: { readonly key: string; readonly value: Value },
): ArgumentFault | undefined {
  const value = isWritable(text) ? part.shape.read(text) : undefined;
  if (value === undefined) return fault(`${key}=${shown(text)}`, part.shape.expected);
  values.set(key, value);
  return undefined;
}

function addParameter(parameters: ParameterChange[], key: string, value: Value): ArgumentFault | undefined {
  if (parameters.length === MAX_PARAMETERS) return fault('more parameters', `at most ${MAX_PARAMETERS} at a time`);
  const parameter = isWritable(value.text) ? readParameter(key, value) : 'value';
  if (parameter === 'name') return fault(shown(key), parameterName.expected);
  if (parameter === 'value') return fault(`${key}=${shown(value.text)}`, parameterValue.expected);
  parameters.push(parameter);
  return undefined;
}

function unknownKey(described: CommandDescription, key: string): ArgumentFault {
  const keys = Object.entries(described.arguments).flatMap(([name, part]) => (part.as === 'key' ? [name] : []));
  const meant = nameMeant(key.replace(/^-+/, ''), keys);
  const expected = keys.length === 0 ? 'no key' : keys.map((name) => `${name}=`).join(' or ');
  const found = `${shown(key)} as a key`;
  if (meant === undefined) return fault(found, expected);
  return { ...fault(found, expected), remedy: `Did you mean ${meant}=? Write ${usage(described)}` };
}

function whatIsMissing(described: CommandDescription, values: ReadonlyMap<string, unknown>): ArgumentFault | undefined {
  const parts = Object.entries(described.arguments).filter(([, { as }]) => as !== 'position');
  const missing = parts.find(([name, { required }]) => required && !values.has(name));
  if (missing !== undefined) {
    const [name, part] = missing;
    return part.as === 'parameters'
      ? fault('no parameter', 'at least one <parameter>=<value>')
      : fault(`no ${name}=`, `${name}= with ${part.as === 'key' ? part.shape.expected : ''}`);
  }
  if (!described.needsKey || parts.some(([name]) => values.has(name))) return undefined;
  return fault('no key', `at least one of ${parts.map(([name]) => `${name}=`).join(', ')}`);
}

/** What was written, so short that it can be repeated. */
function shown(written: string): string {
  const text = written.replaceAll('\t', ' ');
  return text.length > 60 ? `"${Array.from(text.slice(0, 120)).slice(0, 57).join('')}…"` : `"${text}"`;
}

function fault(found: string, expected: string): ArgumentFault {
  return { kind: 'fault', found, expected };
}
