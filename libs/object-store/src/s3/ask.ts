import { createPatience, type Failure } from '../patience.ts';
import { startAttempt } from './attempt.ts';
import type { S3Access } from './s3-access.ts';
import { codeOf, type Asked } from './s3-failure.ts';

export interface AskOptions {
  readonly asked: Asked;
  readonly signal: AbortSignal | undefined;
  /** Judges a failure otherwise than usual. */
  readonly judge?: (failure: Failure, cause: unknown) => Failure;
}

/** Sends a request whose answer is no stream, until it is answered. */
export async function ask<T>(
  access: S3Access,
  send: (signal: AbortSignal) => Promise<T>,
  { asked, signal, judge = (failure) => failure }: AskOptions,
): Promise<T> {
  const patience = createPatience(access.policy, access.clock, signal);
  const allowSkew = createSkewAllowance();
  for (;;) {
    const attempt = await oneAttempt(access, send, { asked, signal });
    if (attempt.kind === 'answered') return attempt.answer;
    await patience.waitAfter(judge(allowSkew(attempt.failure, attempt.cause), attempt.cause));
  }
}

type Outcome<T> =
  | { readonly kind: 'answered'; readonly answer: T }
  | { readonly kind: 'failed'; readonly failure: Failure; readonly cause: unknown };

async function oneAttempt<T>(
  access: S3Access,
  send: (signal: AbortSignal) => Promise<T>,
  { asked, signal }: AskOptions,
): Promise<Outcome<T>> {
  using attempt = startAttempt(access, asked, signal);
  try {
    attempt.signal.throwIfAborted();
    return { kind: 'answered', answer: await attempt.await(send(attempt.signal)) };
  } catch (cause) {
    return { kind: 'failed', failure: attempt.failureOf(cause), cause };
  }
}

/**
 * A server that finds this machine's clock wrong says what its own shows, and the SDK signs by that from then on: the first such refusal is worth
 * another attempt.
 */
export function createSkewAllowance(): (failure: Failure, cause: unknown) => Failure {
  let seen = false;
  return (failure, cause) => {
    if (codeOf(cause) !== 'RequestTimeTooSkewed' || seen) return failure;
    seen = true;
    return { ...failure, passing: true };
  };
}
