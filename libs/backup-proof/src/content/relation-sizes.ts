import type { ProofFinding } from './proof-finding.ts';
import type { RelationFile } from './relation-file.ts';

interface Part {
  readonly file: RelationFile;
  readonly sizeBytes: number;
  readonly object: string;
  readonly member: string;
}

/** A relation with a part missing: damage, unless replay drops or cuts the relation, as when that happened while the backup was made. */
export interface UnsettledRelation {
  readonly file: RelationFile;
  readonly finding: ProofFinding;
}

export interface RelationSizes {
  readonly note: (file: RelationFile, part: Omit<Part, 'file'>) => void;
  readonly unsettled: () => readonly UnsettledRelation[];
}

const BLOCKS_PER_FILE = 131_072;

/** Whether relations of several files (1 GiB each) are whole. Only these are kept, so it is small however many relations there are. */
export function createRelationSizes(blockSizeBytes: number): RelationSizes {
  const fullBytes = BLOCKS_PER_FILE * blockSizeBytes;
  const long = new Map<string, Map<number, Part>>();
  return {
    note: (file, part) => {
      if (file.segment === 0 && part.sizeBytes < fullBytes) return;
      const key = `${file.tablespace}/${file.database}/${file.relation}/${file.fork}`;
      const parts = long.get(key) ?? new Map<number, Part>();
      long.set(key, parts.set(file.segment, { ...part, file }));
    },
    unsettled: () => [...long.values()].flatMap((parts) => gaps(parts, fullBytes)),
  };
}

function gaps(parts: ReadonlyMap<number, Part>, fullBytes: number): readonly UnsettledRelation[] {
  const last = Math.max(...parts.keys());
  const end = parts.get(last);
  if (end === undefined) return [];
  const missing = Array.from({ length: last }, (_, segment) => segment).filter(
    (segment) => parts.get(segment)?.sizeBytes !== fullBytes,
  );
  const [first] = missing;
  // A relation that was cut while it was copied leaves its last files behind, empty.
  if (first === undefined || [...parts].every(([segment, { sizeBytes }]) => segment <= first || sizeBytes === 0))
    return [];
  const finding: ProofFinding = {
    id: 'relation-part-missing',
    level: 'L2',
    weight: 'unknown',
    object: end.object,
    place: end.member,
    found: `part ${last} of a relation whose part ${first} is missing or not 1 GiB long`,
    expected: 'all parts before the last, each 1 GiB long, or WAL that drops the relation',
    remedy: 'Let a replay settle it; if the relation is still there after it, rows of it are lost in this backup.',
  };
  return [{ file: end.file, finding }];
}
