import type { BlockReference } from '@postgres-ha/postgres-storage';
import type { RelationFile } from './relation-file.ts';

/** A block that is not what it should be, and is fine all the same if replay writes the whole of it before anyone reads it. */
export interface SuspectBlock {
  readonly object: string;
  readonly member: string;
  readonly file: RelationFile;
  /** Within the fork, not within the file. */
  readonly block: number;
  readonly problem: 'checksum' | 'header' | 'zeroed-header';
  readonly detail: string;
}

export function blockKey({ spcOid, dbOid, relNumber, fork, block }: BlockReference): string {
  return `${spcOid}/${dbOid}/${relNumber}/${fork}/${block}`;
}

export function suspectKey({ file: { tablespace, database, relation, fork }, block }: SuspectBlock): string {
  return blockKey({ spcOid: tablespace, dbOid: database, relNumber: relation, fork, block });
}
