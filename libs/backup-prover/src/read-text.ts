import { ArchiveDamaged } from '@postgres-ha/archive-codec';
import type { ArchivedObject, DamagedText } from '@postgres-ha/backup-catalog';
import { StoreError } from '@postgres-ha/object-store';
import { contentOf, type ContentReading, type Reading } from './read-objects.ts';
import { lookAgain, nothingYet } from './second-look.ts';

/** No backup.info or history is longer. */
const MOST_BYTES = 16 * 1024 * 1024;

/** Text of a small object of the archive. Rejects with what the store says when it cannot be read, or gives other bytes each time. */
export async function readText(object: ArchivedObject, reading: Reading): Promise<string | DamagedText> {
  const came = nothingYet(object);
  const text = await textOf(object, { ...reading, came });
  if (typeof text === 'string') return text;
  const [doubt] = await lookAgain([came], reading);
  if (doubt === undefined) return text;
  throw new StoreError('unavailable', { message: `reading ${object.key}: ${doubt.found}`, key: object.key });
}

async function textOf(object: ArchivedObject, reading: ContentReading): Promise<string | DamagedText> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let text = '';
  try {
    for await (const bytes of contentOf(object, reading)) {
      text += decoder.decode(bytes, { stream: true });
      if (text.length > MOST_BYTES) return { kind: 'damaged', problem: `longer than ${MOST_BYTES} characters` };
    }
    return text + decoder.decode();
  } catch (error) {
    if (error instanceof ArchiveDamaged) return { kind: 'damaged', problem: error.message };
    if (error instanceof TypeError && 'code' in error && error.code === 'ERR_ENCODING_INVALID_ENCODED_DATA') {
      return { kind: 'damaged', problem: 'bytes that are no UTF-8 text' };
    }
    throw error;
  }
}
