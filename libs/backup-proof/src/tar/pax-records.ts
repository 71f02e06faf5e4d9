import { utf8 } from './utf8.ts';

/** What an extended header says, by keyword; an empty value takes back what a global one said. */
export type PaxRecords = ReadonlyMap<string, string>;

const EQUALS = 0x3d;
const NEWLINE = 0x0a;
const SPACE = 0x20;

/**
 * Reads `length keyword=value\n` records, where the length counts all of its record.
 * @returns undefined when they are malformed
 * @see POSIX.1-2017, pax, "pax Extended Header"
 */
export function readPaxRecords(bytes: Uint8Array): PaxRecords | undefined {
  const records = new Map<string, string>();
  let at = 0;
  while (at < bytes.length) {
    const space = bytes.indexOf(SPACE, at);
    if (space === -1 || space - at > 10) return undefined;
    const length = utf8(bytes.subarray(at, space));
    if (!/^[1-9][0-9]*$/.test(length)) return undefined;
    const end = at + Number(length);
    const equals = bytes.indexOf(EQUALS, space);
    if (end > bytes.length || equals <= space + 1 || equals >= end - 1 || bytes[end - 1] !== NEWLINE) return undefined;
    const value = utf8(bytes.subarray(equals + 1, end - 1));
    records.set(utf8(bytes.subarray(space + 1, equals)), value);
    at = end;
  }
  return records;
}
