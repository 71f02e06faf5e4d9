import { StoreError } from '../object-store.ts';
import { aborted, type Failure } from '../patience.ts';
import { failureOf, type Asked } from './s3-failure.ts';
import type { S3Access } from './s3-access.ts';

/** One request and its answer: ended by the caller's signal, or by silence. */
export interface Attempt extends Disposable {
  readonly signal: AbortSignal;
  /** Waits for something of the server, for as long as it may be silent. */
  readonly await: <T>(something: Promise<T>) => Promise<T>;
  readonly failureOf: (cause: unknown) => Failure;
}

export function startAttempt(access: S3Access, asked: Asked, outer: AbortSignal | undefined): Attempt {
  const { idleTimeoutMs } = access.policy;
  const controller = new AbortController();
  let silent = false;
  const end = (): void => {
    controller.abort(outer?.reason);
  };
  if (outer?.aborted === true) end();
  outer?.addEventListener('abort', end, { once: true });
  return {
    signal: controller.signal,
    await: async (something) => {
      const alarm = access.clock.after(idleTimeoutMs, () => {
        silent = true;
        controller.abort(new Error('the server is silent'));
      });
      try {
        return await something;
      } finally {
        alarm.stop();
      }
    },
    failureOf: (cause) => {
      if (outer?.aborted === true) return { error: aborted(asked.key, outer.reason), passing: false };
      if (!silent) return failureOf(cause, access, asked);
      const message = `${asked.what}: nothing came for ${idleTimeoutMs / 1000} s (${access.name})`;
      return { error: new StoreError('unavailable', { message, key: asked.key, cause }), passing: true };
    },
    [Symbol.dispose]: () => {
      outer?.removeEventListener('abort', end);
    },
  };
}
