import type { EditPath } from './edit.ts';

/** `services[2].name`; a key that is not a plain word stands in brackets and quotes. */
export function formatPath(path: EditPath): string {
  return path
    .map((step, position) => {
      if (typeof step === 'number') return `[${step}]`;
      if (!WORD.test(step)) return `[${JSON.stringify(step)}]`;
      return position === 0 ? step : `.${step}`;
    })
    .join('');
}

/** Letters, digits, `_` and, but for the ends, `-`: a hyphen at the end would be read as a deletion. */
const WORD = /^\w(?:[\w-]*\w)?$/;

/** The inverse of `formatPath`, or undefined where the text is no path. */
export function parsePath(text: string): EditPath | undefined {
  const path: (string | number)[] = [];
  let rest = text;
  while (rest !== '') {
    const step = STEP.exec(rest);
    const { word, dotted, position, quoted } = step?.groups ?? {};
    if (step === null || (word !== undefined) !== (path.length === 0 && position === undefined && quoted === undefined))
      return undefined;
    const key = quoted === undefined ? (word ?? dotted) : unquoted(quoted);
    if (position === undefined && key === undefined) return undefined;
    path.push(position === undefined ? (key ?? '') : Number(position));
    rest = rest.slice(step[0].length);
  }
  return path.length === 0 ? undefined : path;
}

const STEP =
  /^(?:(?<word>\w(?:[\w-]*\w)?)|\.(?<dotted>\w(?:[\w-]*\w)?)|\[(?<position>0|[1-9]\d{0,8})\]|\[(?<quoted>"(?:[^"\\]|\\.)*")\])/;

function unquoted(text: string): string | undefined {
  try {
    return JSON.parse(text) as string;
  } catch {
    return undefined;
  }
}
