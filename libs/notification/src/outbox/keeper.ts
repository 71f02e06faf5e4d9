import type { Clock } from '@postgres-ha/worker-runtime';
import type { Disk } from '@postgres-ha/worker-runtime/disk';

/** Whether all that is to be kept lies on the disk. */
export type KeeperHealth =
  | { readonly kind: 'kept' }
  | { readonly kind: 'not-kept'; readonly since: string; readonly error: unknown; readonly files: number };

/**
 * Brings files to their newest text. A disk that takes nothing must not keep people from being told: it is tried again, what is to be kept stays in
 * memory, and health says so.
 */
export interface Keeper extends AsyncDisposable {
  /** Resolves when the text, or a newer one, is on the disk, or could not be brought there. */
  readonly put: (path: string, text: () => string) => Promise<void>;
  readonly remove: (path: string) => Promise<void>;
  readonly health: () => KeeperHealth;
}

const RETRY_MS = 5_000;

/** @param onTrouble told when the disk begins to fail, and with undefined when it is well again */
export function openKeeper(
  disk: Disk,
  { clock, onTrouble }: { readonly clock: Clock; readonly onTrouble: (error: unknown) => void },
): Keeper {
  type Wanted = { readonly kind: 'text'; readonly text: () => string } | { readonly kind: 'nothing' };
  const wanted = new Map<string, Wanted>();
  const last = new Map<string, Promise<void>>();
  const closing = new AbortController();
  let trouble: { readonly since: string; readonly error: unknown } | undefined;
  let retrying: Promise<void> | undefined;

  const attempt = async (path: string): Promise<void> => {
    const want = wanted.get(path);
    // One before took it along.
    if (want === undefined) return;
    try {
      await (want.kind === 'text' ? disk.write(path, want.text()) : disk.remove(path));
      if (wanted.get(path) === want) wanted.delete(path);
      if (wanted.size === 0 && trouble !== undefined) {
        trouble = undefined;
        onTrouble(undefined);
      }
    } catch (error) {
      if (trouble === undefined) onTrouble(error);
      trouble = { since: trouble?.since ?? new Date(clock.now()).toISOString(), error };
      retrying ??= retry();
    }
  };
  /** One write of a file after the other. */
  const settle = (path: string): Promise<void> => {
    const next = (last.get(path) ?? Promise.resolve()).then(() => attempt(path));
    last.set(path, next);
    return next.then(() => {
      if (last.get(path) === next) last.delete(path);
    });
  };
  const retry = async (): Promise<void> => {
    await clock.wait(RETRY_MS, closing.signal);
    retrying = undefined;
    if (!closing.signal.aborted) await Promise.all([...wanted.keys()].map(settle));
  };
  return {
    put: (path, text) => {
      wanted.set(path, { kind: 'text', text });
      return settle(path);
    },
    remove: (path) => {
      wanted.set(path, { kind: 'nothing' });
      return settle(path);
    },
    health: () => (trouble === undefined ? { kind: 'kept' } : { kind: 'not-kept', ...trouble, files: wanted.size }),
    [Symbol.asyncDispose]: async () => {
      closing.abort();
      await retrying;
      await Promise.all([...wanted.keys()].map(settle));
      await retrying;
    },
  };
}
