import { describe, expect, expectTypeOf, test } from 'vitest';
import type { Command, CommentReading } from './command.ts';
import { COMMANDS } from './commands.ts';
import { MAX_COMMANDS, MAX_LINE, MAX_MISTAKES } from './limits.ts';
import { readComment } from './read-comment.ts';

const TARGET = { environment: 'production', cluster: 'orders' };

const COMMAND_LINES: readonly { readonly line: string; readonly command: Command }[] = [
  { line: '/scale production/orders instances=5', command: { kind: 'scale', target: TARGET, instances: 5 } },
  { line: '/scale production/orders instances="32"', command: { kind: 'scale', target: TARGET, instances: 32 } },
  { line: '/resize production/orders storage=200Gi', command: { kind: 'resize', target: TARGET, storage: '200Gi' } },
  {
    line: '/resize production/orders wal=1.5Ti storage=2T',
    command: { kind: 'resize', target: TARGET, storage: '2T', wal: '1.5Ti' },
  },
  {
    line: `/set production/orders work_mem=16MB jit=default a.b="default" search_path='"$user", public' log_line_prefix="%m " x=""`,
    command: {
      kind: 'set',
      target: TARGET,
      parameters: [
        { name: 'work_mem', value: '16MB' },
        { name: 'jit', value: undefined },
        { name: 'a.b', value: 'default' },
        { name: 'search_path', value: '"$user", public' },
        { name: 'log_line_prefix', value: '%m ' },
        { name: 'x', value: '' },
      ],
    },
  },
  {
    line: '/resources production/orders cpu=500m memory=4Gi',
    command: { kind: 'resources', target: TARGET, cpu: '500m', memory: '4Gi' },
  },
  {
    line: '/upgrade production/orders image=postgres:17.6',
    command: { kind: 'upgrade', target: TARGET, image: 'postgres:17.6' },
  },
  { line: '/maintenance start production/orders', command: { kind: 'maintenance', target: TARGET, phase: 'start' } },
  {
    line: '/maintenance start production/orders reason="new disks" until=2026-12-27',
    command: {
      kind: 'maintenance',
      target: TARGET,
      phase: 'start',
      until: new Date('2026-12-27T00:00:00Z'),
      reason: 'new disks',
    },
  },
  { line: '/maintenance end production/orders', command: { kind: 'maintenance', target: TARGET, phase: 'end' } },
  {
    line: '/backups production/orders schedule="0 2  * * SUN" retention=4w',
    command: { kind: 'backups', target: TARGET, schedule: '0 2 * * SUN', retention: '4w' },
  },
  {
    line: '/service production/orders name=mail-svc connections=20',
    command: { kind: 'service', target: TARGET, name: 'mail-svc', connections: 20 },
  },
  {
    line: '/freeze production until=2026-12-27T06:00:00+01:00 reason="Jahresende – 凍結"',
    command: {
      kind: 'freeze',
      target: { environment: 'production', cluster: undefined },
      until: new Date('2026-12-27T05:00:00Z'),
      reason: 'Jahresende – 凍結',
    },
  },
  { line: '/unfreeze production/orders', command: { kind: 'unfreeze', target: TARGET } },
  { line: '/plan', command: { kind: 'plan' } },
  { line: '/render', command: { kind: 'render' } },
  {
    line: '/override facts-unknown reason="it is new"',
    command: { kind: 'override', rule: 'facts-unknown', reason: 'it is new' },
  },
  {
    line: '/unlock production',
    command: { kind: 'unlock', target: { environment: 'production', cluster: undefined } },
  },
  { line: '/help', command: { kind: 'help', about: undefined } },
  { line: '/help scale', command: { kind: 'help', about: 'scale' } },
];

test.each(COMMAND_LINES)('$line', ({ line, command }) => {
  expect(readComment(line)).toEqual({ kind: 'commands', commands: [{ line: 1, text: line, command }] });
});

test('every command is in these examples', () => {
  expect(new Set(COMMAND_LINES.map(({ command }) => command.kind))).toEqual(new Set(COMMANDS.map(({ kind }) => kind)));
});

test('a command has up to three spaces before it, and spaces and tabs after and between', () => {
  const reading = readComment('   /scale \t production/orders   instances=5 \t ');
  expect(reading).toMatchObject({ commands: [{ text: '/scale \t production/orders   instances=5' }] });
});

test('commands are read in their order with their lines, text around them is fine, and so is each kind of line end', () => {
  const reading = readComment('Hello @bot,\r\n/scale p/a instances=3\r/scale p/b instances=4\n\nthanks\n/plan');
  expect(linesOf(reading)).toEqual([2, 3, 6]);
});

function linesOf(reading: CommentReading): readonly number[] {
  return reading.kind === 'commands' ? reading.commands.map(({ line }) => line) : [];
}

describe('not ours, and no word is said', () => {
  test.each([
    ['nothing', ''],
    ['words', 'Looks good, what about /plan then?'],
    ['a path', '/etc/hosts is wrong'],
    ['a path that begins like a command', '/set/values'],
    ['a file', '/plan.md'],
    ['a command of another bot', '/lgtm'],
    ['one that differs from ours by a letter', '/stale'],
    ['one of theirs with words that look like ours', '/promote production/orders instances=3'],
    ['two slashes', '//plan'],
    ['a space after the slash', '/ plan'],
    ['a command in the middle of a line', 'please /plan'],
    ['indented code', '    /plan'],
    ['a tab before it', '\t/plan'],
    ['more words that begin with ours', '/planning is hard'],
    ['a property that every object has', '/constructor x\n/__proto__ y\n/toString'],
  ])('%s', (_, body) => {
    expect(readComment(body)).toEqual({ kind: 'none' });
  });
});

describe('left alone where it is certainly shown as something else', () => {
  test.each([
    ['a quote', '> /plan'],
    ['a quote in a quote', '> > /plan\n>/plan'],
    ['a fence', '```\n/plan\n```'],
    ['a fence that nobody closes', 'see\n~~~sh\n/plan\n\n/plan'],
    ['a fence that another kind does not close', '```\n~~~\n/plan\n``\n/plan'],
    ['a fence in a list', '- log:\n  ```\n  /plan\n  ```'],
    ['a list item', '- /plan\n1. /plan\n* /plan'],
    ['a comment in HTML', '<!-- say\n/plan\n\n/plan -->'],
    ['a comment in HTML that nobody closes', 'text\n<!--\n\n/plan'],
    ['folded details', '<details><summary>Log</summary>\n\n/plan\n\n</details>'],
    ['a heading', '# /plan'],
    ['a row of a table', '| a |\n|---|\n| /plan |'],
  ])('%s', (_, body) => {
    expect(readComment(body)).toEqual({ kind: 'none' });
    expect(linesOf(readComment(`/render\n\n${body}`))).toEqual([1]);
  });
});

describe('refused where it is not certain', () => {
  test.each([
    ['right below a quote, which goes on', '> quote\n/plan'],
    ['right below a list item, which goes on', '- item\n/plan'],
    ['a paragraph of a list item', '- item\n\n  /plan'],
    ['in a code span', '`a\n/plan\nb`'],
    ['in the address of a link', '[a](\n/plan\n)'],
    ['in the definition of a link', '[a]:\n/plan'],
    ['in the text of a link', '[a\n/plan\n](b)'],
    ['in text that is struck out', '~~a\n/plan\n~~'],
    ['in a formula', '$$\n/plan\n$$'],
    ['a heading by the line below', '/plan\n==='],
    ['above a line that was meant to part', '/plan\n---'],
    ['a head of a table', '/plan\n:--'],
    ['below a table, to which it would belong', 'a | b\n--|--\n/plan'],
    ['in a comment within a line', 'a <!--\n/plan\n-->'],
    ['in HTML', '<div>\n/plan\n</div>'],
    ['after HTML that is still open', '<blockquote>\n\n/plan'],
    ['after details that nobody closes', '<details>\n\n/plan'],
    ['after details that only a code span closes', '<details>\n\n`</details>`\n\n/plan'],
    ['after a second comment that is still open', '<!-- a --> <!-- b\n\n/plan'],
    ['in an attribute', '<a title="\n/plan\n">'],
    ['nested deeper than is followed', `${'> '.repeat(17)}\n\n/plan`],
  ])('%s', (_, body) => {
    expect(readComment(body)).toMatchObject({
      kind: 'mistaken',
      mistakes: [{ found: expect.stringMatching(/^\/plan /) as string }],
    });
  });
});

describe('taken below what ends before it', () => {
  test.each([
    ['a heading', '## Now\n/plan'],
    ['a fence', '```\ncode\n```\n/plan'],
    ['a quote and an empty line', '> quote\n\n/plan'],
    ['an empty quote', '> quote\n>\n/plan'],
    ['a list and an empty line', '- item\n  ```\n  code\n\n/plan'],
    ['a thematic break', 'text\n\n---\n/plan'],
    ['a list item that holds nothing, and an empty line', '-\n\n  /plan'],
    ['a comment in HTML', '<!-- from the template: /scale <environment>/<cluster> -->\n/plan'],
    ['closed details and an empty line', '<details>\n\n```\nlog\n```\n</details>\n\n/plan'],
    ['code and links that end in their line', '`shared_buffers`, ``a`b`` and [#12](https://example.com/12)\n/plan'],
    ['an image', '<img width="10" src="https://example.com/a.png">\n\n/plan'],
    ['a quoted reply with bold text and a break', '> **a**<br>b <https://example.com>\n\n/plan'],
  ])('%s', (_, body) => {
    expect(readComment(body)).toMatchObject({ kind: 'commands', commands: [{ command: { kind: 'plan' } }] });
  });
});

describe('mistakes say what was found, what was expected and what to do', () => {
  test.each([
    ['/scal production/orders instances=5', '/scal', 'Did you mean /scale <environment>/<cluster> instances=<number>?'],
    ['/Plan', '/Plan', 'Did you mean /plan?'],
    ['/backup production/orders retention=4w', '/backup', 'Did you mean /backups'],
    ['/maintenence start production/orders', '/maintenence', 'Did you mean /maintenance'],
    ['/scale production/orders', 'no instances=', 'Write /scale'],
    ['/scale', 'nothing', 'Write /scale'],
    ['/scale production instances=5', '"production"', 'Write /scale'],
    ['/scale Production/orders instances=5', '"Production/orders"', 'Write /scale'],
    ['/scale production/orders/x instances=5', '"production/orders/x"', 'Write /scale'],
    ['/scale production/orders 5', '"5"', 'Write /scale'],
    ['/scale production/orders instance=5', '"instance" as a key', 'Did you mean instances=?'],
    ['/scale production/orders --instances=5', '"--instances" as a key', 'Did you mean instances=?'],
    ['/scale production/orders instances=5 instances=5', 'instances= twice', 'Write /scale'],
    ['/scale production/orders instances=', 'nothing after instances=', 'Write /scale'],
    ['/scale production/orders instances = 5', 'a = with no name before it', 'Write /scale'],
    ['/scale production/orders instances=33', 'instances="33"', 'Write /scale'],
    ['/scale production/orders instances=05', 'instances="05"', 'Write /scale'],
    ['/scale production/orders instances=5 now', '"now" after a key', 'Write /scale'],
    ['/scale, production/orders instances=5', '/scale,', 'Write /scale'],
    ['/plan😀', '/plan😀', 'Write /plan'],
    ['/resize production/orders', 'no key', 'Write /resize'],
    ['/resize production/orders storage=200GB', 'storage="200GB"', 'Write /resize'],
    ['/set production/orders', 'no parameter', 'Write /set'],
    ['/set production/orders Work_mem=1MB', '"Work_mem"', 'Write /set'],
    ['/set production/orders a=1 a=2', 'a= twice', 'Write /set'],
    ['/set production/orders a=é', 'a value of a with characters that need quotes', 'Write /set'],
    ['/set production/orders a="é"', 'a="é"', 'Write /set'],
    ['/upgrade production/orders image=postgres', 'image="postgres"', 'Write /upgrade'],
    ['/maintenance begin production/orders', '"begin"', 'Write /maintenance'],
    ['/maintenance end production/orders until=2026-12-27', 'until= with end', 'Write /maintenance'],
    ['/backups production/orders schedule="0 2 * *"', 'schedule="0 2 * *"', 'Write /backups'],
    ['/backups production/orders schedule=0 2 * * *', 'schedule="0"', 'Write /backups'],
    ['/freeze production', 'no reason=', 'Write /freeze'],
    ['/freeze production reason=""', 'reason=""', 'Write /freeze'],
    ['/freeze production reason="a', 'a " that is never closed', 'Write /freeze'],
    ['/freeze production reason="a"b', 'quotes that are not around a whole value', 'Write /freeze'],
    ['/freeze production reason=“a b”', 'curly quotes', 'Write /freeze'],
    ['/freeze production reason=a b', '"b" after a key', 'Write /freeze'],
    ['/freeze production reason=a=b', 'a value of reason with characters that need quotes', 'Write /freeze'],
    ['/freeze production reason="a" until=2026-02-30', 'until="2026-02-30"', 'Write /freeze'],
    ['/plan production', '"production"', 'Write /plan'],
    ['/plan now=1', '"now" as a key', 'Write /plan'],
    ['/override Facts reason="x"', '"Facts"', 'Write /override'],
    ['/help me', '"me"', 'Write /help'],
  ])('%s', (body, found, remedy) => {
    expect(readComment(body)).toMatchObject({
      kind: 'mistaken',
      mistakes: [{ line: 1, found, remedy: expect.stringContaining(remedy) as string }],
    });
  });
});

test('with one mistake nothing of a comment is taken, and each mistake is told at its line', () => {
  const reading = readComment('/scale p/a instances=3\n/scale p/b instances=x\n\n/plans');
  expect(reading).toMatchObject({ kind: 'mistaken', mistakes: [{ line: 2 }, { line: 4 }] });
});

describe('what cannot be done together', () => {
  test.each([
    ['two changes of one cluster', '/scale p/a instances=3\n/set p/a jit=on', 2],
    ['the same twice', '/plan\n/plan', 2],
    ['one rule overridden twice', '/override x reason="a"\n/override x reason="b"', 2],
    ['an unlock and a change', '/unlock p/a\n/scale p/a instances=3', 2],
    ['a freeze and its end', '/freeze p reason="a"\n\n/unfreeze p', 3],
  ])('%s', (_, body, line) => {
    expect(readComment(body)).toMatchObject({ kind: 'mistaken', mistakes: [{ line }] });
  });

  test('other targets and other rules can', () => {
    const reading = readComment(
      '/scale p/a instances=3\n/scale p/b instances=3\n/override x reason="a"\n/override y reason="a"\n/unfreeze p',
    );
    expect(linesOf(reading)).toEqual([1, 2, 3, 4, 5]);
  });
});

test('a few commands are taken from one comment, and no more', () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, index) => `/scale p/a${index} instances=3`).join('\n');
  expect(linesOf(readComment(many(MAX_COMMANDS)))).toHaveLength(MAX_COMMANDS);
  expect(readComment(many(MAX_COMMANDS + 1))).toMatchObject({
    kind: 'mistaken',
    mistakes: [{ line: MAX_COMMANDS + 1 }],
  });
});

test('a few mistakes are told, however many there are', () => {
  expect(readComment('/scale\n'.repeat(1000))).toMatchObject({ kind: 'mistaken', mistakes: { length: MAX_MISTAKES } });
});

test('a longer line than anybody types is refused without being repeated', () => {
  const reading = readComment(`/freeze p reason="${'a'.repeat(MAX_LINE)}"`);
  expect(reading).toMatchObject({
    kind: 'mistaken',
    mistakes: [{ found: `/freeze with ${MAX_LINE + 19} characters` }],
  });
});

test('what is longer than GitHub takes is none', () => {
  expect(readComment(`/plan\n${'x'.repeat(65_530)}`)).toMatchObject({ kind: 'commands' });
  expect(readComment(`/plan\n${'x'.repeat(65_531)}`)).toEqual({ kind: 'none' });
  expect(readComment(`/plan\n${'😀'.repeat(65_530)}`)).toMatchObject({ kind: 'commands' });
});

describe('characters that deceive', () => {
  test.each([
    ['zero width within the name', '/sc\u200bale p/a instances=3', 'U+200B'],
    ['zero width before the slash', '\u200b/scale p/a instances=3', 'U+200B'],
    ['a byte order mark', '\uFEFF/plan', 'U+FEFF'],
    ['a full-width slash', '\uFF0Fplan', 'U+FF0F'],
    ['a slash of division', '\u2215plan', 'U+2215'],
    ['a no-break space', '/plan\u00a0now', 'U+00A0'],
    ['a bidirectional override in a reason', '/freeze p reason="a\u202eb"', 'U+202E'],
    ['NUL', '/plan \0', 'U+0000'],
    ['half of a surrogate pair', '/freeze p reason="\ud800"', 'U+D800'],
    ['a line separator', '/freeze p reason="a\u2028b"', 'U+2028'],
    ['a letter that is empty', '/freeze p reason="a\u3164"', 'U+3164'],
  ])('%s', (_, body, character) => {
    expect(readComment(body)).toMatchObject({
      kind: 'mistaken',
      mistakes: [{ found: expect.stringContaining(character) as string }],
    });
  });

  test('letters of any script and emoji are words', () => {
    expect(readComment('/freeze p reason="ремонт ⚠️ 🔧 é"')).toMatchObject({ kind: 'commands' });
  });

  test('letters that look like ours make no command', () => {
    expect(readComment('/рlan')).toEqual({ kind: 'none' });
    expect(readComment('/plаn')).toMatchObject({ kind: 'none' });
  });
});

describe('secrets are refused and not repeated', () => {
  const SECRETS = [
    'password=hunter2x',
    `token=${'x'.repeat(8)}`,
    'a="postgres://app:hunter2x@db/x"',
    `a=ghp_${'Ab1'.repeat(12)}`,
    `a="primary PASSWORD = hunter2x"`,
    'a=AKIAIOSFODNN7EXAMPLE',
    `a=${'aB3'.repeat(12)}`,
    'a="-----BEGIN PRIVATE KEY-----"',
  ];
  test.each(SECRETS)('%s', (secret) => {
    const reading = readComment(`/set p/a ${secret}`);
    expect(reading).toMatchObject({
      kind: 'mistaken',
      mistakes: [{ found: '/set with something that looks like a secret' }],
    });
    expect(JSON.stringify(reading)).not.toContain(secret.slice(secret.indexOf('=') + 1).replaceAll('"', ''));
  });

  test('what only sounds like one is taken', () => {
    const lines = [
      '/set p/a password_encryption=scram-sha-256',
      '/freeze p reason="tokens and passwords change: see 3f2a9b0c3f2a9b0c3f2a9b0c3f2a9b0c3f2a9b0c"',
      `/upgrade p/b image=ghcr.io/a/b@sha256:${'0a'.repeat(32)}`,
    ];
    expect(linesOf(readComment(lines.join('\n')))).toEqual([1, 2, 3]);
  });
});

test('a command is a value of plain parts, whatever the text was', () => {
  const reading = readComment('/set p/a constructor=1 __proto__=x');
  expect(reading).toMatchObject({
    commands: [{ command: { parameters: [{ name: 'constructor' }, { name: '__proto__' }] } }],
  });
  expect(readComment('/scale p/a __proto__=1 instances=3')).toMatchObject({ kind: 'mistaken' });
  expectTypeOf(readComment).returns.toEqualTypeOf<CommentReading>();
});
