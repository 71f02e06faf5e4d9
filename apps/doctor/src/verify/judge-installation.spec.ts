import type { LoginProof } from '@postgres-ha/cluster-evidence';
import { seen, unseen, type Evidence, type InstanceAnswer, type Look } from '@postgres-ha/diagnosis';
import { healthyEvidence } from '@postgres-ha/diagnosis/examples';
import { describe, expect, test } from 'vitest';
import { codeOf } from '../proof.ts';
import { judgeInstallation, poolerHosts, type Logins } from './judge-installation.ts';

const PRIMARY = 'postgres-cluster-1';
const STANDBY = 'postgres-cluster-2';

function login(host: string, more: Partial<LoginProof> = {}): LoginProof {
  return {
    ...{ host, outcome: 'in', tls: 'verify-full', version: 'PostgreSQL 17.6', user: 'linkuser', database: 'linkdb' },
    ...{ inRecovery: false, detail: '', ...more },
  };
}

function loginsOf(evidence: Evidence, more: Partial<Logins> = {}): Logins {
  const poolers = poolerHosts(evidence);
  return {
    direct: seen([login('postgres-cluster-rw')]),
    pooled: seen(poolers.map((host) => login(host))),
    poolers,
    ...more,
  };
}

/** Outcomes by id that are not ok. */
function wrong(evidence: Evidence, logins: Partial<Logins> = {}): Readonly<Record<string, string>> {
  const proofs = judgeInstallation(evidence, loginsOf(evidence, logins));
  return Object.fromEntries(proofs.filter(({ outcome }) => outcome !== 'ok').map(({ id, outcome }) => [id, outcome]));
}

function withAnswer(pod: string, change: (answer: InstanceAnswer) => Look<InstanceAnswer>): Evidence {
  const evidence = installed();
  return {
    ...evidence,
    instances: evidence.instances.map((one) =>
      one.pod === pod && one.answer.kind === 'seen' ? { ...one, answer: change(one.answer.value) } : one,
    ),
  };
}

function installed(): Evidence {
  return withStatus(healthyEvidence(), { conditions: [{ type: 'Ready', status: 'True' }] });
}

function withCluster(change: Readonly<Record<string, unknown>>): Evidence {
  return withStatus(installed(), change);
}

function withStatus(evidence: Evidence, change: Readonly<Record<string, unknown>>): Evidence {
  if (evidence.cluster.kind === 'unseen') throw new Error('the example has a cluster');
  const status = evidence.cluster.value['status'] as Readonly<Record<string, unknown>>;
  return { ...evidence, cluster: seen({ ...evidence.cluster.value, status: { ...status, ...change } }) };
}

const silent = unseen('forbidden', 'exec psql: 403');

test('an installation that works is proven in every point', () => {
  const evidence = installed();
  const proofs = judgeInstallation(evidence, loginsOf(evidence));
  expect(proofs.filter(({ outcome }) => outcome !== 'ok')).toEqual([]);
  expect(codeOf(proofs)).toBe(0);
  expect(proofs.every(({ because }) => because !== '')).toBe(true);
});

describe('the cluster', () => {
  test('that is not there is a finding', () => {
    expect(wrong({ ...installed(), cluster: unseen('absent', 'get Cluster: 404') })).toEqual({
      cluster: 'failed',
    });
  });

  test('that may not be seen is unknown', () => {
    expect(wrong({ ...installed(), cluster: silent })).toEqual({ cluster: 'unknown' });
  });

  test.each([
    { name: 'in another phase', change: { phase: 'Failing over' } },
    {
      name: 'whose condition says otherwise than its phase',
      change: { conditions: [{ type: 'Ready', status: 'False' }] },
    },
  ])('$name is not healthy', ({ change }) => {
    expect(wrong(withCluster(change))).toEqual({ status: 'failed' });
  });

  test('of which an instance is not ready is not whole', () => {
    expect(wrong(withCluster({ readyInstances: 2 }))).toEqual({ instances: 'failed' });
  });

  test('with another number of instances than Git wants is a finding', () => {
    const evidence = installed();
    if (evidence.intent.kind === 'unseen') throw new Error('the example has an intent');
    expect(wrong({ ...evidence, intent: seen({ ...evidence.intent.value, instances: 5 }) })).toEqual({
      instances: 'failed',
    });
  });
});

describe('the primary', () => {
  test('is not what the status says where another instance takes writes', () => {
    const evidence = withAnswer(PRIMARY, (answer) => seen({ ...answer, inRecovery: true }));
    expect(wrong(evidence)['primary']).not.toBe('ok');
  });

  test('is two where two take writes', () => {
    expect(wrong(withAnswer(STANDBY, (answer) => seen({ ...answer, inRecovery: false })))).toMatchObject({
      primary: 'failed',
    });
  });

  test('is not agreed on while the operator changes it', () => {
    expect(wrong(withCluster({ targetPrimary: STANDBY }))).toEqual({ primary: 'failed' });
  });

  test('is unknown where an instance did not say what it is: it may be a second one', () => {
    expect(wrong(withAnswer(STANDBY, () => silent))).toEqual({ primary: 'unknown' });
  });

  test('that does not answer leaves standbys and archive unknown', () => {
    expect(wrong(withAnswer(PRIMARY, () => silent))).toEqual({
      ...{ primary: 'unknown', standbys: 'unknown', archiving: 'unknown' },
    });
  });
});

test('a standby that is not connected is a finding', () => {
  const evidence = withAnswer(PRIMARY, (answer) =>
    seen({ ...answer, standbys: answer.standbys.filter(({ name }) => name !== STANDBY) }),
  );
  expect(wrong(evidence)).toEqual({ standbys: 'failed' });
});

describe('a login', () => {
  test.each([
    { name: 'that was refused', login: { outcome: 'refused' as const, tls: null, detail: 'FATAL' } },
    { name: 'whose certificate has another name', login: { tls: 'verify-ca' as const } },
  ])('$name is a finding', ({ login: more }) => {
    expect(wrong(installed(), { direct: seen([login('postgres-cluster-rw', more)]) })).toEqual({
      login: 'failed',
    });
  });

  test.each([{ pooled: silent }, { pooled: seen([]) }])('that nobody tried is unknown', ({ pooled }) => {
    const evidence = installed();
    const unknown = poolerHosts(evidence).map((host) => [`login-${host}`, 'unknown']);
    expect(wrong(evidence, { pooled })).toEqual(Object.fromEntries(unknown));
  });
});

describe('the archive', () => {
  const archiver = (more: Partial<InstanceAnswer['archiver']>, rest: Partial<InstanceAnswer> = {}): Evidence => ({
    ...withAnswer(PRIMARY, (answer) => seen({ ...answer, ...rest, archiver: { ...answer.archiver, ...more } })),
    objectStore: unseen('skipped', 'not asked'),
  });

  test('is proven by a segment of a short while ago', () => {
    expect(wrong(archiver({}))).toEqual({});
  });

  test('fails where the last attempt failed', () => {
    expect(wrong(archiver({ lastFailed: '0000000100000000000000FF', lastFailedAt: '2026-11-26T23:00:00Z' }))).toEqual({
      archiving: 'failed',
    });
  });

  test('is unknown before the first segment', () => {
    const never = { archived: 0, lastArchived: null, lastArchivedAt: null, lastFailedAt: null };
    expect(wrong(archiver(never))).toEqual({ archiving: 'unknown' });
  });

  const quiet = {
    lastArchived: '000000010000000000000002',
    lastArchivedAt: '2026-11-20T00:00:00Z',
    lastFailedAt: null,
  };

  test('of a cluster that writes nothing is proven by its last finished segment', () => {
    expect(wrong(archiver(quiet, { position: '0/3000148', timeline: 1, readySegments: 0 }))).toEqual({});
  });

  test.each([
    { name: 'a segment waits', rest: { position: '0/3000148', timeline: 1, readySegments: 1 } },
    { name: 'more was finished', rest: { position: '0/5000148', timeline: 1, readySegments: 0 } },
    { name: 'it writes another timeline', rest: { position: '0/3000148', timeline: 2, readySegments: 0 } },
  ])('is unknown where nothing was archived for days and $name', ({ rest }) => {
    expect(wrong(archiver(quiet, rest))).toEqual({ archiving: 'unknown' });
  });

  test('that does not have what the primary archived is a finding', () => {
    const evidence = installed();
    if (evidence.objectStore.kind === 'unseen' || evidence.objectStore.value.found === null)
      throw new Error('it was listed');
    const found = { ...evidence.objectStore.value.found, newestWal: '000000010000000000000000' };
    expect(wrong({ ...evidence, objectStore: seen({ ...evidence.objectStore.value, found }) })).toEqual({
      archiving: 'failed',
    });
  });

  test('without a complete backup is a finding', () => {
    const evidence = installed();
    if (evidence.objectStore.kind === 'unseen' || evidence.objectStore.value.found === null)
      throw new Error('it was listed');
    const found = { ...evidence.objectStore.value.found, backups: 0, newestBackup: null };
    expect(wrong({ ...evidence, objectStore: seen({ ...evidence.objectStore.value, found }) })).toEqual({
      backup: 'failed',
    });
  });
});
