/** What a text takes of the room that there is: UTF-16 code units, or bytes. */
export type Measure = (text: string) => number;

/** UTF-16 code units: never fewer than the characters that are counted elsewhere. */
export const inUnits: Measure = (text) => text.length;

/** Bytes of UTF-8, counted without encoding; half of a pair counts as U+FFFD, as an encoder writes it. */
export const inBytes: Measure = (text) => {
  let bytes = 0;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) bytes += 1;
    else if (unit < 0x800) bytes += 2;
    else if (isPair(text, index)) {
      bytes += 4;
      index += 1;
    } else bytes += 3;
  }
  return bytes;
};

function isPair(text: string, index: number): boolean {
  const next = text.charCodeAt(index + 1);
  return (text.charCodeAt(index) & 0xfc00) === 0xd800 && (next & 0xfc00) === 0xdc00;
}

export interface Room {
  readonly most: number;
  readonly measure: Measure;
}

/** How many of the lines there is room for, each with the line end before it, from the first. */
export function linesThatFit(lines: Iterable<string>, { most, measure }: Room): readonly string[] {
  const fitting: string[] = [];
  let used = 0;
  for (const line of lines) {
    used += measure(line) + 1;
    if (used > most) break;
    fitting.push(line);
  }
  return fitting;
}

/**
 * A part of a document: what it says in so much room. With too little for anything it says nothing, or that there was more.
 * It never takes more than the room it gets.
 */
export type Chapter = (room: Room) => string;

export interface RankedChapter {
  /** Lower ones choose first. */
  readonly rank: number;
  readonly text: Chapter;
  /** Kept free for it while those before it choose. */
  readonly least: number;
}

/** Chapters in their order, with an empty line between, together within the room. Those of lower rank have all they want before others begin. */
export function fitChapters(chapters: readonly RankedChapter[], { most, measure }: Room): string {
  const order = chapters.map((chapter, index) => ({ ...chapter, index })).sort((a, b) => a.rank - b.rank);
  const texts = new Map<number, string>();
  let left = most;
  let reserved = order.reduce((sum, { least }) => sum + least + GAP, 0);
  for (const { index, text, least } of order) {
    reserved -= least + GAP;
    const room = Math.max(0, left - reserved - GAP);
    const said = text({ most: room, measure });
    const taken = measure(said);
    if (said === '' || taken > room) continue;
    texts.set(index, said);
    left -= taken + GAP;
  }
  return chapters.flatMap((_, index) => texts.get(index) ?? []).join('\n\n');
}

/** The empty line between two. */
const GAP = 2;
