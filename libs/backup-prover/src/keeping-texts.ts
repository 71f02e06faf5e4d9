import type { ArchiveSource, DamagedText } from '@postgres-ha/backup-catalog';

/** The same archive, of which every text is fetched once; a text that could not be fetched is fetched again. */
export function keepingTexts(source: ArchiveSource): ArchiveSource {
  const texts = new Map<string, Promise<string | DamagedText>>();
  return {
    list: source.list,
    readText: (object, signal) => {
      const version = `${object.etag}\n${object.key}`;
      const kept = texts.get(version);
      if (kept !== undefined) return kept;
      const coming = source.readText(object, signal);
      texts.set(version, coming);
      coming.catch(() => texts.delete(version));
      return coming;
    },
  };
}
