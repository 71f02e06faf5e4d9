import { globSync } from 'node:fs';
import { SHIPPED_MAJORS, startPostgres } from '@postgres-ha/local-stack';
import { ROOT, shellCommands } from '@postgres-ha/testkit';
import { describe, expect, test } from 'vitest';

/** Every statement that a runbook tells people to run, with the page that has it. */
const STATEMENTS = globSync('docs/runbooks/[A-Z][a-z]*.md', { cwd: ROOT }).flatMap((path) => {
  // a command that goes on in the next line ends with a backslash
  const commands = shellCommands(path).join('\n').replaceAll(/ \\\n/g, ' ').split('\n');
  return commands
    .filter((command) => command.includes(' psql '))
    .flatMap((command) => [...command.matchAll(/ -c (?:"([^"]+)"|'([^']+)')/g)])
    .map(([, double, single]) => ({ path, statement: double ?? single ?? '' }));
});

test('runbooks have statements', () => {
  expect(STATEMENTS.length).toBeGreaterThan(20);
});

describe.each(SHIPPED_MAJORS)('PostgreSQL %s', (major) => {
  test('runs each of them, as the primary and with what they name', async () => {
    await using server = await startPostgres({ major });
    await server.query('CREATE TABLE public.the_table (id int)');
    await server.query("SELECT pg_create_physical_replication_slot('name_of_the_slot', true)");
    const failed: string[] = [];
    for (const { path, statement } of STATEMENTS) {
      await server.query(statement).catch((error: unknown) => failed.push(`${path}: ${statement}: ${String(error)}`));
    }
    expect(failed).toEqual([]);
  });
});
