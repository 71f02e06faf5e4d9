import type { Dress } from './random-document.ts';
import type { Chance } from './random-value.ts';

interface Where {
  readonly dress: Dress;
  readonly isInFlow: boolean;
  /** Lines after the first are indented at least so far. */
  readonly indent: number;
}

interface Spelling {
  readonly text: string;
  /** Block scalars end with their last line; no comment can follow. */
  readonly isOverLines: boolean;
}

/** One of the ways in which YAML can write a value; that it can is tested by reading it back. */
export function spelledScalar(chance: Chance, value: null | boolean | number | string, where: Where): Spelling {
  const spellings = [...spellingsOf(chance, value, where)];
  return chance.oneOf(spellings);
}

function spellingsOf(chance: Chance, value: null | boolean | number | string, where: Where): readonly Spelling[] {
  switch (typeof value) {
    case 'string':
      return textSpellings(chance, value, where);
    case 'number':
      return oneLine([String(value), ...(value === 3 && where.dress === 'odd' ? ['0x3', '003', '3.0'] : [])]);
    case 'boolean':
      return oneLine(where.dress === 'odd' ? [String(value), value ? 'True' : 'FALSE'] : [String(value)]);
    default:
      if (where.dress === 'plain') return oneLine(['null']);
      return oneLine(['null', '~', 'Null', ...(where.isInFlow ? [] : [''])]);
  }
}

function textSpellings(chance: Chance, text: string, { dress, isInFlow, indent }: Where): readonly Spelling[] {
  const inQuotes = JSON.stringify(text).replaceAll('\u00a0', '\\_');
  const spellings = oneLine([inQuotes]);
  const hasPlainLines = /^[\w ./'ä日本😀-]*$/u.test(text);
  const single = oneLine([`'${text.replaceAll("'", "''")}'`]);
  if (/^[ -~]*$/.test(text)) spellings.push(...single, ...single);
  if (/^[a-z][\w ./'-]*[\w/]$/i.test(text) && !/^(?:on|off|yes|no|null|true|false)$/i.test(text))
    spellings.push(...oneLine([text, text, text]));
  // People write these bare; YAML 1.1 reads something else.
  if (/^(?:on|off|YES|30s|100Gi|0\.14\.0)$/.test(text)) spellings.push(...oneLine([text, text]));
  if (dress !== 'odd') return spellings;
  const pad = ' '.repeat(indent + 1 + chance.upTo(2));
  if (/^\w+ \w+ \w+$/.test(text)) {
    const [first = '', second = '', third = ''] = text.split(' ');
    spellings.push(...oneLine([`"${first}\n${pad}${second}\n${pad}${third}"`, `'${first} ${second}\n${pad}${third}'`]));
    if (!isInFlow) spellings.push(...oneLine([`${first}\n${pad}${second} ${third}`]));
  }
  if (!isInFlow && hasPlainLines && !/^ | $/.test(text) && text !== '')
    spellings.push({ text: `${chance.oneOf(['|-', '>-'])}\n${pad}${text}`, isOverLines: true });
  if (!isInFlow && /^\w+\n$/.test(text)) spellings.push({ text: `|\n${pad}${text.trimEnd()}`, isOverLines: true });
  if (!isInFlow && /^\w+\n\w+$/.test(text))
    spellings.push({ text: `|- # kept.\n${pad}${text.replace('\n', `\n${pad}`)}`, isOverLines: true });
  if (!isInFlow && text === 'a\n\nb\n') spellings.push({ text: `|\n${pad}a\n\n${pad}b`, isOverLines: true });
  return spellings;
}

function oneLine(texts: readonly string[]): Spelling[] {
  return texts.map((text) => ({ text, isOverLines: false }));
}
