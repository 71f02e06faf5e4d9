import { styleText } from 'node:util';
import type { Line, Say } from '../story/line.ts';

/** Prints what is said, and below it, on a terminal, one line that is written over again and again. */
export interface Narrator {
  readonly say: Say;
  /** Does nothing where there is no terminal. */
  readonly status: (text: string) => void;
}

export interface NarratorOptions {
  readonly write: (text: string) => void;
  /** Undefined where this is no terminal. */
  readonly columns: (() => number) | undefined;
  readonly colours: boolean;
}

const WIDEST = 100;
const CLEAR_LINE = '\r\u001b[2K';

export function narrator({ write, columns, colours }: NarratorOptions): Narrator {
  let hasStatus = false;
  const width = (): number => Math.min(WIDEST, columns?.() ?? WIDEST);
  const clear = (): void => {
    if (hasStatus) write(CLEAR_LINE);
    hasStatus = false;
  };
  return {
    say: (line) => {
      clear();
      write(`${linesOf(line, { width: width(), colours }).join('\n')}\n`);
    },
    status: (text) => {
      if (columns === undefined) return;
      clear();
      if (text === '') return;
      const shown = `   ${text}`.slice(0, width() - 1);
      write(colours ? styleText('dim', shown, { validateStream: false }) : shown);
      hasStatus = true;
    },
  };
}

type Style = Parameters<typeof styleText>[0];

const STYLES: Readonly<Record<Line['kind'], Style | undefined>> = {
  title: 'bold',
  step: 'bold',
  text: undefined,
  good: 'green',
  bad: 'red',
  aside: 'dim',
};

/** A line as it is printed, without a line longer than the width; a key of an object is not broken. */
export function linesOf(
  line: Line,
  { width, colours }: { readonly width: number; readonly colours: boolean },
): readonly string[] {
  const style = STYLES[line.kind];
  const lead = leadOf(line);
  const indent = ' '.repeat(lead.length);
  const texts = wrapped(line.text, width - lead.length).map((text, index) => `${index === 0 ? lead : indent}${text}`);
  const styled =
    colours && style !== undefined ? texts.map((text) => styleText(style, text, { validateStream: false })) : texts;
  return line.kind === 'step' || line.kind === 'title' ? ['', ...styled] : styled;
}

function leadOf(line: Line): string {
  switch (line.kind) {
    case 'title':
      return '';
    case 'step':
      return `${line.number}  `;
    case 'text':
    case 'aside':
      return '   ';
    case 'good':
      return ' ✓ ';
    case 'bad':
      return ' ✗ ';
  }
}

/** Breaks at spaces; a word that is longer than a line stands alone and whole, so that it can be copied. */
function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
