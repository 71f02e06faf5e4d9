import { createTwoFilesPatch, diffLines } from 'diff';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Intent, Origin } from '../intent/intent.ts';
import type { ChangePlan, Planning } from './change-plan.ts';
import { judgeStates } from './judge-states.ts';
import { memoryState } from './memory-state.ts';
import { planChange, type PlanOptions } from './plan-change.ts';

const root = join(import.meta.dirname, '../../../..');
const shipped: ReadonlyMap<string, string> = new Map(
  readdirSync(join(root, 'environments'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [path.slice(root.length + 1), readFileSync(path, 'utf8')] as const;
    }),
);

const at = (time: string): Date => new Date(`2026-08-20T${time}Z`);
const origin: Origin = { kind: 'comment', key: 'comment-1', by: 'ada', url: undefined, at: at('10:00:00') };
const options: PlanOptions = {
  state: memoryState(shipped),
  origin,
  facts: new Map(),
  now: at('10:00:05'),
  generator: 'test',
  digest: (text) => createHash('sha256').update(text).digest('hex'),
  signal: AbortSignal.timeout(60_000),
};

const target = { environment: 'production', cluster: 'postgres-cluster' };
const DIGEST = `sha256:${'ab'.repeat(32)}`;

/** Each intent, on what is shipped. */
const INTENTS: readonly { readonly name: string; readonly intent: Intent; readonly after?: Intent }[] = [
  { name: 'scale-out', intent: { kind: 'scale', target, instances: 5 } },
  {
    name: 'scale-in',
    after: { kind: 'scale', target, instances: 5 },
    intent: { kind: 'scale', target, instances: 3 },
  },
  { name: 'resize', intent: { kind: 'resize', target, storage: '150Gi' } },
  { name: 'resize-wal', intent: { kind: 'resize', target, storage: '300Gi', wal: '20Gi' } },
  {
    name: 'set',
    intent: {
      kind: 'set',
      target,
      parameters: [
        { name: 'work_mem', value: '8MB' },
        { name: 'max_connections', value: '220' },
        { name: 'synchronous_commit', value: undefined },
      ],
    },
  },
  { name: 'set-lower', intent: { kind: 'set', target, parameters: [{ name: 'max_connections', value: '190' }] } },
  {
    name: 'set-extension',
    intent: { kind: 'set', target, parameters: [{ name: 'pg_stat_statements.track', value: 'all' }] },
  },
  { name: 'resources', intent: { kind: 'resources', target, cpu: '4', memory: '8Gi' } },
  {
    name: 'upgrade-cluster',
    intent: { kind: 'upgrade', target, image: `ghcr.io/cloudnative-pg/postgresql:17.12-standard-trixie@${DIGEST}` },
  },
  {
    name: 'upgrade-environment',
    intent: {
      kind: 'upgrade',
      target: { environment: 'production', cluster: undefined },
      image: `17.12-202611190900-standard-trixie@${DIGEST}`,
    },
  },
  {
    name: 'maintenance-start',
    intent: { kind: 'maintenance', target, phase: 'start', until: at('12:00:00'), reason: 'new disks' },
  },
  {
    name: 'maintenance-start-unsaid',
    intent: { kind: 'maintenance', target: { ...target, environment: 'staging' }, phase: 'start' },
  },
  { name: 'backups', intent: { kind: 'backups', target, schedule: '30 1 * * *', retention: '60d' } },
  { name: 'backups-shorter', intent: { kind: 'backups', target, retention: '7d' } },
  {
    name: 'service',
    intent: { kind: 'service', target: { ...target, environment: 'development' }, name: 'mail-svc', connections: 10 },
  },
  { name: 'freeze', intent: { kind: 'freeze', target, until: at('18:00:00'), reason: 'a launch: nothing moves' } },
  {
    name: 'freeze-environment',
    intent: { kind: 'freeze', target: { environment: 'production', cluster: undefined }, reason: 'an audit' },
  },
];

describe.each(INTENTS)('$name', ({ name, intent, after }) => {
  const before = async () => (after === undefined ? shipped : textsOf(await planned(after), shipped));
  const plannedThen = async () => planned(intent, { state: memoryState(await before()) });
  const head = async () => memoryState(textsOf(await plannedThen(), await before()), { commit: 'head' });

  test(`comes to what golden/${name}.txt shows`, async () => {
    await expect(shown(await plannedThen())).toMatchFileSnapshot(`golden/${name}.txt`);
  });

  test('is judged the same as the same change by a person, but for what is known of who asked', async () => {
    const plan = await plannedThen();
    const review = await judgeStates({ ...options, base: memoryState(await before()), head: await head() });
    if (review.kind !== 'judged') throw new Error(JSON.stringify(review));
    expect(review.rules).toEqual(plan.judgement.rules);
    expect(review.changes).toEqual(plan.judgement.changes);
    expect(review.verdict).toBe(plan.judgement.verdict);
    expect(review.drift).toEqual([]);
    expect(review.rendered).toEqual([]);
  });

  test('changes nothing the second time', async () => {
    const again = await planChange(intent, { ...options, state: await head() });
    expect(again.kind).toBe(REFUSED_TWICE.has(intent.kind) ? 'refused' : 'unchanged');
  });
});

const REFUSED_TWICE: ReadonlySet<string> = new Set(['maintenance', 'freeze']);

describe.each([
  {
    name: 'maintenance of a cluster whose file named a strategy',
    start: { kind: 'maintenance', target, phase: 'start' } as const,
    end: { kind: 'maintenance', target, phase: 'end' } as const,
  },
  {
    name: 'maintenance of a cluster whose file named none',
    start: { kind: 'maintenance', target: { ...target, environment: 'staging' }, phase: 'start' } as const,
    end: { kind: 'maintenance', target: { ...target, environment: 'staging' }, phase: 'end' } as const,
  },
  {
    name: 'a freeze of a cluster',
    start: { kind: 'freeze', target, reason: 'a launch' } as const,
    end: { kind: 'unfreeze', target } as const,
  },
  {
    name: 'a freeze of an environment',
    start: { kind: 'freeze', target: { ...target, cluster: undefined }, reason: 'a launch' } as const,
    end: { kind: 'unfreeze', target: { ...target, cluster: undefined } } as const,
  },
])('$name', ({ start, end }) => {
  test('leaves no byte behind when it is ended', async () => {
    const during = headOf(await planned(start));
    const ended = await planChange(end, { ...options, state: during, origin: { ...origin, at: at('11:00:00') } });
    if (ended.kind !== 'plan') throw new Error(JSON.stringify(ended));
    expect(textsOf(ended, textsOf(await planned(start), shipped))).toEqual(shipped);
  });

  test('cannot be ended where it has not begun', async () => {
    const planning = await planChange(end, options);
    expect(planning.kind).toBe('refused');
    expect(problemsOf(planning)).toMatchObject([{ file: `environments/${start.target.environment}/environment.yaml` }]);
  });
});

async function planned(intent: Intent, changed: Partial<PlanOptions> = {}): Promise<ChangePlan> {
  const plan = await planChange(intent, { ...options, ...changed });
  if (plan.kind !== 'plan') throw new Error(JSON.stringify(plan));
  return plan;
}

function problemsOf(planning: Planning) {
  return 'problems' in planning ? planning.problems : [];
}

function textsOf({ files }: ChangePlan, before: ReadonlyMap<string, string>): Map<string, string> {
  const texts = new Map(before);
  for (const { path, after } of files) {
    if (after === undefined) texts.delete(path);
    else texts.set(path, after);
  }
  return texts;
}

function headOf(plan: ChangePlan) {
  return memoryState(textsOf(plan, shipped), { commit: 'head' });
}

/** What matters of a plan, for people to read: every byte that changes, and every rule that says something. */
function shown({ files, judgement }: ChangePlan): string {
  const { changes, rules, verdict, disruption, findings } = judgement;
  const written = files
    .filter(({ role }) => role === 'intent')
    .map(({ path, before = '', after = '' }) => {
      const patch = createTwoFilesPatch(path, path, before, after, '', '', { context: 1 });
      return patch.slice(patch.indexOf('---')).trimEnd();
    });
  const rendered = files
    .filter(({ role }) => role === 'rendered')
    .map(({ path, before = '', after = '' }) => {
      const changed = diffLines(before, after);
      const count = (is: 'added' | 'removed') =>
        changed.filter((part) => part[is]).reduce((sum, part) => sum + part.count, 0);
      return `${path} +${count('added')} -${count('removed')}`;
    });
  return [
    `${verdict}, ${disruption}`,
    ...changes.map(({ environment, cluster, impact: { prediction } }) => {
      const { primary, standbys, writePause } = prediction;
      return `${environment}/${cluster ?? ''}: primary ${primary}, standbys ${standbys}, writes ${writePause}`;
    }),
    '',
    ...rules.map(({ id, outcome, summary, remedy }) =>
      outcome === 'passed' ? `${outcome} ${id}` : `${outcome} ${id}: ${summary} ${remedy}`,
    ),
    ...findings.map(({ level, problem }) => `${level} ${problem.id} at ${problem.file}:${problem.line}`),
    '',
    ...written,
    ...(rendered.length === 0 ? [] : ['', ...rendered]),
    '',
  ].join('\n');
}
