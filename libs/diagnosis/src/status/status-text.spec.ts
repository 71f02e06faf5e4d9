import { expect, test } from 'vitest';
import { seen, unseen } from '../evidence/look.ts';
import { EVIDENCE_FORMAT, type Evidence } from '../evidence/evidence.ts';
import { healthyEvidence } from '../fixtures/healthy-evidence.ts';
import { statusText } from './status-text.ts';
import { statusView } from './status-view.ts';

const text = (evidence: Evidence): string => statusText(statusView(evidence));

test('one look at a healthy cluster', () => {
  expect(text(healthyEvidence())).toBe(`link-services/postgres-cluster  Cluster in healthy state
PostgreSQL 17.6, operator 1.30.0, Kubernetes v1.34.1, seen 2026-11-26T08:00:00Z

INSTANCE              ROLE    READY STATE     SYNC    BEHIND    TL  DISK  CONN  NODE/ZONE
postgres-cluster-1    primary yes   -         -       -         1   30 %  10 %  node-1/zone-1
postgres-cluster-2    standby yes   streaming sync    0 B       1   30 %  10 %  node-2/zone-2
postgres-cluster-3    standby yes   streaming potent… 0 B       1   30 %  10 %  node-3/zone-3
wanted 3, primary postgres-cluster-1

sync      1 confirm commits, 1 asked for
archive   postgres-cluster: last segment 2 min ago, waiting 0
backups   newest 6 h ago, recoverable from 2026-11-19T09:20:00.000Z
proofs    none
watchdog  unknown (absent: no watchdog)
certs     first expires in 70 d: server, Secret link-services/postgres-cluster-server
poolers   postgres-cluster-pooler-rw (rw): active, 1 of 1 ready, clients waiting 0
alerts    none fires
`);
});

test('what was not seen is unknown, and never a number or a good word', () => {
  const nothing = text({ format: EVIDENCE_FORMAT, takenAt: '2026-11-26T08:00:00Z' } as Evidence);
  expect(nothing).toContain('sync      unknown');
  expect(nothing).toContain('archive   unknown');
  expect(nothing).toContain('poolers   unknown');
  expect(nothing).toContain('no instance was seen');
  expect(nothing).not.toMatch(/healthy|none fires|\b0\b(?! min)/);
});

test('a cluster without an archive is told so', () => {
  const { cluster } = healthyEvidence();
  if (cluster.kind !== 'seen') throw new Error('the healthy cluster is seen');
  const bare = { ...cluster.value, spec: { instances: 3 } };
  expect(text({ ...healthyEvidence(), cluster: seen(bare) })).toContain(
    'archive   none: nothing of this cluster can be restored',
  );
});

test('it stays within a terminal, however much there is', () => {
  const alert = {
    name: 'PostgreSQLReplicationLag',
    severity: 'warning',
    state: 'active',
    startedAt: '2026-11-26T07:00:00Z',
    summary: 'x'.repeat(300),
  } as const;
  const evidence: Evidence = {
    ...healthyEvidence(),
    alerts: seen(Array.from({ length: 50 }, () => alert)),
    proofs: unseen('unreachable', 'y'.repeat(300)),
  };
  const lines = text(evidence).split('\n');
  expect(lines.length).toBeLessThanOrEqual(41);
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(100);
});
