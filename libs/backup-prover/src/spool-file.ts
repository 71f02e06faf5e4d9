import { open, rm, type FileHandle } from 'node:fs/promises';
import { isDiskFull } from '@postgres-ha/scratch-postgres';

/** A segment on its way into the spool. Without room for it there is no file, and no error: the replay fetches it again. */
export interface SpoolFile extends AsyncDisposable {
  readonly write: (bytes: Uint8Array) => Promise<void>;
}

export async function openSpoolFile(path: string): Promise<SpoolFile> {
  let file: FileHandle | undefined;
  const asFarAsThereIsRoom = async (act: () => Promise<void>): Promise<void> => {
    try {
      await act();
    } catch (error) {
      await file?.close();
      file = undefined;
      await rm(path, { force: true });
      if (!isDiskFull(error)) throw error;
    }
  };
  await asFarAsThereIsRoom(async () => {
    file = await open(path, 'w', 0o600);
  });
  return {
    // on a disk that is about to be full, one write may take less than it was given
    write: (bytes) => asFarAsThereIsRoom(async () => file?.appendFile(bytes)),
    [Symbol.asyncDispose]: async () => file?.close(),
  };
}
