import { describe, expect, test } from 'vitest';
import { diagnose } from '../diagnose.ts';
import type { Evidence } from '../evidence/evidence.ts';
import { seen, unseen } from '../evidence/look.ts';
import { ARCHIVE_CAUSES } from '../fixtures/archive-causes.ts';
import { CLUSTER_CAUSES } from '../fixtures/cluster-causes.ts';
import { healthyEvidence } from '../fixtures/healthy-evidence.ts';
import { INSTANCE_CAUSES } from '../fixtures/instance-causes.ts';
import { PLACEMENT_CAUSES } from '../fixtures/placement-causes.ts';
import { SERVICE_CAUSES } from '../fixtures/service-causes.ts';
import { EXPLANATIONS } from '../ranking/rank.ts';
import { diagnosisText } from '../words/diagnosis-text.ts';

const CAUSES = [...CLUSTER_CAUSES, ...PLACEMENT_CAUSES, ...INSTANCE_CAUSES, ...SERVICE_CAUSES, ...ARCHIVE_CAUSES];

describe('the cause is named first, with what follows from it after it', () => {
  test.each(CAUSES)('$finding: $name', ({ finding, plant, also = [] }) => {
    const diagnosis = diagnose(plant(healthyEvidence()));
    const ids = diagnosis.findings.map(({ id }) => id);
    expect(ids[0], ids.join(', ')).toBe(finding);
    expect(ids).toEqual(expect.arrayContaining([...also]));
    expect(diagnosis.verdict).toBe('causes-found');
    const [first] = diagnosis.findings;
    expect(first?.evidence.length).toBeGreaterThan(0);
    expect(first?.nextSteps.length).toBeGreaterThan(0);
    expect(diagnosisText(diagnosis, { verbose: false })).toContain(finding);
  });
});

test('every cause has a case here, or is one of those that only follow', () => {
  const planted = new Set(CAUSES.flatMap(({ finding, also = [] }) => [finding, ...also]));
  const without = [...EXPLANATIONS].filter(([id]) => !planted.has(id)).map(([id]) => id);
  expect(without).toEqual([]);
});

const BENIGN: readonly { readonly name: string; readonly plant: (healthy: Evidence) => Evidence }[] = [
  {
    name: 'a condition ContinuousArchiving that is stale says nothing where the primary archives',
    plant: (e) => withCluster(e, { conditions: [{ type: 'ContinuousArchiving', status: 'False', message: 'old' }] }),
  },
  {
    name: 'archiving that failed and went on since is no fault',
    plant: (e) =>
      withArchiver(e, { failed: 3, lastFailed: '000000010000000000000041', lastFailedAt: '2026-11-26T07:50:00Z' }),
  },
  {
    name: 'an idle database that archived long ago is no fault',
    plant: (e) => withArchiver(e, { lastArchivedAt: '2026-11-20T07:50:00Z' }),
  },
  {
    name: 'a backup that runs is no fault, although the condition LastBackupSucceeded is False meanwhile',
    plant: (e) =>
      withCluster(e, { conditions: [{ type: 'LastBackupSucceeded', status: 'False', reason: 'BackupStarted' }] }),
  },
  {
    name: 'no watchdog, no verifier and no Alertmanager hide no cause',
    plant: (e) => ({
      ...e,
      proofs: unseen('absent', ''),
      watch: unseen('skipped', ''),
      alerts: unseen('unreachable', ''),
    }),
  },
  { name: 'no checkout hides no cause', plant: (e) => ({ ...e, intent: unseen('skipped', 'no checkout') }) },
];

test.each(BENIGN)('$name', ({ plant }) => {
  const { findings, verdict, unseen: open } = diagnose(plant(healthyEvidence()));
  expect(findings).toEqual([]);
  expect(open).toEqual([]);
  expect(verdict).toBe('nothing-found');
});

function withCluster(evidence: Evidence, status: object): Evidence {
  if (evidence.cluster.kind !== 'seen') return evidence;
  const { value } = evidence.cluster;
  return { ...evidence, cluster: seen({ ...value, status: { ...(value['status'] as object), ...status } }) };
}

function withArchiver(evidence: Evidence, archiver: object): Evidence {
  return {
    ...evidence,
    instances: evidence.instances.map(({ pod, answer }, index) =>
      index === 0 && answer.kind === 'seen'
        ? { pod, answer: seen({ ...answer.value, archiver: { ...answer.value.archiver, ...archiver } }) }
        : { pod, answer },
    ),
  };
}
