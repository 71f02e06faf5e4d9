/** A member of a tar as Python's `tarfile` writes it in PAX format. */
export interface TarMember {
  /** Without the slash that a directory's gets. */
  readonly name: string;
  readonly kind: 'file' | 'directory' | 'symlink';
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly userName: string;
  readonly groupName: string;
  /** Of the content. */
  readonly sizeBytes: number;
  /** Seconds since 1970, which a PAX record has as Python prints a `float`, also where there is no fraction; 0 for none. */
  readonly modifiedAt: number;
  readonly linkTarget?: string;
}

export const TAR_BLOCK_BYTES = 512;
/** A tar ends with zeros up to a multiple of this, at least two blocks of them. */
export const TAR_RECORD_BYTES = 10_240;

const TYPES = { file: '0', symlink: '2', directory: '5' } as const;
const NAME_BYTES = 100;

/** The header blocks of a member: PAX records for what the ustar header cannot hold, then that. @see tarfile.TarInfo.create_pax_header of CPython 3.11 */
export function tarHeader(member: TarMember): Uint8Array {
  const name = member.kind === 'directory' ? `${member.name}/` : member.name;
  const records = paxRecords({ ...member, name });
  const header = ustarHeader({ ...member, name, type: TYPES[member.kind] });
  if (records.length === 0) return header;
  const pax = ustarHeader({ ...PAX_MEMBER, sizeBytes: records.length, type: 'x' });
  return Buffer.concat([pax, records, Buffer.alloc(padding(records.length, TAR_BLOCK_BYTES)), header]);
}

/** How many bytes are missing to a multiple. */
export function padding(sizeBytes: number, multiple: number): number {
  return (multiple - (sizeBytes % multiple)) % multiple;
}

const PAX_MEMBER: TarMember = {
  name: '././@PaxHeader',
  kind: 'file',
  mode: 0,
  uid: 0,
  gid: 0,
  userName: '',
  groupName: '',
  sizeBytes: 0,
  modifiedAt: 0,
};

function paxRecords({ name, linkTarget = '', uid, gid, sizeBytes, modifiedAt }: TarMember): Buffer {
  const records = [
    ...(fitsName(name) ? [] : [`path=${name}`]),
    ...(fitsName(linkTarget) ? [] : [`linkpath=${linkTarget}`]),
    ...(fitsOctal(uid, 8) ? [] : [`uid=${uid}`]),
    ...(fitsOctal(gid, 8) ? [] : [`gid=${gid}`]),
    ...(fitsOctal(sizeBytes, 12) ? [] : [`size=${sizeBytes}`]),
    ...(modifiedAt === 0 ? [] : [`mtime=${modifiedAt}${Number.isInteger(modifiedAt) ? '.0' : ''}`]),
  ];
  return Buffer.concat(records.map(paxRecord));
}

/** The length at the beginning counts itself. */
function paxRecord(record: string): Buffer {
  const bytes = Buffer.byteLength(record) + 2;
  const digits = [1, 2, 3, 4, 5].find((count) => String(bytes + count).length === count) ?? 6;
  return Buffer.from(`${bytes + digits} ${record}\n`);
}

function ustarHeader(member: TarMember & { readonly type: string }): Buffer {
  const block = Buffer.alloc(TAR_BLOCK_BYTES);
  const text = (value: string, at: number, bytes: number): void => void block.write(value, at, bytes, 'utf8');
  const octal = (value: number, at: number, bytes: number): void => {
    text((fitsOctal(value, bytes) ? value : 0).toString(8).padStart(bytes - 1, '0'), at, bytes);
  };
  text(asciiOf(member.name), 0, NAME_BYTES);
  octal(member.mode & 0o7777, 100, 8);
  octal(member.uid, 108, 8);
  octal(member.gid, 116, 8);
  octal(member.sizeBytes, 124, 12);
  octal(Math.round(member.modifiedAt), 136, 12);
  text(member.type, 156, 1);
  text(asciiOf(member.linkTarget ?? ''), 157, NAME_BYTES);
  text('ustar\u000000', 257, 8);
  text(member.userName, 265, 32);
  text(member.groupName, 297, 32);
  // the sum counts its own field as spaces
  const sum = block.reduce((total, byte) => total + byte, 8 * 0x20);
  text(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 8);
  return block;
}

/** What a reader without PAX sees. */
function asciiOf(name: string): string {
  return name.replace(/[^\0-\x7f]/gu, '?');
}

function fitsName(name: string): boolean {
  return asciiOf(name) === name && name.length <= NAME_BYTES;
}

function fitsOctal(value: number, bytes: number): boolean {
  return value < 8 ** (bytes - 1);
}
