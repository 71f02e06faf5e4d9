import type { SystemIdentifier, TimelineId } from '../identifiers.ts';
import type { Lsn } from '../lsn.ts';
import { isSegmentSize, segmentStart, type WalSegment } from '../segment.ts';
import type { TimelineHistory } from '../timeline-history.ts';
import type { RecordObservers } from './record-notes.ts';
import { createRecordWalk } from './record-walk.ts';
import type { SegmentEvidence } from './segment-evidence.ts';
import { expectedTimelines } from './page-timeline.ts';
import type { WalProblem } from './wal-problem.ts';

export interface WalReaderOptions extends RecordObservers {
  readonly segmentSizeBytes: number;
  readonly systemIdentifier: SystemIdentifier;
  /** 8 KiB, if PostgreSQL was not built otherwise. */
  readonly walBlockSizeBytes?: number;
}

export interface SegmentOptions {
  /** Timelines whose pages may be in this segment, besides its own: ancestors, in the segment where they ended. */
  readonly acceptTimelines?: readonly TimelineId[];
  /** Of the segment's timeline: each page must then be of exactly the timeline that it says. */
  readonly history?: TimelineHistory;
}

/**
 * Reads segments as replay does, and stops in each where replay would.
 *
 * Segments come in the order of the chain. A record that goes on in the next segment carries over; after a jump, or a segment with a problem,
 * reading begins with the first record that starts in the segment.
 */
export interface WalReader {
  readonly begin: (segment: WalSegment, options?: SegmentOptions) => void;
  /** The bytes of the segment, in pieces of any size. They are not kept. */
  readonly push: (bytes: Uint8Array) => void;
  readonly end: () => SegmentEvidence;
}

const USUAL_WAL_BLOCK_BYTES = 8192;

/**
 * @throws RangeError for a segment size or a page size that PostgreSQL cannot have
 * @see PostgreSQL 18, src/backend/access/transam/xlogreader.c
 */
export function createWalReader(options: WalReaderOptions): WalReader {
  const { segmentSizeBytes, walBlockSizeBytes = USUAL_WAL_BLOCK_BYTES } = options;
  if (!isSegmentSize(segmentSizeBytes)) {
    throw new RangeError(`WAL segment size: found ${segmentSizeBytes}, expected a power of two from 1 MiB to 1 GiB`);
  }
  if (!(walBlockSizeBytes >= 1024 && walBlockSizeBytes <= 65_536 && Number.isInteger(Math.log2(walBlockSizeBytes)))) {
    throw new RangeError(`WAL block size: found ${walBlockSizeBytes}, expected a power of two from 1 to 64 KiB`);
  }
  const walk = createRecordWalk({ ...options, walBlockSizeBytes });
  const { page } = walk;
  let segment: WalSegment | undefined;
  let sizeBytes = 0;

  return {
    begin: (next, { acceptTimelines = [], history } = {}) => {
      if (segment !== undefined) throw new Error('WAL reader: a segment begins before the one before has ended');
      segment = next;
      sizeBytes = 0;
      walk.begin(next, expectedTimelines(next, { acceptTimelines, history, segmentSizeBytes }));
    },

    push: (bytes) => {
      if (segment === undefined) throw new Error('WAL reader: bytes before a segment has begun');
      const inSegment = bytes.subarray(0, Math.max(0, segmentSizeBytes - sizeBytes));
      for (let done = 0; done < inSegment.byteLength && walk.isReading();) {
        const filled = (sizeBytes + done) % walBlockSizeBytes;
        const piece = inSegment.subarray(done, done + walBlockSizeBytes - filled);
        page.set(piece, filled);
        done += piece.byteLength;
        if (filled + piece.byteLength === walBlockSizeBytes) walk.readPage(sizeBytes + done - walBlockSizeBytes);
      }
      sizeBytes += bytes.byteLength;
    },

    end: () => {
      if (segment === undefined) throw new Error('WAL reader: the end of a segment that has not begun');
      const size = sizeProblem(segment, { sizeBytes, segmentSizeBytes });
      const evidence = walk.end(size);
      const ended = { segment, sizeBytes, ...evidence };
      segment = undefined;
      return ended;
    },
  };
}

function sizeProblem(
  segment: WalSegment,
  { sizeBytes, segmentSizeBytes }: { readonly sizeBytes: number; readonly segmentSizeBytes: number },
): WalProblem | undefined {
  if (sizeBytes === segmentSizeBytes) return undefined;
  const isShort = sizeBytes < segmentSizeBytes;
  const at = BigInt(Math.min(sizeBytes, segmentSizeBytes));
  return {
    problem: isShort ? 'short' : 'long',
    lsn: (segmentStart(segment, segmentSizeBytes) + at) as Lsn,
    found: `${sizeBytes} bytes`,
    expected: `${segmentSizeBytes} bytes`,
  };
}
