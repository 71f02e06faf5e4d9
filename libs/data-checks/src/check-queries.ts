import {
  canaryTime,
  CANARY_LIMIT_SECONDS,
  judgeAnswer,
  type AsOf,
  type Assertion,
  type AssertionEvidence,
  type Canary,
  type CanaryEvidence,
} from '@postgres-ha/backup-proof';
import type { ScratchClient } from '@postgres-ha/scratch-postgres';
import { answerDigest } from './answer-digest.ts';
import { ask } from './ask.ts';

export interface AssertionOptions {
  readonly asOf: AsOf;
  /** Of the digests of answers; without it there are none. */
  readonly digestKey?: Uint8Array;
}

/** Runs one assertion, and keeps of its answer only whether it is right. */
export async function checkAssertion(
  client: ScratchClient,
  assertion: Assertion,
  { asOf, digestKey }: AssertionOptions,
): Promise<AssertionEvidence> {
  const { name, database, expect, show } = assertion;
  const begun = performance.now();
  const asked = await ask(client, assertion);
  const evidence = { name, milliseconds: Math.round(performance.now() - begun) };
  if (asked.kind !== 'answered') return { ...evidence, outcome: asked };
  const { answer } = asked;
  return {
    ...evidence,
    outcome: judgeAnswer(answer, expect, asOf),
    ...(digestKey !== undefined && {
      digest: answerDigest(answer, { subject: `${database}\n${name}`, key: digestKey }),
    }),
    ...(show && { shown: shownText(answer.rows) }),
  };
}

export async function checkCanary(client: ScratchClient, { query }: Canary, asOf: AsOf): Promise<CanaryEvidence> {
  const asked = await ask(client, { query, timeLimitSeconds: CANARY_LIMIT_SECONDS });
  return { outcome: asked.kind === 'answered' ? canaryTime(asked.answer, asOf) : asked };
}

const MOST_SHOWN = 200;

/** On one line, and not the whole of a document. */
function shownText(rows: readonly (readonly (string | null)[])[]): string {
  const text = rows.map((row) => row.map((value) => value ?? 'null').join(', ')).join('; ');
  const line = (text === '' ? 'no row' : text).replaceAll(/\s+/g, ' ');
  return line.length > MOST_SHOWN ? `${line.slice(0, MOST_SHOWN)}…` : line;
}
