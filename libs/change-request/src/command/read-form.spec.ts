import { describe, expect, test } from 'vitest';
import type { Command } from './command.ts';
import { commandNamed } from './commands.ts';
import { FORMS } from './forms.ts';
import { printCommand } from './print-command.ts';
import { readComment } from './read-comment.ts';
import { readForm } from './read-form.ts';

/** An issue as GitHub makes it of a form's answers. */
function issue(
  kind: string,
  answers: Readonly<Record<string, string>>,
): { readonly body: string; readonly labels: readonly string[] } {
  const form = FORMS.find((one) => one.kind === kind);
  const fields = form?.fields ?? [];
  const body = fields.map(({ id, label }) => `### ${label}\n\n${answers[id] ?? '_No response_'}`).join('\n\n');
  return { body, labels: ['triage', `postgres-ha:${kind}`] };
}

const TARGET = { environment: 'production', cluster: 'orders' };
const target = 'production/orders';

const FILLED: readonly {
  readonly kind: string;
  readonly answers: Readonly<Record<string, string>>;
  readonly command: Command;
}[] = [
  { kind: 'scale', answers: { target, instances: '5' }, command: { kind: 'scale', target: TARGET, instances: 5 } },
  { kind: 'resize', answers: { target, wal: '20Gi' }, command: { kind: 'resize', target: TARGET, wal: '20Gi' } },
  {
    kind: 'set',
    answers: { target, parameters: '```ini\nwork_mem=16MB\n\njit=default\nsearch_path="a, b"\n```' },
    command: {
      kind: 'set',
      target: TARGET,
      parameters: [
        { name: 'work_mem', value: '16MB' },
        { name: 'jit', value: undefined },
        { name: 'search_path', value: 'a, b' },
      ],
    },
  },
  {
    kind: 'upgrade',
    answers: { target, image: 'postgres:17.6' },
    command: { kind: 'upgrade', target: TARGET, image: 'postgres:17.6' },
  },
  {
    kind: 'maintenance',
    answers: { target, phase: 'start', until: '2026-12-27', reason: 'the "new" disks' },
    command: {
      kind: 'maintenance',
      phase: 'start',
      target: TARGET,
      until: new Date('2026-12-27T00:00:00Z'),
      reason: 'the "new" disks',
    },
  },
  {
    kind: 'maintenance',
    answers: { target, phase: 'end' },
    command: { kind: 'maintenance', phase: 'end', target: TARGET },
  },
  {
    kind: 'freeze',
    answers: { target: 'production', reason: 'end of year' },
    command: { kind: 'freeze', target: { environment: 'production', cluster: undefined }, reason: 'end of year' },
  },
  {
    kind: 'service',
    answers: { target, name: 'mail-svc', connections: '20' },
    command: { kind: 'service', target: TARGET, name: 'mail-svc', connections: 20 },
  },
  {
    kind: 'backups',
    answers: { target, schedule: '0 2 * * *' },
    command: { kind: 'backups', target: TARGET, schedule: '0 2 * * *' },
  },
];

test.each(FILLED)(
  'the form $kind is read as its command, which can be printed and read again',
  ({ kind, answers, command }) => {
    const reading = readForm(issue(kind, answers));
    const text = printCommand(command);
    expect(reading).toEqual({ kind: 'commands', commands: [{ line: 1, text, command }] });
    expect(readComment(text)).toEqual(reading);
  },
);

test('every form is in these examples', () => {
  expect(new Set(FILLED.map(({ kind }) => kind))).toEqual(new Set(FORMS.map(({ kind }) => kind)));
});

test.each(FORMS)(
  'the fields of $label are the parts of its command, and required where those are',
  ({ kind, fields, label }) => {
    const parts = commandNamed(kind)?.arguments ?? {};
    expect(label).toBe(`postgres-ha:${kind}`);
    expect(fields.map(({ name }) => name).toSorted()).toEqual(Object.keys(parts).toSorted());
    for (const { name, required } of fields) expect(required, name).toBe(parts[name]?.required);
    expect(new Set(fields.map(({ id }) => id)).size).toBe(fields.length);
    expect(new Set(fields.map((field) => field.label)).size).toBe(fields.length);
  },
);

test('line ends of either kind are read the same', () => {
  const { body, labels } = issue('scale', { target, instances: '5' });
  expect(readForm({ body: body.replaceAll('\n', '\r\n'), labels })).toEqual(readForm({ body, labels }));
});

test('an issue without the label of a form is none, whatever it says', () => {
  expect(readForm({ body: issue('scale', { target, instances: '5' }).body, labels: ['bug'] })).toEqual({
    kind: 'none',
  });
});

describe('mistakes, at the line of the question', () => {
  const scale = issue('scale', { target, instances: '5' });
  test.each([
    [
      'labels of two forms',
      { ...scale, labels: ['postgres-ha:scale', 'postgres-ha:set'] },
      1,
      'labels of several forms',
    ],
    ['no form was used', { ...scale, body: '/scale production/orders instances=5' }, 1, 'text above the first heading'],
    ['an empty issue', { ...scale, body: '' }, 1, 'the end of the issue'],
    [
      'a heading within an answer',
      issue('freeze', { target: 'production', reason: 'x\n\n### Until\n\n2026-12-27' }),
      13,
      'another heading',
    ],
    ['a question less', { ...scale, body: scale.body.split('\n\n### Instances')[0] ?? '' }, 1, 'the end of the issue'],
    ['a question more', { ...scale, body: `${scale.body}\n\n### More\n\nx` }, 9, 'another heading'],
    ['no answer to what must be there', issue('scale', { target }), 5, 'no answer to "Instances"'],
    ['another answer than asked', issue('scale', { target, instances: 'five' }), 5, 'another answer to "Instances"'],
    [
      'two lines',
      issue('scale', { target: 'production/orders\nproduction/other', instances: '5' }),
      1,
      'an answer to "Cluster" with 2 lines',
    ],
    ['a secret', issue('set', { target, parameters: 'password=hunter2x' }), 5, 'something that looks like a secret'],
    ['a character that cannot be seen', issue('freeze', { target: 'production', reason: 'a\u202eb' }), 5, 'U+202E'],
    ['neither of two', issue('resize', { target }), 1, 'no key'],
    ['words among parameters', issue('set', { target, parameters: 'a=1 b' }), 1, '"b" after a key'],
    ['quotes of both kinds', issue('freeze', { target: 'production', reason: `"don't"` }), 5, 'another answer'],
    ['an end with a date', issue('maintenance', { target, phase: 'end', until: '2026-12-27' }), 1, 'until= with end'],
  ])('%s', (_, text, line, found) => {
    const reading = readForm(text);
    expect(reading).toMatchObject({
      kind: 'mistaken',
      mistakes: [{ line, found: expect.stringContaining(found) as string }],
    });
    expect(JSON.stringify(reading)).not.toContain('hunter2x');
  });
});
