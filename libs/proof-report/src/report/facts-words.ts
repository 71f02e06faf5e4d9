import type { ArchiveReport, BackupReport, DataFacts, LevelProof, SelfTest } from '@postgres-ha/backup-proof';
import { ageInWords, counted, durationInWords } from './words.ts';

/** The proof of the highest level that a backup has, newest first among equals. */
export function highestProof({ proofs }: BackupReport): LevelProof | undefined {
  return proofs.toSorted((a, b) =>
    a.level === b.level ? b.at.getTime() - a.at.getTime() : a.level > b.level ? -1 : 1,
  )[0];
}

/** `just now`, `3 h ago` */
export function agoInWords(at: Date, now: Date): string {
  const milliseconds = now.getTime() - at.getTime();
  return milliseconds < 60_000 ? 'just now' : `${ageInWords(milliseconds)} ago`;
}

/** `L4, 3 h ago`; an earlier run is said to be one. */
export function proofInWords({ level, at, remembered }: LevelProof, now: Date): string {
  return `${level}, ${agoInWords(at, now)}${remembered ? ' (earlier run)' : ''}`;
}

/** What was seen of the data, each fact in a few words; never the data. */
export function dataInWords({ amcheck, assertions, canary, schemas, checksums }: DataFacts): readonly string[] {
  return [
    ...(amcheck === undefined ? [] : [amcheckInWords(amcheck)]),
    ...(checksums === undefined
      ? []
      : [
          checksums.enabled
            ? `${counted(checksums.pages, 'page')} by their checksums`
            : 'the cluster has no page checksums',
        ]),
    ...(assertions.length === 0 ? [] : [assertionsInWords(assertions)]),
    ...(canary === undefined
      ? []
      : [`canary ${durationInWords(canary.ageSeconds * 1000)} old: the measured recovery point`]),
    ...schemas.map(({ database, compared }) => `schema of ${database} ${SCHEMA[compared]}`),
  ];
}

const SCHEMA: Readonly<Record<DataFacts['schemas'][number]['compared'], string>> = {
  expected: 'compared with the one that was approved',
  primary: 'compared with the primary',
  'not compared': 'not compared with anything',
};

function amcheckInWords({ heaps, indexes, skipped }: NonNullable<DataFacts['amcheck']>): string {
  const left = Object.values(skipped).reduce((sum, each) => sum + each, 0);
  const without = left === 0 ? '' : `, ${left} of other kinds left out`;
  return `amcheck of ${counted(heaps, 'heap')} and ${counted(indexes, 'B-tree')}${without}`;
}

function assertionsInWords(assertions: DataFacts['assertions']): string {
  const holding = assertions.filter(({ outcome }) => outcome === 'holds').length;
  return `${holding} of ${counted(assertions.length, 'assertion')} ${holding === 1 ? 'holds' : 'hold'}`;
}

/** What came of the faults that were planted. */
export function selfTestInWords(selfTest: SelfTest | undefined): string {
  if (selfTest === undefined) return 'Self-test: there was nothing to plant a fault in.';
  const missed = selfTest.plants.filter(({ found }) => !found);
  if (missed.length > 0) return `Self-test: FAILED, missed ${missed.map(({ kind }) => PLANTS[kind]).join(' and ')}.`;
  return `Self-test: found ${selfTest.plants.map(({ kind }) => PLANTS[kind]).join(' and ')} that it had planted in memory.`;
}

const PLANTS: Readonly<Record<SelfTest['plants'][number]['kind'], string>> = {
  'hidden-segment': 'a missing segment',
  'flipped-bit': 'a flipped bit',
};

/** Of the newest backup whose data was looked at. */
export function newestData({ backups }: ArchiveReport): { readonly id: string; readonly data: DataFacts } | undefined {
  const backup = backups.findLast(({ data }) => data !== undefined);
  return backup?.data === undefined ? undefined : { id: backup.id, data: backup.data };
}
