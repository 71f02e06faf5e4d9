import { COMMANDS, commandNamed, type Argument, type CommandDescription } from './commands.ts';
import { usage } from './usage.ts';

/**
 * Help in Markdown: all commands, or one of them in full.
 *
 * @param about Name of a command; any other word, as none, shows all.
 */
export function helpText(about?: string): string {
  const described = about === undefined ? undefined : commandNamed(about);
  return described === undefined ? allCommands() : oneCommand(described);
}

function allCommands(): string {
  const rows = COMMANDS.map((command) => `| ${code(usage(command))} | ${command.summary} |`);
  return [
    'A command stands at the start of a line of ordinary text, one a line. All commands of a comment are taken, or with one mistake none.',
    ['| Command | What it does |', '| --- | --- |', ...rows].join('\n'),
    'What stands in brackets may be left out; values with spaces stand in quotes. `/help scale` shows one of them in full.',
  ].join('\n\n');
}

/** The part of help, and of the reference page, that is about one command. */
export function oneCommand(command: CommandDescription): string {
  const rows = Object.entries(command.arguments).map(([name, part]) => `| ${argumentCells(name, part).join(' | ')} |`);
  const table = ['| Part | Must be there | What it looks like |', '| --- | --- | --- |', ...rows].join('\n');
  return [
    code(usage(command)),
    command.summary,
    ...(command.where === 'pull-request' ? ['In a comment on a pull request.'] : []),
    ...(rows.length === 0 ? [] : [table]),
    ['```text', ...command.examples, '```'].join('\n'),
  ].join('\n\n');

  function argumentCells(name: string, part: Argument): readonly string[] {
    const must = part.required ? 'yes' : command.needsKey ? 'one of them' : 'no';
    switch (part.as) {
      case 'parameters':
        return [
          code('<parameter>=<value>'),
          must,
          'names of PostgreSQL parameters in lower case; at most 20 at a time',
        ];
      case 'position':
        return [code(part.shape.placeholder), must, part.shape.expected];
      case 'key':
        return [code(`${name}=`), must, part.shape.expected];
    }
  }
}

/** In a cell of a table a bar ends the cell, in code too. */
function code(text: string): string {
  return `\`${text.replaceAll('|', '\\|')}\``;
}
