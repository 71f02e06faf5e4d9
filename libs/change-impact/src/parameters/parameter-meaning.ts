import type { ParameterDefinition } from './parameter-definition.ts';

const BYTES: Readonly<Record<string, number>> = { B: 1, kB: 2 ** 10, MB: 2 ** 20, GB: 2 ** 30, TB: 2 ** 40 };
const MILLISECONDS: Readonly<Record<string, number>> = {
  us: 0.001,
  ms: 1,
  s: 1000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/**
 * What PostgreSQL makes of the text of a value, such that two texts with the same meaning give the same result. A number is counted in
 * the parameter's own unit.
 *
 * @see https://www.postgresql.org/docs/18/config-setting.html#CONFIG-SETTING-NAMES-VALUES
 */
export function parameterMeaning(
  text: string,
  { type, unit }: Pick<ParameterDefinition, 'type' | 'unit'>,
): string | number | boolean {
  const trimmed = text.trim();
  switch (type) {
    case 'bool':
      return booleanMeaning(trimmed) ?? trimmed;
    case 'integer': {
      const value = numberMeaning(trimmed, unit);
      return value === undefined ? trimmed : Math.round(value);
    }
    case 'real':
      return numberMeaning(trimmed, unit) ?? trimmed;
    case 'enum': {
      const word = trimmed.toLowerCase();
      const truth = /^(?:true|yes|1)$/.test(word) ? 'on' : /^(?:false|no|0)$/.test(word) ? 'off' : undefined;
      return truth ?? word;
    }
    case 'string':
      return text;
  }
}

/** Any unambiguous start of a word counts. */
function booleanMeaning(text: string): boolean | undefined {
  const word = text.toLowerCase();
  if (word === '') return undefined;
  if ('true'.startsWith(word) || 'yes'.startsWith(word) || word === 'on' || word === '1') return true;
  if ('false'.startsWith(word) || 'no'.startsWith(word) || word === 'off' || word === 'of' || word === '0')
    return false;
  return undefined;
}

function numberMeaning(text: string, unit: string): number | undefined {
  const match = /^([+-]?(?:0[xX][\da-fA-F]+|\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?))\s*([A-Za-z]*)$/.exec(
    text,
  );
  if (match === null) return undefined;
  const [, digits = '', given = ''] = match;
  const number = /^[+-]?0[0-7]+$/.test(digits) ? parseInt(digits, 8) : Number(digits);
  if (given === '') return number;
  const base = /^(\d*)([A-Za-z]+)$/.exec(unit);
  const units = base?.[2] !== undefined && Object.hasOwn(BYTES, base[2]) ? BYTES : MILLISECONDS;
  const from = Object.hasOwn(units, given) ? units[given] : undefined;
  const to = base?.[2] === undefined || !Object.hasOwn(units, base[2]) ? undefined : units[base[2]];
  if (from === undefined || to === undefined) return undefined;
  return (number * from) / (to * Number(base?.[1] === '' ? 1 : base?.[1]));
}
