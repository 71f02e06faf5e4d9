import { randomCommand } from './random-command.ts';
import type { Random } from './random.ts';

/** Lines that are no commands, or nearly some, and all that Markdown and HTML can be around them. */
const LINES = [
  ...[
    '',
    '',
    '',
    '',
    ' ',
    '\t',
    'text',
    'text',
    'Please do this now:',
    'see #12 and @someone',
    '**bold**',
    'a *b* _c_ ~~d~~',
    'tail  ',
  ],
  ...[
    '> quote',
    '>',
    '> > deep',
    '>/plan',
    '> /scale production/orders instances=3',
    '>     code',
    '> ```',
    '> - a',
    '> # h',
    '> <!-- x -->',
  ],
  ...[
    '- item',
    '-',
    '* b',
    '+ c',
    '1. one',
    '2. two',
    '10) ten',
    '- - a',
    '-     code',
    '- ```',
    '- # h',
    '- [ ] task',
    '   - in',
    '     - deeper',
    '- > q',
  ],
  ...[
    '```',
    '````',
    '~~~',
    '```sh',
    '``` a`b',
    '  ```',
    '    ```',
    '\t```',
    '   ~~~~',
    '`` ` ``',
    '`a`',
    'a `b',
    '`',
    '\\`',
    '``a`',
  ],
  ...[
    '<!--',
    '-->',
    '<!-- x -->',
    '<!-- x --> y',
    'a <!-- b',
    '<!-->',
    '<!--->',
    '--!>',
    '  <!-- /plan',
    '--> <!--',
    '<!-- a --> <b',
    '    <!--',
    '- <!--',
  ],
  ...[
    '<details>',
    '</details>',
    '<details><summary>Logs</summary>',
    '<details open>',
    '<details',
    '</details',
    ' <summary>x</summary>',
    '</details> x',
    '- <details>',
    '<details></details>',
    '</details><details>',
    '`</details>`',
    'x <details>',
    '<DETAILS>',
  ],
  ...[
    '<div>',
    '</div>',
    '<pre>',
    '</pre>',
    '<script>',
    '<style>',
    '<table>',
    '<blockquote>',
    '<?php',
    '?>',
    '<!DOCTYPE x>',
    '<![CDATA[',
    ']]>',
    '<b>x</b>',
    '<b>',
    '<br>',
    '<img src="a">',
    '<img',
    'x <img src=a> y',
    '<hr>',
    '<a',
    '<a href="',
    '<https://example.com>',
    '<String>',
    'a < b',
    'a<b',
    '<img alt="`">',
    '<br/>',
    '<br',
    '<img src="x" y>',
    '<sup>1</sup>',
  ],
  ...[
    '# head',
    '####### no',
    '#',
    '===',
    '---',
    '--',
    '-',
    '***',
    '___',
    '* * *',
    '- - -',
    '=',
    '   ---',
    '    ---',
    '===',
  ],
  ...[
    '[a]: /plan',
    '[a]:',
    '[^1]: note',
    '[^1]',
    '[a](b)',
    '[a](',
    '![x](y)',
    '[a',
    'a]',
    '[x]: y "',
    '"',
    ')',
    '[a][b]',
    'array[0]: x',
  ],
  ...[
    '| a | b |',
    '|---|---|',
    'a | b',
    '--- | ---',
    ':--',
    '| /plan |',
    '$$',
    '$x$',
    '$',
    '$5',
    '~',
    '~~',
    '~a~',
    '\\',
    'x\\',
  ],
  ...[
    '/etc/hosts',
    '/lgtm',
    '/usr/bin/env x=y',
    '/stale',
    '/scal',
    '/plans',
    '/Scale production/orders instances=3',
    '/',
    '//plan',
    '/ plan',
    '/plan.',
    '/plan.md',
    '/set/x',
    '/plan,',
    '/helm',
    '/test all',
    '/HELP',
    '/hepl',
    '/backup a/b',
    '/überplan',
    '／plan',
    '∕plan',
    '\u200b/plan',
    '/pl\u200ban',
    '\ufeff/plan',
    '\u202e/plan',
    '\u00a0/plan',
    '\0/plan',
    '/plan\0',
    '\ud800/plan',
    '/plan \udc00',
    '/render\u2028/plan',
    '    /plan',
    '   /plan',
    '\t/plan',
    ' \t/plan',
    '     /plan',
  ],
] as const;

const ENDS = ['\n', '\n', '\n', '\n', '\r\n', '\r\n', '\r', '\n\n', '\n\n'];
const PREFIXES = [
  '',
  '',
  '',
  '',
  '',
  '',
  '',
  '',
  '',
  ' ',
  '  ',
  '   ',
  '    ',
  '\t',
  '> ',
  '>',
  '- ',
  '1. ',
  '2. ',
  '  - ',
  '# ',
  '> > ',
  '`',
  '* ',
  '\u00a0',
  'x ',
];
const LETTERS = Array.from(
  ' \t\n\r`~<>!-/=[]():|$\\"\'#*_+.1aAeps\0\u200b\u202e\ufeff\u00a0／é😀\ufe0f\u2028“&\u0085\u000b\u000c',
).concat('\ud800');

/** A comment, or what is left of one. @param real Texts that people really wrote. */
export function randomComment(random: Random, real: readonly string[]): string {
  let body = '';
  const lines = 1 + random.next(random.chance(10) ? 20 : 6);
  for (let line = 0; line < lines; line += 1) body += `${randomLine(random, real)}${random.pick(ENDS)}`;
  if (random.chance(20)) body = body.trimEnd();
  const edits = random.chance(65) ? 0 : 1 + random.next(4);
  for (let edit = 0; edit < edits; edit += 1) body = edited(random, body);
  return body;
}

function randomLine(random: Random, real: readonly string[]): string {
  const prefix = random.pick(PREFIXES);
  const kind = random.next(100);
  if (kind < 35)
    return `${prefix}${randomCommand(random)}${random.chance(5) ? random.pick([' ', '\t', ' x', '.', ' y=z', '`']) : ''}`;
  if (kind < 37) return `${prefix}${edited(random, randomCommand(random))}`;
  if (kind < 40 && real.length > 0) return random.pick(real).slice(0, 300);
  return `${random.chance(85) ? '' : prefix}${random.pick(LINES)}`;
}

function edited(random: Random, text: string): string {
  const at = random.next(text.length + 1);
  switch (random.next(4)) {
    case 0:
      return `${text.slice(0, at)}${text.slice(at + 1 + random.next(3))}`;
    case 1:
      return `${text.slice(0, at)}${random.pick(LETTERS)}${text.slice(at + 1)}`;
    case 2: {
      const from = random.next(text.length + 1);
      return `${text.slice(0, at)}${text.slice(from, from + random.next(40))}${text.slice(at)}`;
    }
    default:
      return `${text.slice(0, at)}${random.pick(LETTERS)}${text.slice(at)}`;
  }
}
