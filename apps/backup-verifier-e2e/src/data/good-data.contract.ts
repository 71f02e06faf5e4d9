import { randomBytes } from 'node:crypto';
import type { DataPolicy } from '@postgres-ha/backup-proof';
import { primarySchemaSource, readSchema } from '@postgres-ha/data-checks';
import { SHIPPED_MAJORS } from '@postgres-ha/local-stack';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { startVerifier, type Verifier } from '../verify.ts';
import { printed } from './printed.ts';
import { DATABASE, GOOD_POLICY, openShop, SECRET, SECRET_NUMBER } from './shop.ts';

describe('good data', () => {
  const resources = new AsyncDisposableStack();
  let verifier: Verifier;
  beforeAll(async () => {
    verifier = resources.use(await startVerifier());
  });
  afterAll(() => resources.disposeAsync());

  test.for(SHIPPED_MAJORS)(
    'of PostgreSQL %i is proven at L5 by every kind of check, and none of it is printed',
    async (major, { expect }) => {
      const checksums = major === 16 ? 'off' : 'on';
      await using shop = await openShop(major, { checksums });
      const id = await shop.backUp();
      const { port, superuser, password } = shop.postgres;
      const source = primarySchemaSource({
        connectionString: `postgresql://${superuser}:${password}@127.0.0.1:${port}/`,
      });
      const client = await shop.postgres.connect({ database: DATABASE });
      const { hash, objects } = await readSchema(client).finally(() => client.end());
      const data: DataPolicy = {
        ...GOOD_POLICY,
        schema: { databases: [DATABASE], expected: { [DATABASE]: hash }, comparePrimary: true },
      };
      const steps: unknown[] = [];
      const report = await verifier.verify(shop, {
        ...{ level: 'L5', data, primary: source, digestKey: randomBytes(32) },
        onProgress: (step) => steps.push(step),
      });
      const backup = report.backups.find((each) => each.id === id);
      expect(backup?.verdict).toMatchObject({ kind: 'proven', level: 'L5' });
      expect(report.overall).toBe('proven');
      expect(backup?.notices.map((notice) => [notice.id, notice.place])).toEqual([
        ['index-invalid', `index sales.orders_state of database ${DATABASE}`],
        ...(checksums === 'off' ? [['checksums-off', undefined]] : []),
      ]);
      expect(backup?.data).toMatchObject({
        amcheck: { skipped: { brin: 1, hash: 1 } },
        canary: { against: 'listing' },
        checksums: { enabled: checksums === 'on' },
        schemas: [{ database: DATABASE, hash, compared: 'primary' }],
      });
      expect(backup?.data?.assertions.map(({ name, outcome }) => [name, outcome])).toEqual(
        data.assertions.map(({ name }) => [name, 'holds']),
      );
      for (const { digest, shown } of backup?.data?.assertions ?? []) {
        expect(digest).toMatch(/^[0-9a-f]{64}$/);
        expect(shown).toBeUndefined();
      }
      // three databases take sessions, and each has a catalogue
      expect(backup?.data?.amcheck?.heaps).toBeGreaterThan(200);
      expect(backup?.data?.amcheck?.indexes).toBeGreaterThan(300);
      expect(backup?.phases.map(({ name }) => name)).toEqual(['content', 'wal', 'replay', 'data']);
      expect(objects.length).toBeGreaterThan(40);
      const output = printed(report, steps);
      expect(output).not.toContain(SECRET);
      expect(output).not.toContain(String(SECRET_NUMBER));
      expect(output).not.toContain(password);
    },
  );
});
