import type { TarPlant } from './fault.ts';
import { formatLsn, lsnOf, type Places } from './places.ts';
import { PAGE_BYTES, seal } from './page.ts';
import { entryOf, tarEntries, withContent, withMember, withoutMember } from './tar-file.ts';

export interface TarContext {
  readonly places: Places;
  readonly segmentSizeBytes: number;
}

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The block that faults damage: of a relation that has several. */
const BLOCK = 2;

export function editTar(tar: Uint8Array, plant: TarPlant, context: TarContext): Uint8Array {
  const named = (name: string): string => name.replaceAll(/\{(\w+)\}/g, (_, key: string) => context.places[key] ?? key);
  switch (plant.act) {
    case 'tar-cut':
      return tar.slice(0, memberInTheMiddle(tar));
    case 'page-flip':
    case 'page-zero-header':
    case 'page-header':
    case 'page-lsn':
    case 'page-exchange':
      return editPage(tar, plant, relationFile(plant.relation, context.places));
    case 'member-drop':
      return withoutMember(tar, named(plant.member));
    case 'member-shorten': {
      const { dataOffset, sizeBytes } = entryOf(tar, named(plant.member));
      return withContent(tar, named(plant.member), tar.slice(dataOffset, dataOffset + sizeBytes - plant.bytes));
    }
    case 'member-flip': {
      const edited = tar.slice();
      const at = entryOf(tar, named(plant.member)).dataOffset + plant.offset;
      edited[at] = (edited[at] ?? 0) ^ 4;
      return edited;
    }
    case 'member-text':
      return withContent(tar, named(plant.member), encode(plant.text));
    case 'member-add':
      return withMember(tar, named(plant.member), encode(plant.text));
    case 'label-later':
      return withContent(tar, 'backup_label', encode(laterLabel(tar, context.segmentSizeBytes)));
  }
}

/** Where a member begins, about half way. */
export function memberInTheMiddle(tar: Uint8Array): number {
  const entries = tarEntries(tar);
  const found = entries.find(({ startOffset }) => startOffset >= tar.length / 2);
  if (found === undefined) throw new Error('the archive has no member in its second half');
  return found.startOffset;
}

function relationFile(relation: string, places: Places): string {
  const path = places[relation];
  if (path === undefined) throw new Error(`faults.json: nobody knows the relation ${relation}`);
  return path;
}

function editPage(tar: Uint8Array, { act }: TarPlant, file: string): Uint8Array {
  const { dataOffset, sizeBytes } = entryOf(tar, file);
  const edited = tar.slice();
  const block = Math.min(BLOCK, sizeBytes / PAGE_BYTES - 1);
  const pageAt = (number: number): Uint8Array =>
    edited.subarray(dataOffset + number * PAGE_BYTES, dataOffset + (number + 1) * PAGE_BYTES);
  const page = pageAt(block);
  const view = new DataView(page.buffer, page.byteOffset, PAGE_BYTES);
  switch (act) {
    case 'page-flip':
      page[PAGE_BYTES - 100] = (page[PAGE_BYTES - 100] ?? 0) ^ 16;
      break;
    case 'page-zero-header':
      page.fill(0, 0, 24);
      break;
    case 'page-header':
      view.setUint16(12, 8000, true);
      view.setUint16(14, 400, true);
      seal(page, block);
      break;
    case 'page-lsn':
      // the high half of the LSN comes first
      view.setUint32(0, 0x7f, true);
      seal(page, block);
      break;
    default: {
      const kept = page.slice();
      page.set(pageAt(block - 1));
      pageAt(block - 1).set(kept);
    }
  }
  return edited;
}

/** The label with a start one segment later than the backup's. */
function laterLabel(tar: Uint8Array, segmentSizeBytes: number): string {
  const { dataOffset, sizeBytes } = entryOf(tar, 'backup_label');
  const label = new TextDecoder().decode(tar.subarray(dataOffset, dataOffset + sizeBytes));
  return label.replace(/^START WAL LOCATION: (\S+)/, (_, start: string) => {
    return `START WAL LOCATION: ${formatLsn(lsnOf(start) + BigInt(segmentSizeBytes))}`;
  });
}
