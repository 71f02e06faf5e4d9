import { defaultAlertLimits, type AlertLimits } from '@postgres-ha/environment';
import { describe, expect, test } from 'vitest';
import { diagnose } from '../diagnose.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { seen } from '../evidence/look.ts';
import { ARCHIVE_CAUSES } from '../fixtures/archive-causes.ts';
import { answer, type PlantedCause } from '../fixtures/change.ts';
import { healthyEvidence } from '../fixtures/healthy-evidence.ts';
import { INSTANCE_CAUSES } from '../fixtures/instance-causes.ts';
import { SERVICE_CAUSES } from '../fixtures/service-causes.ts';

const PLANTED = [...INSTANCE_CAUSES, ...SERVICE_CAUSES, ...ARCHIVE_CAUSES];

/** What Git says for the cluster's alerts; undefined where evidence is of before it was asked. */
function withLimits(evidence: Evidence, own: Partial<AlertLimits> | undefined): Evidence {
  const { intent } = evidence;
  if (intent.kind !== 'seen') throw new Error('the example has an intent');
  const limits = own === undefined ? undefined : { ...defaultAlertLimits(), ...own };
  return { ...evidence, intent: seen({ ...intent.value, limits }) };
}

const found = (evidence: Evidence): readonly string[] => diagnose(evidence).findings.map(({ id }) => id);

describe('a number that the alerts of a cluster allow is no finding', () => {
  const ALLOWED: readonly (readonly [finding: string, limits: Partial<AlertLimits>])[] = [
    ['replication-lag', { replicationLagBytes: 2 ** 40 }],
    ['connections-high', { connectionsPercent: 100 }],
    ['long-transaction', { longRunningTransactionSeconds: 10 * 86_400 }],
    ['wraparound-near', { wraparoundTransactions: 2_000_000_000 }],
    ['backup-overdue', { backupAgeSeconds: 30 * 86_400 }],
    ['wal-backlog', { walBacklogSegments: 10_000 }],
    ['disk-filling', { volumeWarningPercent: 97 }],
    ['certificate-expiring', { certificateExpirySeconds: 3600 }],
    ['pooler-saturated', { poolerWaitSeconds: 600 }],
  ];

  test.each(ALLOWED)('%s', (finding, limits) => {
    const causes = PLANTED.filter(isOf(finding));
    expect(causes).not.toEqual([]);
    for (const { plant } of causes) {
      const evidence = plant(healthyEvidence());
      expect(found(evidence)).toContain(finding);
      expect(found(withLimits(evidence, undefined))).toContain(finding);
    }
    const allowed = causes.filter(
      ({ plant }) => !found(withLimits(plant(healthyEvidence()), limits)).includes(finding),
    );
    expect(allowed).not.toEqual([]);
  });

  function isOf(finding: string) {
    return ({ finding: first, also = [] }: PlantedCause): boolean => first === finding || also.includes(finding);
  }
});

test('a number that they do not allow is one, although it would be none by default', () => {
  const slot = { name: 'reporting', type: 'logical', active: false, held: 2 ** 30, walStatus: 'extended' };
  const evidence = answer('postgres-cluster-1', ({ slots, ...own }) => ({ ...own, slots: [...slots, slot] }))(
    healthyEvidence(),
  );
  expect(found(evidence)).toEqual([]);
  const strict = withLimits(evidence, { connectionsPercent: 5, volumeWarningPercent: 20, slotLagBytes: 2 ** 29 });
  expect(new Set(found(strict))).toEqual(new Set(['connections-high', 'disk-filling', 'slot-holds-wal']));
});
