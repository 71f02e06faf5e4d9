/** Where a file lies in a tar, in bytes. */
export interface TarMember {
  readonly path: string;
  /** Of what belongs to it first: its extended header, if it has one. */
  readonly start: number;
  readonly contentStart: number;
  readonly contentEnd: number;
  /** Behind its padding. */
  readonly end: number;
}

const BLOCK = 512;

/** The members of a tar as Barman writes one. It is enough for archives that the lab has made itself. @see POSIX.1-2017, pax, ustar format */
export function tarMembers(tar: Uint8Array): readonly TarMember[] {
  const members: TarMember[] = [];
  let extendedStart: number | undefined;
  for (let at = 0; at + BLOCK <= tar.length && tar[at] !== 0;) {
    const size = Number.parseInt(text(tar, at + 124, 12), 8);
    const type = text(tar, at + 156, 1);
    const end = at + BLOCK + Math.ceil(size / BLOCK) * BLOCK;
    if (type === 'x') extendedStart ??= at;
    else {
      const [prefix, name] = [text(tar, at + 345, 155), text(tar, at, 100)];
      const path = prefix === '' ? name : `${prefix}/${name}`;
      const contentStart = at + BLOCK;
      members.push({ path, start: extendedStart ?? at, contentStart, contentEnd: contentStart + size, end });
      extendedStart = undefined;
    }
    at = end;
  }
  return members;
}

/** Up to the first NUL. */
function text(tar: Uint8Array, start: number, length: number): string {
  const bytes = tar.subarray(start, start + length);
  const end = bytes.indexOf(0);
  return new TextDecoder('latin1').decode(end === -1 ? bytes : bytes.subarray(0, end));
}
