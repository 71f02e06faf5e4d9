import { doubleQuoted, numberText, quoteString } from '@postgres-ha/kube-manifest';
import type { JsonValue } from './edit.ts';
import { mayStandPlain } from './plain-text.ts';

/** How a text is written where it may be. */
export type Quotes = 'plain' | 'single' | 'double';

export interface ScalarStyle {
  /** What was there before, or what the file uses; `plain` asks for quotes only where they are needed. */
  readonly quotes: Quotes;
  /** Used where plain text will not do. */
  readonly needed: 'single' | 'double';
  readonly isInFlow: boolean;
}

/** A value without entries of its own, on one line. */
export function scalarText(value: null | boolean | number | string, style: ScalarStyle): string {
  switch (typeof value) {
    case 'string':
      return stringText(value, style);
    case 'number':
      // JSON has one zero.
      return numberText(value === 0 ? 0 : value);
    default:
      return String(value);
  }
}

/** A key stands on one line with its colon; only simple words go without quotes. */
export function keyText(key: string, style: ScalarStyle): string {
  const isSimple = style.quotes === 'plain' && /^[A-Za-z_]/.test(key) && !/[\s:]/.test(key);
  return isSimple && mayStandPlain(key, style.isInFlow)
    ? key
    : quoted(key, style.quotes === 'plain' ? style.needed : style.quotes);
}

function stringText(text: string, { quotes, needed, isInFlow }: ScalarStyle): string {
  if (quotes !== 'plain') return quoted(text, quotes);
  return mayStandPlain(text, isInFlow) ? text : quoted(text, needed);
}

function quoted(text: string, quotes: 'single' | 'double'): string {
  return quotes === 'single' && SINGLE_QUOTABLE.test(text) ? `'${text.replaceAll("'", "''")}'` : doubleQuoted(text);
}

/** Visible characters and spaces; anything else needs the escapes of double quotes. */
const SINGLE_QUOTABLE = /^(?:[^\p{C}\p{Z}]| )*$/u;

/**
 * Several lines as the lines of a block scalar, its header first; undefined where that style cannot hold them exactly.
 */
export function literalLines(text: string): readonly string[] | undefined {
  const whole = text.endsWith('\n') ? text : `${text}\n`;
  const lines = quoteString(whole, ' ').split('\n');
  const [header, ...body] = lines;
  if (header !== '|' || !text.includes('\n')) return undefined;
  return [whole === text ? '|' : '|-', ...body.map((line) => line.slice(1))];
}

export function isScalarValue(value: JsonValue): value is null | boolean | number | string {
  return typeof value !== 'object' || value === null;
}
