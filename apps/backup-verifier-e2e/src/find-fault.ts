import type { Finding } from '@postgres-ha/backup-catalog';
import type { ArchiveReport } from '@postgres-ha/backup-proof';

/** Everything that a report holds against an archive or leaves unknown, wherever it stands. */
export function findingsOf({ findings, backups }: ArchiveReport): readonly Finding[] {
  const ofBackups = backups.flatMap(({ verdict }) => {
    switch (verdict.kind) {
      case 'proven':
        return [];
      case 'damaged':
        return verdict.findings;
      case 'unknown':
        return verdict.because;
    }
  });
  return [...findings, ...ofBackups].filter(({ weight }) => weight !== 'notice');
}

/** Of what is missing nobody knows the compression, and of a folder the first that is missing is named: the name counts without its suffix. */
const SUFFIX = /(\.(gz|bz2|xz|snappy|zst|lz4|age))?$/;

/** The finding that names an object, best one that is about it. */
export function findingThatNames(findings: readonly Finding[], key: string): Finding | undefined {
  const name = key.replace(SUFFIX, '');
  const isAbout = ({ object = '' }: Finding): boolean =>
    object.replace(SUFFIX, '') === name || (key.endsWith('/') && object.startsWith(key));
  const file = name.slice(name.lastIndexOf('/') + 1);
  const mentions = ({ found, expected, place = '' }: Finding): boolean =>
    file !== '' && [found, expected, place].some((text) => text.includes(file));
  return findings.find(isAbout) ?? findings.find(mentions);
}
