import { readFile } from 'node:fs/promises';
import { Pool } from 'pg';
import type { FleetMember } from '../probing.ts';
import { inTurns } from './in-turns.ts';
import { obey } from './obey.ts';

/** The usual way to keep a session: a pool of one for each member. It asks one thing only, and judges nothing. */
await obey(async (order) => {
  const pools = new Map<FleetMember, Pool>();
  for (const member of order.clusters.flatMap(({ members }) => members)) {
    const { host, port, user, password, rootCertificate } = member;
    const ca = await readFile(rootCertificate, 'utf8');
    const pool = new Pool({
      host,
      port,
      user,
      password,
      database: 'postgres',
      ssl: { ca },
      max: 1,
      idleTimeoutMillis: 0,
    });
    pool.on('error', () => undefined);
    pools.set(member, pool);
  }
  return inTurns(order, {
    atOnce: Infinity,
    ask: async (member) => {
      await pools.get(member)?.query('SELECT pg_is_in_recovery()');
    },
  });
});
