import type { Pushed } from './heartbeat.ts';

/** Longer than any of these services takes, and shorter than most intervals. */
const TIMEOUT_MS = 10_000;

/** Asks the address; nothing of the answer is read but its status. */
export async function pushHeartbeat(url: string, signal: AbortSignal): Promise<Pushed> {
  try {
    const response = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]) });
    await response.body?.cancel();
    return response.ok ? { kind: 'taken' } : { kind: 'not-taken', because: `status ${response.status}` };
  } catch (error) {
    return { kind: 'not-taken', because: codeOf(error) };
  }
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if (error.name === 'TimeoutError') return `no answer within ${TIMEOUT_MS / 1000} s`;
  const { code } = (error.cause ?? error) as NodeJS.ErrnoException;
  return code ?? error.name;
}
