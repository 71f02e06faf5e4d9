import { FORMS, printCommand, readForm } from '@postgres-ha/change-request';
import { describe, expect, test } from 'vitest';
import { formFiles, formFlaws, readFormFile, renderedIssue } from './form-files.ts';

const FILES = formFiles();
const target = 'production/postgres-cluster';

const FILLED: readonly (readonly [kind: string, answers: Readonly<Record<string, string>>, command: string])[] = [
  ['scale', { target, instances: '5' }, `/scale ${target} instances=5`],
  ['resize', { target, wal: '50Gi' }, `/resize ${target} wal=50Gi`],
  ['set', { target, parameters: 'max_connections=300\njit=default' }, `/set ${target} max_connections=300 jit=default`],
  ['upgrade', { target, image: 'postgres:17.6' }, `/upgrade ${target} image=postgres:17.6`],
  ['maintenance', { target, phase: 'end' }, `/maintenance end ${target}`],
  [
    'freeze',
    { target: 'production', reason: 'end of year', until: '2027-01-04' },
    '/freeze production reason="end of year" until=2027-01-04T00:00:00Z',
  ],
  ['service', { target, name: 'shop', connections: '20' }, `/service ${target} name=shop connections=20`],
  [
    'backups',
    { target, schedule: '0 2 * * *', retention: '30d' },
    `/backups ${target} schedule="0 2 * * *" retention=30d`,
  ],
];

describe('issue forms', () => {
  test('are what the bot reads: one file for each form, with its label and its questions', () => {
    expect(formFlaws(FILES, FORMS)).toEqual([]);
  });

  test.each(FILLED)('%s becomes its command', (kind, answers, command) => {
    const file = readFormFile(FILES[`${kind}.yml`] ?? '');
    const reading = readForm({ body: renderedIssue(file, answers), labels: file.labels });
    expect(reading.kind === 'commands' ? reading.commands.map((each) => printCommand(each.command)) : reading).toEqual([
      command,
    ]);
  });

  test('are all tried with answers', () => {
    expect(FILLED.map(([kind]) => kind)).toEqual(FORMS.map(({ kind }) => kind));
  });
});

describe('it is found', () => {
  const edited = (from: string, to: string): Readonly<Record<string, string>> => {
    const text = FILES['scale.yml'] ?? '';
    expect(text).toContain(from);
    return { ...FILES, 'scale.yml': text.replace(from, to) };
  };

  test.each([
    ['another label', 'postgres-ha:scale', 'postgres-ha:resize'],
    ['another id', 'id: instances', 'id: count'],
    ['another heading', 'label: Instances', 'label: How many'],
    ['an answer that need not be given', 'required: true', 'required: false'],
    ['another kind of answer', 'type: input', 'type: textarea'],
    ['nothing that says what happens', 'pull request', 'thing'],
  ])('%s', (_, from, to) => {
    const files = edited(from, to);
    const all =
      from === 'pull request' ? { ...files, 'scale.yml': (files['scale.yml'] ?? '').replaceAll(from, to) } : files;
    expect(formFlaws(all, FORMS)).not.toEqual([]);
  });

  test('a form without a file, and a file without a form', () => {
    expect(formFlaws(FILES, FORMS.slice(1))).toEqual(['scale.yml: no such form']);
    const others = Object.fromEntries(Object.entries(FILES).filter(([name]) => name !== 'scale.yml'));
    expect(formFlaws(others, FORMS)).toEqual(['scale.yml: no such file']);
  });
});
