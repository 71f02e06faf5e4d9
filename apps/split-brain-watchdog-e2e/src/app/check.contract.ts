import { startWriter, createLedger, type LedgerWriter } from '@postgres-ha/local-stack';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startPair, type Pair } from './pair.ts';
import { PATIENT, watchdog } from './watchdog-process.ts';

let pair: Pair;
beforeAll(async () => {
  pair = await startPair();
});
afterAll(async () => {
  await pair[Symbol.asyncDispose]();
});

describe('one look', () => {
  test('at a primary and its standby says healthy, and ends with 0', async () => {
    const { code, stdout, stderr } = await watchdog(['check', ...pair.addresses, ...PATIENT]);
    expect(stderr).toBe('');
    expect(stdout).toContain('cluster: healthy');
    expect(stdout).toMatch(/ primary {2,}answered .*\n.* standby {2,}answered/);
    expect(code).toBe(0);
    expect(stdout).not.toContain(pair.primary.password);
  });

  test('with a wrong password knows nothing, and ends with 3', async () => {
    const [a, b] = pair.addresses;
    const wrong = a.replace(pair.primary.password, 'not-the-password');
    const { code, stdout } = await watchdog(['check', wrong, b, '--timeout', '6s', '--json']);
    expect(code).toBe(3);
    const { clusters } = JSON.parse(stdout) as { clusters: { state: string; members: { outcome: string }[] }[] };
    expect(clusters[0]?.state).toBe('blind');
    expect(clusters[0]?.members.map(({ outcome }) => outcome)).toEqual(['authentication', 'answered']);
    expect(stdout).not.toContain('not-the-password');
  });

  test('with a connection string that is none ends with 2, and shows nothing of it', async () => {
    const { code, stderr, stdout } = await watchdog(['check', 'postgresql://u:s3cret-word@a,b/x']);
    expect(code).toBe(2);
    expect(stderr).toContain('address 1: found a connection string');
    expect(stdout + stderr).not.toContain('s3cret-word');
  });
});

describe('one look at two primaries', () => {
  let writer: LedgerWriter;
  beforeAll(async () => {
    await createLedger(pair.primary);
    writer = await startWriter(pair.primary, { name: 'w' });
    await writer.reaches(5);
    await pair.standby.promote();
    await writer.reaches(writer.acknowledged.length + 20);
  });
  afterAll(async () => {
    await writer[Symbol.asyncDispose]();
  });

  test('proves them, lists commits that will be lost, and ends with 1', async () => {
    const { code, stdout } = await watchdog(['check', ...pair.addresses, ...PATIENT, '--json']);
    expect(code).toBe(1);
    const { clusters } = JSON.parse(stdout) as { clusters: CheckedCluster[] };
    const [cluster] = clusters;
    expect(cluster?.state).toMatch(/^dual-writ/);
    const proven = cluster?.conditions.find(({ proof }) => proof !== null);
    expect(proven?.proof).toMatchObject({ rule: 'sandwich' });
    expect(cluster?.members.map(({ role }) => role)).toEqual(['primary', 'primary']);
    const [lost] = cluster?.conditions.flatMap(({ lostWrites }) => lostWrites) ?? [];
    expect(lost?.commits).toBeGreaterThanOrEqual(20);
    expect(stdout).not.toContain(pair.primary.password);
  });

  test('says so in words', async () => {
    const { code, stdout } = await watchdog(['check', ...pair.addresses, ...PATIENT]);
    expect(code).toBe(1);
    expect(stdout).toContain('CRITICAL');
    expect(stdout).toContain('Rule R1 (sandwich)');
  });
});

interface CheckedCluster {
  readonly state: string;
  readonly members: readonly { readonly role: string }[];
  readonly conditions: readonly {
    readonly proof: object | null;
    readonly lostWrites: readonly { readonly commits: number }[];
  }[];
}
