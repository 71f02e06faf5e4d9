import { withUnseenShown } from '@postgres-ha/markup';

/** Columns of a terminal. */
export const WIDTH = 100;

/** Text in lines of at most `WIDTH` columns, the first with a lead and the others below its end. What strangers wrote is shown as it is. */
export function wrap(lead: string, text: string): readonly string[] {
  const indent = ' '.repeat(lead.length);
  const room = WIDTH - lead.length;
  const lines: string[] = [];
  let line = '';
  for (const word of withUnseenShown(text)
    .split(/\s+/)
    .filter((each) => each !== '')) {
    if (line !== '' && line.length + 1 + word.length > room) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  lines.push(line);
  return lines.map((each, index) => (index === 0 ? lead : indent) + each);
}

/** One line, cut to the width. */
export function fit(text: string, width: number = WIDTH): string {
  const shown = withUnseenShown(text).trimEnd();
  return shown.length <= width ? shown : `${shown.slice(0, width - 1)}…`;
}
