import { example, exampleFiles } from '@postgres-ha/environment/examples';
import { expect, test } from 'vitest';
import type { CalendarChange } from './calendar-changes.ts';
import { judgeStates } from './judge-states.ts';
import { memoryState, renderedTexts } from './memory-state.ts';

const now = new Date('2026-08-20T10:00:00Z');
const FREEZE = { from: '2026-08-20T09:00:00Z', reason: 'an audit' };
const WORK = { cluster: 'orders', from: '2026-08-20T09:30:00Z', reason: 'disks' };

const calendar = (entries?: object) =>
  memoryState(
    renderedTexts(exampleFiles(example({ environment: entries === undefined ? {} : { calendar: entries } }))),
  );

async function changed(before: object | undefined, after: object | undefined): Promise<readonly string[]> {
  const found = await judgeStates({
    base: calendar(before),
    head: calendar(after),
    now,
    facts: new Map(),
    signal: AbortSignal.timeout(60_000),
  });
  if (found.kind === 'refused') throw new Error(JSON.stringify(found.problems));
  return found.calendar.map(
    ({ environment, list, cluster, before: was, after: is }: CalendarChange) =>
      `${environment}/${cluster ?? '*'} ${list}: ${was?.reason ?? '-'} → ${is?.reason ?? '-'} ${is?.until?.toISOString() ?? ''}`,
  );
}

test('a freeze that is new, changed, gone, or as it was', async () => {
  expect(await changed(undefined, { freezes: [FREEZE] })).toEqual(['example/* freezes: - → an audit ']);
  expect(await changed({ freezes: [FREEZE] }, { freezes: [{ ...FREEZE, until: '2026-08-21T09:00:00Z' }] })).toEqual([
    'example/* freezes: an audit → an audit 2026-08-21T09:00:00.000Z',
  ]);
  expect(await changed({ freezes: [FREEZE] }, undefined)).toEqual(['example/* freezes: an audit → - ']);
  expect(await changed({ freezes: [FREEZE] }, { freezes: [FREEZE], maintenance: [WORK] })).toEqual([
    'example/orders maintenance: - → disks ',
  ]);
});
