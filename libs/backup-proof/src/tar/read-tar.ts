import { readPaxRecords, type PaxRecords } from './pax-records.ts';
import { BLOCK_BYTES, isZero, tarBlocks, type TarBlocks } from './tar-blocks.ts';
import { TarDamaged, type TarEvent, type TarProblem } from './tar-event.ts';
import { readTarHeader, type TarHeader } from './tar-header.ts';
import { tarMember, type TarExtension } from './tar-member.ts';
import { utf8UpToNul } from './utf8.ts';

/** Of an extended header; those of Barman have a few hundred bytes. */
const MAX_EXTENSION_BYTES = 1024 * 1024;

/**
 * Reads a tar as Barman writes it (pax, by Python's tarfile), and ustar and GNU tar, from pieces of any size. Contents are slices
 * of the pieces. Everything is checked that a tar can tell: it has no checksum over contents.
 * @throws TarDamaged; what the source throws, as it is
 */
export async function* readTar(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<TarEvent, void, undefined> {
  const blocks = tarBlocks(bytes);
  let failed = true;
  try {
    yield* readMembers(blocks);
    failed = false;
  } finally {
    // What goes wrong when a source is let go of must not hide what was wrong before.
    if (failed) await blocks.release().catch(() => undefined);
  }
}

async function* readMembers(blocks: TarBlocks): AsyncGenerator<TarEvent, void, undefined> {
  let globals: PaxRecords = new Map();
  let members = 0;
  for (;;) {
    const startBytes = blocks.offsetBytes;
    const opening = await readOpening(blocks, globals);
    if (opening.kind === 'end') break;
    globals = opening.globals;
    const outcome = tarMember(opening.header, opening.extension, startBytes);
    if (outcome.kind === 'refused') throw damaged(outcome.problem, startBytes, outcome.because);
    const { member } = outcome;
    members += 1;
    yield { kind: 'member', member };
    for (let left = member.sizeBytes; left > 0;) {
      const piece = await blocks.next(left);
      if (piece === undefined)
        throw damaged('member-cut-off', blocks.offsetBytes, `the tar ends ${left} bytes before ${member.path} does`);
      left -= piece.length;
      yield { kind: 'content', bytes: piece };
    }
    await skipPadding(blocks, member.sizeBytes, member.path);
    yield { kind: 'member-end' };
  }
  await readRest(blocks);
  yield { kind: 'end', members, sizeBytes: blocks.offsetBytes };
}

type Opening =
  | { readonly kind: 'end' }
  | {
      readonly kind: 'member';
      readonly header: TarHeader;
      readonly extension: TarExtension;
      readonly globals: PaxRecords;
    };

/** Reads a member's header with the extended ones before it, or both blocks of the end mark. */
async function readOpening(blocks: TarBlocks, before: PaxRecords): Promise<Opening> {
  let globals = before;
  let records = before;
  let names: Omit<TarExtension, 'records'> = {};
  let isExtended = false;
  for (;;) {
    const startBytes = blocks.offsetBytes;
    const block = await blocks.take(BLOCK_BYTES);
    if (block.length === 0 && !isExtended)
      throw damaged('no-end-marker', startBytes, 'the tar ends without the two blocks of zeroes that end a tar');
    if (block.length < BLOCK_BYTES) throw damaged('member-cut-off', blocks.offsetBytes, 'the tar ends within a header');
    if (isZero(block)) {
      if (isExtended)
        throw damaged('header-malformed', startBytes, 'an extended header without the member it is about');
      await readSecondZeroes(blocks);
      return { kind: 'end' };
    }
    const outcome = readTarHeader(block);
    if (outcome.kind === 'checksum')
      throw damaged(
        'header-checksum',
        startBytes,
        `a header has checksum ${outcome.found}, its bytes add up to ${outcome.expected} (octal)`,
      );
    if (outcome.kind === 'malformed') throw damaged('header-malformed', startBytes, outcome.because);
    const { header } = outcome;
    if (!'xgLK'.includes(header.type)) return { kind: 'member', header, extension: { records, ...names }, globals };

    const content = await readExtension(blocks, header);
    if (header.type === 'L') names = { ...names, longPath: utf8UpToNul(content) };
    else if (header.type === 'K') names = { ...names, longTarget: utf8UpToNul(content) };
    else {
      const read = readPaxRecords(content);
      if (read === undefined)
        throw damaged('header-malformed', startBytes, 'an extended header whose records are malformed');
      if (header.type === 'g') globals = new Map([...globals, ...read]);
      records = new Map([...records, ...read]);
    }
    isExtended ||= header.type !== 'g';
  }
}

async function readExtension(blocks: TarBlocks, { sizeBytes }: TarHeader): Promise<Uint8Array> {
  if (sizeBytes > MAX_EXTENSION_BYTES)
    throw damaged('header-malformed', blocks.offsetBytes, `an extended header of ${sizeBytes} bytes`);
  // a copy, since the piece that it is cut from may be gone behind the padding
  const content = new Uint8Array(await blocks.take(sizeBytes));
  if (content.length < sizeBytes)
    throw damaged('member-cut-off', blocks.offsetBytes, 'the tar ends within an extended header');
  await skipPadding(blocks, sizeBytes, 'an extended header');
  return content;
}

async function skipPadding(blocks: TarBlocks, contentBytes: number, what: string): Promise<void> {
  let left = (BLOCK_BYTES - (contentBytes % BLOCK_BYTES)) % BLOCK_BYTES;
  while (left > 0) {
    const piece = await blocks.next(left);
    if (piece === undefined)
      throw damaged('member-cut-off', blocks.offsetBytes, `the tar ends within the block that ends ${what}`);
    left -= piece.length;
  }
}

async function readSecondZeroes(blocks: TarBlocks): Promise<void> {
  const startBytes = blocks.offsetBytes;
  const block = await blocks.take(BLOCK_BYTES);
  if (!isZero(block))
    throw damaged(
      'bytes-after-end',
      startBytes,
      'one block of zeroes, which begins the end of a tar, and then no second',
    );
  if (block.length < BLOCK_BYTES)
    throw damaged('no-end-marker', blocks.offsetBytes, 'the tar ends within the two blocks of zeroes that end a tar');
}

/** Writers fill the last record of a tar with zeroes. */
async function readRest(blocks: TarBlocks): Promise<void> {
  for (;;) {
    const startBytes = blocks.offsetBytes;
    const piece = await blocks.next(Infinity);
    if (piece === undefined) return;
    if (!isZero(piece)) throw damaged('bytes-after-end', startBytes, 'bytes other than zero behind the end of the tar');
  }
}

function damaged(problem: TarProblem, offsetBytes: number, because: string): TarDamaged {
  return new TarDamaged(problem, { offsetBytes, message: `tar, byte ${offsetBytes}: ${because}` });
}
