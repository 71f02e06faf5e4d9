import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT_CODES } from '@postgres-ha/command-line';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';

const ROOT = join(import.meta.dirname, '../../..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const page = read('docs/doctor.md');
const pages = [page, read('apps/doctor/README.md')];
const COMMANDS = ['diagnose', 'status', 'bundle', 'verify', 'preflight'];
const help = ['doctor', ...COMMANDS].map((name) => read(`apps/doctor/src/golden/help-${name}.txt`));

const shown = [...pages, ...help]
  .flatMap((text) => text.split('\n'))
  .map((line) =>
    line
      .trim()
      .replace(/^npx /, '')
      .replace(/ +#.*$/, ''),
  )
  .filter((line) => /^doctor \w/.test(line) && !line.includes('[options]'));

test('every command that is shown is one', () => {
  expect(new Set(shown).size).toBeGreaterThan(8);
  for (const line of shown) {
    const [, command = '', ...args] = line.split(/\s+/);
    expect(COMMANDS, line).toContain(command);
    const known = help[COMMANDS.indexOf(command) + 1] ?? '';
    for (const option of args.filter((word) => word.startsWith('--'))) expect(known, line).toContain(`${option} `);
  }
});

test('every option that is named is one', () => {
  const options = new Set(pages.join('\n').match(/(?<=`|\s)--[a-z][a-z-]+/g));
  expect(options.size).toBeGreaterThan(6);
  for (const option of options) expect(help.join('\n')).toContain(option);
});

test('the exit codes are those of help', () => {
  for (const code of Object.values(EXIT_CODES)) expect(page).toMatch(new RegExp(`^\\| ${code} +\\| `, 'm'));
});

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

describe('the published rights', () => {
  const documents = parseAllDocuments(read('docs/examples/doctor-rbac.yaml')).map(
    (document) => document.toJS() as { readonly kind: string; readonly rules?: readonly Rule[] },
  );
  const rules = documents.flatMap(({ rules: own = [] }) => own);

  test('let nothing be written but Jobs, reviews, and streams to pods', () => {
    const writing = rules
      .filter(({ verbs }) => verbs.some((verb) => !['get', 'list'].includes(verb)))
      .flatMap(({ resources, verbs }) => resources.map((resource) => `${resource}: ${verbs.join(' ')}`));
    expect(writing.toSorted()).toEqual([
      'jobs: list create delete',
      'pods/exec: get create',
      'pods/portforward: get create',
      'subjectaccessreviews: create',
    ]);
  });

  test('have no wildcard, and list no Secrets', () => {
    const words = rules.flatMap(({ apiGroups, resources, verbs }) => [...apiGroups, ...resources, ...verbs]);
    expect(words).not.toContain('*');
    expect(rules.filter(({ resources }) => resources.includes('secrets')).map(({ verbs }) => verbs)).toEqual([['get']]);
  });

  test('are explained, each that can be missing', () => {
    for (const right of [
      'pods/exec',
      'pods/portforward',
      'pods/proxy',
      'pods/log',
      'secrets',
      'jobs',
      'subjectaccessreviews',
      'clusters',
    ]) {
      expect(page).toContain(`\`${right}\``);
    }
  });
});
