import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { explainFinding } from '@postgres-ha/diagnosis';
import { outputOf, ROOT, shellCommands } from '@postgres-ha/testkit';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

const PAGE = readFileSync(join(ROOT, 'docs/troubleshooting.md'), 'utf8');
const FORM = readFileSync(join(ROOT, '.github/ISSUE_TEMPLATE/cluster.yml'), 'utf8');

interface Form {
  readonly body: readonly {
    readonly type: string;
    readonly id?: string;
    readonly attributes: { readonly label?: string };
    readonly validations?: { readonly required?: boolean };
  }[];
}

/** Commands of doctor that a text names, less their options. */
function doctorCommands(text: string): readonly string[] {
  return [...new Set([...text.matchAll(/npx doctor ([a-z]+)/g)].map(([, command = '']) => command))].toSorted();
}

describe('the page for troubleshooting', () => {
  test('names commands that doctor has', async () => {
    const main = join(ROOT, 'apps/doctor/src/main.ts');
    const help = await outputOf(process.execPath, [main, '--help']);
    const commands = doctorCommands(PAGE + FORM);
    expect(commands).toEqual(['bundle', 'diagnose', 'preflight', 'status', 'verify']);
    for (const command of commands) expect(help).toMatch(new RegExp(`^ +${command}\\b`, 'm'));
  });

  test('begins with the two commands that read everything', () => {
    expect(shellCommands('docs/troubleshooting.md').slice(0, 2)).toEqual([
      'npx doctor diagnose production/postgres-cluster',
      'npx doctor status production/postgres-cluster',
    ]);
  });

  test('names findings that doctor can come to', () => {
    const section = PAGE.slice(PAGE.indexOf('## By symptom'), PAGE.indexOf('## Logs'));
    const named = section
      .split('\n')
      .flatMap((row) => [...(row.split('|')[3] ?? '').matchAll(/`([a-z]+(?:-[a-z]+)*)`/g)].map(([, id = '']) => id));
    expect(named.length).toBeGreaterThan(15);
    expect(named.filter((id) => explainFinding(id) === undefined)).toEqual([]);
  });

  test('reads files of this repository only where they are', () => {
    const policies = [...PAGE.matchAll(/(environments\/[\w./-]+\.yaml)/g)].map(([, path = '']) => path);
    expect(policies.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });
});

describe('the form for a cluster in trouble', () => {
  const questions = (parse(FORM) as Form).body.filter(({ type }) => type !== 'markdown');

  test('takes the diagnosis, the status, the bundle and logs', () => {
    expect(questions.map(({ id }) => id)).toEqual(['target', 'what', 'diagnosis', 'status', 'bundle', 'logs', 'tried']);
    const asked = questions.filter(({ validations }) => validations?.required === true).map(({ id }) => id);
    expect(asked).toEqual(['target', 'what', 'diagnosis', 'status']);
  });

  test('sends an emergency elsewhere', () => {
    expect(FORM).toContain('on call');
  });
});
