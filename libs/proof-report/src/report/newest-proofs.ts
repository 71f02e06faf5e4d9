import type { ArchiveReport, LevelProof } from '@postgres-ha/backup-proof';
import { agoInWords } from './facts-words.ts';

/** Of each level the proof that is newest, over all backups; lowest level first. */
export function newestProofs({ backups }: Pick<ArchiveReport, 'backups'>): readonly LevelProof[] {
  const newest = new Map<LevelProof['level'], LevelProof>();
  for (const proof of backups.flatMap(({ proofs }) => proofs)) {
    const known = newest.get(proof.level);
    if (known === undefined || proof.at.getTime() > known.at.getTime()) newest.set(proof.level, proof);
  }
  return [...newest.values()].toSorted((a, b) => (a.level < b.level ? -1 : 1));
}

/** `L0 to L2 just now, L3 and L4 5 d ago (earlier run)`; undefined where nothing was proven ever. */
export function newestProofsInWords(report: ArchiveReport, now: Date): string | undefined {
  const proofs = newestProofs(report);
  if (proofs.length === 0) return undefined;
  const ages = Map.groupBy(
    proofs,
    ({ at, remembered }) => `${agoInWords(at, now)}${remembered ? ' (earlier run)' : ''}`,
  );
  return [...ages].map(([age, group]) => `${levelsInWords(group.map(({ level }) => level))} ${age}`).join(', ');
}

function levelsInWords(levels: readonly LevelProof['level'][]): string {
  const [first, last] = [levels[0] ?? '', levels.at(-1) ?? ''];
  if (levels.length === 1) return first;
  const isRun = Number(last.slice(1)) - Number(first.slice(1)) === levels.length - 1;
  return isRun ? `${first} to ${last}` : levels.join(', ');
}
