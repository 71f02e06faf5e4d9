import { expect, test } from 'vitest';
import schedules from './answers/cron-schedule.json' with { type: 'json' };
import placeholders from './answers/env-placeholders.json' with { type: 'json' };
import extensionPaths from './answers/extension-path.json' with { type: 'json' };
import goBooleans from './answers/go-boolean.json' with { type: 'json' };
import goRegexps from './answers/go-regexp.json' with { type: 'json' };
import hbaLines from './answers/hba-line.json' with { type: 'json' };
import jsonPatches from './answers/json-patch.json' with { type: 'json' };
import pingers from './answers/liveness-pinger.json' with { type: 'json' };
import postgresBooleans from './answers/postgres-boolean.json' with { type: 'json' };
import sizes from './answers/postgres-size.json' with { type: 'json' };
import tokens from './answers/promotion-token.json' with { type: 'json' };
import { isSchedule } from './cron-schedule.ts';
import { unknownPlaceholders } from './environment-variable.ts';
import { leavesExtension } from './extension-path.ts';
import { goBoolean } from './go-boolean.ts';
import { isGoRegexp } from './go-regexp.ts';
import { hbaFault } from './hba-reference.ts';
import { isJsonPatch } from './json-patch.ts';
import { livenessPinger } from './liveness-pinger.ts';
import { postgresBoolean } from './postgres-boolean.ts';
import { webhookSize } from './postgres-size.ts';
import { promotionTokenFault } from './promotion-token.ts';

/**
 * Odd texts and slips of the pen, and what the operator's own libraries made of them. Each file says which function answered; false or
 * null is a refusal.
 */
interface Grammar {
  readonly name: string;
  readonly theirs: { readonly answeredBy: string; readonly answers: readonly (readonly (string | boolean | null)[])[] };
  readonly ours: (text: string) => string | boolean | null;
}

const TOKEN_VERDICTS = { malformed: 'format', lacking: 'content', none: 'valid' } as const;

const GRAMMARS: readonly Grammar[] = [
  { name: 'a schedule', theirs: schedules, ours: isSchedule },
  { name: 'a boolean of Go', theirs: goBooleans, ours: (text) => goBoolean(text) ?? null },
  { name: 'a boolean of PostgreSQL', theirs: postgresBooleans, ours: (text) => postgresBoolean(text) ?? null },
  { name: 'a size of PostgreSQL', theirs: sizes, ours: (text) => webhookSize(text)?.toString() ?? null },
  { name: 'a JSON patch', theirs: jsonPatches, ours: isJsonPatch },
  {
    name: 'a promotion token',
    theirs: tokens,
    ours: (text) => TOKEN_VERDICTS[promotionTokenFault(text)?.kind ?? 'none'],
  },
  { name: 'a regular expression', theirs: goRegexps, ours: isGoRegexp },
  { name: 'a path in an extension', theirs: extensionPaths, ours: (text) => !leavesExtension(text) },
  { name: 'a liveness pinger', theirs: pingers, ours: (text) => livenessPinger(text) !== undefined },
  {
    name: 'the placeholders of an extension',
    theirs: placeholders,
    ours: (text) => unknownPlaceholders(text).length === 0,
  },
  {
    name: 'the references of a line of pg_hba',
    theirs: hbaLines,
    ours: (text) => hbaFault(text, new Set(['a', 'b']))?.kind ?? true,
  },
];

test.each(GRAMMARS)('$name is read as by $theirs.answeredBy', ({ theirs, ours }) => {
  expect(theirs.answers.map(([text]) => [text, ours(String(text))])).toEqual(theirs.answers);
});

test('a liveness pinger waits a second where it says nothing, or 0', () => {
  expect(livenessPinger('{"enabled":false,"requestTimeout":0}')).toEqual({
    enabled: false,
    requestTimeoutMs: 1000,
    connectionTimeoutMs: 1000,
  });
});
