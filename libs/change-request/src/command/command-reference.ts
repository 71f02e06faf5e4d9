import { COMMANDS } from './commands.ts';
import { FORMS } from './forms.ts';
import { oneCommand } from './help-text.ts';
import { MAX_COMMANDS, MAX_LINE } from './limits.ts';

/** The reference page of the bot's commands and forms, in Markdown. */
export function commandReference(): string {
  return [
    '# Commands of the bot: reference',
    'Made from `libs/change-request`; a test compares them. What a command does once it is understood is decided by planning: here is how it is written.',
    '## Where a command stands',
    [
      '- At the start of a line of ordinary text, after at most three spaces; one a line. Text around it is fine, on lines of its own.',
      '- Not in quotes, code, comments in HTML or folded details: what stands there is left alone.',
      '- Not in or right below a list, a quote or open markup, nor after HTML, tables, definitions or formulas: such a command is refused with the reason, for it is not certain that it is shown as text.',
      `- At most ${MAX_COMMANDS} commands in a comment and ${MAX_LINE} characters in a line. All are taken, or with one mistake none.`,
      '- One command for each cluster or environment in a comment; no override twice.',
      '- A line that begins with `/` and a word that is no command, nor nearly one, is not for this bot: paths, and commands of other bots.',
      '- Values: letters, digits and `._:/@%+,-` as they are; anything else in `"…"` or `\'…\'`, without escapes. What looks like a secret is refused and not repeated, as are characters that cannot be seen.',
    ].join('\n'),
    ...COMMANDS.flatMap((command) => [`## /${command.kind}`, oneCommand(command)]),
    '## Forms',
    'An issue that is opened with a form is read as one command. The label names the form, each answer stands below the heading of its field.',
    table(
      ['Label', 'Command', 'Fields'],
      FORMS.map(({ label, kind, fields }) => [
        `\`${label}\``,
        `[/${kind}](#${kind})`,
        fields.map((field) => `${field.label}${field.required ? '' : ' (may be left empty)'}`).join('; '),
      ]),
    ),
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
