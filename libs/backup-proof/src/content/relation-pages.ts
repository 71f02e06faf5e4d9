import { formatLsn, type PageCheck, type PageFinding } from '@postgres-ha/postgres-storage';
import type { ProofFinding } from './proof-finding.ts';
import type { RelationFile } from './relation-file.ts';
import type { SuspectBlock } from './suspect-blocks.ts';

export interface RelationPages {
  /** Bytes of the file, in order, in any cut. */
  readonly take: (bytes: Uint8Array) => void;
  readonly end: () => RelationTally;
}

export interface RelationTally {
  readonly pages: number;
  readonly repaired: number;
  readonly findings: readonly ProofFinding[];
  readonly suspects: readonly SuspectBlock[];
}

/** A file that is damaged all over says so a few times, not a million. */
const MOST_FINDINGS_PER_FILE = 100;
const BLOCK_SIZE_BYTES = 8192;
const BLOCKS_PER_FILE = 131_072;

/** Checks the pages of one file of a relation as they come by. */
export function createRelationPages(
  check: PageCheck,
  { file, object, member }: { readonly file: RelationFile; readonly object: string; readonly member: string },
): RelationPages {
  const rest = new Uint8Array(BLOCK_SIZE_BYTES);
  let held = 0;
  let block = file.segment * BLOCKS_PER_FILE;
  let pages = 0;
  let repaired = 0;
  const wrong: PageFinding[] = [];

  const checkPages = (bytes: Uint8Array): void => {
    const tally = check.check(bytes, block);
    block += bytes.length / BLOCK_SIZE_BYTES;
    pages += tally.pages;
    repaired += tally.repairedByReplay;
    if (wrong.length < MOST_FINDINGS_PER_FILE) wrong.push(...tally.findings);
  };

  return {
    take: (bytes) => {
      let at = 0;
      if (held > 0) {
        at = Math.min(BLOCK_SIZE_BYTES - held, bytes.length);
        rest.set(bytes.subarray(0, at), held);
        held += at;
        if (held < BLOCK_SIZE_BYTES) return;
        checkPages(rest);
        held = 0;
      }
      const whole = bytes.length - ((bytes.length - at) % BLOCK_SIZE_BYTES);
      if (whole > at) checkPages(bytes.subarray(at, whole));
      rest.set(bytes.subarray(whole), 0);
      held = bytes.length - whole;
    },
    end: () => {
      const suspects: SuspectBlock[] = [];
      const findings: ProofFinding[] = held === 0 ? [] : [oddSize({ object, member, block, held })];
      for (const page of wrong.slice(0, MOST_FINDINGS_PER_FILE)) {
        if (page.problem === 'lsn-beyond-backup') findings.push(beyond(page, { object, member }));
        else suspects.push({ object, member, file, block: page.block, problem: page.problem, detail: detail(page) });
      }
      return { pages, repaired, findings, suspects };
    },
  };
}

function detail({ problem, lsn, stored, computed }: PageFinding): string {
  switch (problem) {
    case 'checksum':
      return `checksum ${stored ?? 0} stored, ${computed ?? 0} computed, LSN ${formatLsn(lsn)}`;
    case 'header':
      return `a page header that PostgreSQL refuses, LSN ${formatLsn(lsn)}`;
    case 'zeroed-header':
      return 'a header of zeroes with something behind it';
    case 'lsn-beyond-backup':
      return `LSN ${formatLsn(lsn)}`;
    default:
      return problem satisfies never;
  }
}

interface Where {
  readonly object: string;
  readonly member: string;
}

function beyond(page: PageFinding, { object, member }: Where): ProofFinding {
  return {
    id: 'page-beyond-backup',
    level: 'L2',
    weight: 'damaged',
    object,
    place: `${member}, block ${page.block}`,
    found: `a page that was last changed at ${formatLsn(page.lsn)}, after the end of the backup`,
    expected: 'no page newer than the end of the backup',
    remedy: 'The archive belongs to another backup, or its bytes are damaged. Restore from another backup.',
  };
}

function oddSize({
  object,
  member,
  block,
  held,
}: Where & { readonly block: number; readonly held: number }): ProofFinding {
  return {
    id: 'relation-size',
    level: 'L2',
    weight: 'unknown',
    object,
    place: member,
    found: `${held} bytes behind block ${block - 1}`,
    expected: 'whole blocks of 8192 bytes',
    remedy: 'PostgreSQL ignores such a rest. Look at the server for a disk that was full, and prove another backup.',
  };
}
