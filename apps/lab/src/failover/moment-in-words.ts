import { durationInWords } from '@postgres-ha/proof-report';

/** Failovers are counted in milliseconds, up to a second. */
export function momentInWords(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : durationInWords(milliseconds);
}
