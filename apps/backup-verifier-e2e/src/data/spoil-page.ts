import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { PAGE_BYTES, seal } from '../faults/page.ts';
import { DATABASE, type Shop } from './shop.ts';

/** Bytes of a page header, and of a pointer to an item behind it. @see PostgreSQL 18, bufpage.h, itemid.h */
const HEADER = 24;
const POINTER = 4;

/** Swaps two entries of an index, whose order is then wrong. The checksum fits: no one sees it who does not compare entries. */
export async function swapIndexItems(shop: Shop, index: string): Promise<void> {
  await editPage(shop, { relation: index, block: 1 }, (page) => {
    const [a, b] = [5, 6].map((item) => HEADER + (item - 1) * POINTER);
    const first = page.slice(a, (a ?? 0) + POINTER);
    page.copyWithin(a ?? 0, b ?? 0, (b ?? 0) + POINTER);
    page.set(first, b);
  });
}

/** Gives a row a transaction that is yet to come. */
export async function writeFutureRow(shop: Shop, table: string): Promise<void> {
  await editPage(shop, { relation: table, block: 0 }, (page) => {
    const view = new DataView(page.buffer, page.byteOffset);
    const offset = view.getUint32(HEADER, true) & 0x7fff;
    view.setUint32(offset, 4_000_000_000, true);
  });
}

interface Place {
  readonly relation: string;
  readonly block: number;
}

/** On the disk of a server that is ended for it, with a checksum that fits. */
async function editPage(
  { postgres }: Shop,
  { relation, block }: Place,
  edit: (page: Uint8Array) => void,
): Promise<void> {
  const client = await postgres.connect({ database: DATABASE });
  const { rows } = await client
    .query<{ path: string }>('SELECT pg_relation_filepath($1::regclass) AS path', [relation])
    .finally(() => client.end());
  await postgres.stop('fast');
  {
    await using file = await open(join(postgres.directory, rows[0]?.path ?? ''), 'r+');
    const page = new Uint8Array(PAGE_BYTES);
    await file.read(page, 0, PAGE_BYTES, block * PAGE_BYTES);
    edit(page);
    seal(page, block);
    await file.write(page, 0, PAGE_BYTES, block * PAGE_BYTES);
  }
  await postgres.start();
}
