import type { CommentReading } from '../command.ts';

/** Words for people; everything else in a command has a narrower alphabet. */
const FREE: ReadonlySet<string> = new Set(['reason', 'value']);
const NARROW = /^[A-Za-z0-9._:/@*?,$ -]*$/;
const SEEN = /^(?:\uFE0F|[^\p{C}\p{Zl}\p{Zp}\p{DI}]|\p{Cn})*$/u;

/** What a reading holds that it must not: texts with more than their alphabet, or that are longer than anybody wants to read. */
export function smuggled(reading: CommentReading): readonly string[] {
  switch (reading.kind) {
    case 'none':
      return [];
    case 'commands':
      return reading.commands.flatMap(({ command }) =>
        textsIn(command, '').flatMap(([name, text]) => (isPlain(name, text) ? [] : [text])),
      );
    case 'mistaken':
      return reading.mistakes.flatMap(({ found, expected, remedy }) =>
        [found, expected, remedy].filter((text) => !SEEN.test(text) || text.length > 300 || text === ''),
      );
  }
}

function isPlain(name: string, text: string): boolean {
  return FREE.has(name) ? SEEN.test(text) && text.length <= 400 : NARROW.test(text) && text.length <= 400;
}

/** Every string of a value with the name of the property that holds it. */
function textsIn(value: unknown, name: string): readonly (readonly [string, string])[] {
  if (typeof value === 'string') return [[name, value]];
  if (typeof value !== 'object' || value === null || value instanceof Date) return [];
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
    textsIn(inner, Array.isArray(value) ? name : key),
  );
}
