import type { ServerCatalogue } from '@postgres-ha/backup-catalog';
import type { SelfTest } from '@postgres-ha/backup-proof';
import { StoreError, type ObjectStore } from '@postgres-ha/object-store';
import type { ArchivedSegment } from '../archived-segment.ts';
import type { BackupToProve } from '../prove-backup.ts';
import { readWal } from '../read-wal.ts';

/** Reads WAL and judges it. */
export type ReadWal = typeof readWal;

export interface FlippingOptions {
  readonly store: ObjectStore;
  readonly server: ServerCatalogue;
  readonly random: () => number;
  readonly signal: AbortSignal;
  readonly onBytes: (count: number) => void;
  readonly readWal?: ReadWal | undefined;
}

/** As stored. A segment is held in memory while it is tested, so larger ones are not taken. */
const LARGEST_BYTES = 128 * 1024 * 1024;
/** So many segments are tried until one is sound as it is: in a damaged one no fault can be planted. */
const SEGMENTS = 3;
/**
 * A bit that nothing depends on, such as one of padding, or of what lies behind the last record, is no test: then another is flipped, so often. The last
 * is of the first byte, on which everything depends: the magic number of the compression, or of the first page.
 */
const PLACES = 8;

/**
 * Reads one segment of the backup's own WAL as every other is read, but with one bit flipped in memory, the same at each look: it must be damage.
 * @returns undefined where there is no segment to plant in, or none that is sound and can be read: then the run itself says so
 */
export async function plantFlippedBit(
  { way, facts }: BackupToProve,
  options: FlippingOptions,
): Promise<SelfTest['plants'][number] | undefined> {
  const { random } = options;
  const candidates = way.segments
    .slice(0, way.ownSegments)
    .filter(({ object }) => object.sizeBytes > 0 && object.sizeBytes <= LARGEST_BYTES);
  for (let tried = 0; tried < SEGMENTS && candidates.length > 0; tried += 1) {
    const [archived] = candidates.splice(Math.floor(random() * candidates.length), 1);
    const stored = archived && (await fetched(archived, options));
    if (archived === undefined || stored === undefined) continue;
    const damagedWith = judging(archived, { facts, ...options });
    if (await damagedWith(stored)) continue;
    return { kind: 'flipped-bit', object: archived.object.key, found: await isFound(stored, { random, damagedWith }) };
  }
  return undefined;
}

async function fetched(
  { object }: ArchivedSegment,
  { store, signal, onBytes }: FlippingOptions,
): Promise<Uint8Array | undefined> {
  const bytes = new Uint8Array(object.sizeBytes);
  let length = 0;
  try {
    for await (const chunk of store.read(object.key, { etag: object.etag, signal })) {
      onBytes(chunk.length);
      if (length + chunk.length > bytes.length) return undefined;
      bytes.set(chunk, length);
      length += chunk.length;
    }
  } catch (error) {
    if (error instanceof StoreError) return undefined;
    throw error;
  }
  return length === bytes.length ? bytes : undefined;
}

type DamagedWith = (stored: Uint8Array) => Promise<boolean>;

/** Whether the segment is found to be damaged, if the store holds these bytes. */
function judging(
  archived: ArchivedSegment,
  {
    store,
    server,
    signal,
    facts,
    readWal: read = readWal,
  }: FlippingOptions & { readonly facts: BackupToProve['facts'] },
): DamagedWith {
  return async (stored) => {
    const held: ObjectStore = {
      ...store,
      read: async function* (_, { range } = {}) {
        await Promise.resolve();
        yield stored.slice(range?.start ?? 0, range?.end);
      },
    };
    const { segments } = await read([archived], {
      ...{ store: held, signal, facts, histories: server.histories, wanted: new Set<string>(), spool: undefined },
      onCommit: () => undefined,
      onSegment: () => undefined,
    });
    return segments.some(({ findings }) => findings.some(({ weight }) => weight === 'damaged'));
  };
}

async function isFound(
  stored: Uint8Array,
  { random, damagedWith }: { readonly random: () => number; readonly damagedWith: DamagedWith },
): Promise<boolean> {
  // what was never written is zeroes up to the end of the segment, and nothing depends on it
  const used = stored.findLastIndex((byte) => byte !== 0) + 1;
  for (let place = 0; place < PLACES; place += 1) {
    const flipped = stored.slice();
    // wherever chance leads, each time elsewhere
    const at = place === PLACES - 1 ? 0 : Math.floor(((random() + place / PLACES) % 1) * used);
    flipped[at] = (flipped[at] ?? 0) ^ (1 << Math.floor(random() * 8));
    if (await damagedWith(flipped)) return true;
  }
  return false;
}
