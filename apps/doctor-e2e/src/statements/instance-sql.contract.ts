import { INSTANCE_SQL } from '@postgres-ha/cluster-evidence';
import { diagnose, readEvidence, seen, type Evidence, type InstanceAnswer } from '@postgres-ha/diagnosis';
import { healthyEvidence } from '@postgres-ha/diagnosis/examples';
import {
  eventually,
  needPart,
  postgresServerPart,
  SERVER_MAJORS,
  startServerPair,
  type ServerPair,
} from '@postgres-ha/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const PATIENCE = { timeoutMs: 300_000, intervalMs: 100 };

for (const major of SERVER_MAJORS) {
  const part = postgresServerPart(major);
  const need = needPart(part);

  describe.skipIf(need.absent)(`what doctor asks an instance, on PostgreSQL ${major}${need.note}`, () => {
    const resources = new AsyncDisposableStack();
    let pair: ServerPair;
    beforeAll(async () => {
      pair = resources.use(await startServerPair(part.directory));
    });
    afterAll(() => resources.disposeAsync());

    /** As doctor asks: a superuser, in a read-only transaction. */
    async function asked(on: 'primary' | 'standby'): Promise<InstanceAnswer> {
      const client = await pair[on].connect({ user: 'postgres', application: 'postgres-ha-doctor' });
      try {
        await client.query('BEGIN READ ONLY');
        const { rows } = await client.query<Record<string, string>>(INSTANCE_SQL);
        await client.query('COMMIT');
        const [text = ''] = rows.flatMap((row) => Object.values(row));
        return { ...(JSON.parse(text) as InstanceAnswer), volumes: [] };
      } finally {
        await client.end();
      }
    }

    const evidenceOf = (answers: readonly InstanceAnswer[]): Evidence => ({
      ...healthyEvidence(),
      instances: answers.map((value, index) => ({ pod: `postgres-cluster-${index + 1}`, answer: seen(value) })),
    });

    test('a primary and its standby say all of it, in the form that is judged', async () => {
      const both = await Promise.all([asked('primary'), asked('standby')]);
      const { evidence, damaged } = readEvidence(evidenceOf(both));
      expect(damaged).toEqual([]);
      expect(evidence.instances).toEqual(evidenceOf(both).instances);
      for (const answer of both) expect(answer.version).toMatch(new RegExp(`^${major}\\b`));
      expect(new Set(both.map(({ systemId }) => systemId)).size).toBe(1);
      expect(diagnose(evidence).checks.find(({ check }) => check === 'sessions')?.outcome.kind).not.toBe('found');
    });

    test('they say who is who, and how far', async () => {
      const primary = await eventually(
        'the standby to have caught up',
        async () => {
          const answer = await asked('primary');
          return answer.standbys.some(({ replayedBehind }) => replayedBehind === 0) ? answer : undefined;
        },
        PATIENCE,
      );
      expect(primary).toMatchObject({
        ...{ inRecovery: false, timeline: 1, receiver: null, replayed: null },
        standbys: [{ name: 's', state: 'streaming', sync: 'sync' }],
        slots: [{ name: '_cnpg_standby', type: 'physical', active: true, walStatus: 'reserved' }],
      });
      expect(primary.connections).toMatchObject({ most: 40, reserved: 4 });
      const standby = await asked('standby');
      expect(standby).toMatchObject({
        ...{ inRecovery: true, timeline: 1, replayPaused: false, standbys: [] },
        receiver: { status: 'streaming', slot: '_cnpg_standby' },
      });
    });

    test('a transaction that is open, and one that waits for its lock, are told with their age', async () => {
      const holder = await pair.primary.connect({ user: 'postgres', application: 'holder' });
      const waiter = await pair.primary.connect({ user: 'postgres', application: 'waiter' });
      try {
        await holder.query('BEGIN; SELECT pg_advisory_xact_lock(42)');
        const waits = waiter.query('SELECT pg_advisory_lock(42)');
        waits.catch(() => undefined); // awaited below
        const { longest } = await eventually(
          'one that waits',
          async () => {
            const answer = await asked('primary');
            return answer.longest.some(({ blockedBy }) => blockedBy.length > 0) ? answer : undefined;
          },
          PATIENCE,
        );
        const held = longest.find(({ application }) => application === 'holder');
        const blocked = longest.find(({ application }) => application === 'waiter');
        expect(held?.state).toBe('idle in transaction');
        expect(blocked?.blockedBy).toEqual([held?.pid]);
        await holder.query('COMMIT');
        await waits;
      } finally {
        await Promise.all([holder.end(), waiter.end()]);
      }
    });
  });
}
