import { expect, test } from 'vitest';
import type { Intent } from '../intent/intent.ts';
import { exampleJudgement, textsOf } from './example-judgement.ts';
import { intentTitle } from './intent-title.ts';
import { takeBack } from './take-back.ts';

const target = { environment: 'production', cluster: 'orders' };
const until = new Date('2026-12-24T18:00:00Z');

const CASES: readonly (readonly [Intent, string])[] = [
  [{ kind: 'scale', target, instances: 5 }, 'scale to 5 instances'],
  [{ kind: 'resize', target, storage: '200Gi' }, 'resize storage to 200Gi'],
  [
    { kind: 'resize', target, storage: '200Gi', wal: '20Gi' },
    'resize storage to 200Gi, resize the volume for WAL to 20Gi',
  ],
  [
    {
      kind: 'set',
      target,
      parameters: [
        { name: 'work_mem', value: '32MB' },
        { name: 'jit', value: undefined },
      ],
    },
    'set work_mem=32MB, take jit back to its default',
  ],
  [{ kind: 'resources', target, cpu: '4', memory: '8Gi' }, 'cpu to 4, memory to 8Gi'],
  [
    { kind: 'upgrade', target, image: `ghcr.io/x/postgresql:17.12-standard@sha256:${'a'.repeat(64)}` },
    'upgrade PostgreSQL to 17.12',
  ],
  [{ kind: 'upgrade', target, image: 'ghcr.io/x/postgresql:latest' }, 'upgrade PostgreSQL to postgresql:latest'],
  [
    { kind: 'maintenance', target, phase: 'start', until, reason: 'nodes' },
    'start maintenance until 2026-12-24 18:00 UTC: nodes',
  ],
  [{ kind: 'maintenance', target, phase: 'end' }, 'end maintenance'],
  [
    { kind: 'backups', target, schedule: '0 2 * * *', retention: '30d' },
    'back up at "0 2 * * *", keep backups for 30d',
  ],
  [{ kind: 'service', target, name: 'shop' }, 'add the service shop'],
  [{ kind: 'freeze', target, until, reason: 'holidays' }, 'freeze until 2026-12-24 18:00 UTC: holidays'],
  [{ kind: 'unfreeze', target }, 'end the freeze'],
];

const none = { ...exampleJudgement(textsOf(['word'])), changes: [], disruption: 'none' } as const;

test.each(CASES)('%j', (intent, expected) => {
  expect(intentTitle({ intent, target, judgement: none })).toBe(`production/orders: ${expected}`);
});

test('every title says that it can be taken back, or how not', () => {
  const told = CASES.map(([intent]) => takeBack({ intent, judgement: none }));
  expect(told.every((text) => text.includes('evert the merge of this pull request'))).toBe(true);
  expect(told.filter((text) => text.includes('a volume that has grown does not shrink'))).toHaveLength(2);
  expect(takeBack({ intent: { kind: 'freeze', target, reason: 'x' }, judgement: none })).toContain(
    '`/unfreeze production/orders`',
  );
});

test('what is lost is named: instances with their volumes, and fields that cannot be put back', () => {
  const judgement = exampleJudgement(textsOf(['word']));
  const text = takeBack({ intent: { kind: 'scale', target, instances: 2 }, judgement });
  expect(text).toContain('**Cannot be taken back**: the volumes of 3 removed instances');
  expect(text).toContain('**Cannot be taken back**: `word` (was `word`): word');
});
