/** What stands after a `=`. */
export interface Value {
  readonly text: string;
  readonly quoted: boolean;
}

const BARE = /^[A-Za-z0-9._:/@%+,-]+$/;

/** Whether a value needs no quotes. */
export function isBare(text: string): boolean {
  return BARE.test(text);
}

/** Quotes around what needs them. There are no escapes: a value holds one kind of quotes at most. */
export function quote(text: string): string {
  if (isBare(text)) return text;
  return text.includes('"') ? `'${text}'` : `"${text}"`;
}

/** Whether a value can be written in a command at all. */
export function isWritable(text: string): boolean {
  return !(text.includes('"') && text.includes("'"));
}
