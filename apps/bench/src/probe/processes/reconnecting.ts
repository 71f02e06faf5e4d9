import { readFile } from 'node:fs/promises';
import { Client } from 'pg';
import { inTurns } from './in-turns.ts';
import { obey } from './obey.ts';

/** More at once only wait for each other. */
const AT_ONCE = 60;

/** A poller that connects for each question. It asks one thing only, and judges nothing. */
await obey(async (order) => {
  const [first] = order.clusters.flatMap(({ members }) => members);
  const ca = first === undefined ? '' : await readFile(first.rootCertificate, 'utf8');
  return inTurns(order, {
    atOnce: AT_ONCE,
    ask: async ({ host, port, user, password }) => {
      const client = new Client({ host, port, user, password, database: 'postgres', ssl: { ca } });
      client.on('error', () => undefined);
      try {
        await client.connect();
        await client.query('SELECT pg_is_in_recovery()');
      } finally {
        await client.end();
      }
    },
  });
});
