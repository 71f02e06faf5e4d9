import type { Command, CommandLine, CommandMistake } from './command.ts';
import { printCommand } from './print-command.ts';
import { printTarget } from './shapes.ts';

/** What of the commands of one comment cannot be done together: twice the same, or two changes that would be one pull request. */
export function conflicts(commands: readonly CommandLine[]): readonly CommandMistake[] {
  const taken = new Map<string, CommandLine>();
  return commands.flatMap((line) => {
    const subject = subjectOf(line.command);
    const first = taken.get(subject);
    if (first === undefined) {
      taken.set(subject, line);
      return [];
    }
    return [conflict(line, first)];
  });
}

/** What a command is about: what only one command of a comment may be about. */
function subjectOf(command: Command): string {
  if ('target' in command) return `target ${printTarget(command.target)}`;
  return command.kind === 'override' ? `override ${command.rule}` : printCommand(command);
}

function conflict({ line, command }: CommandLine, first: CommandLine): CommandMistake {
  const found = `/${command.kind} for what /${first.command.kind} in line ${first.line} is about already`;
  return 'target' in command
    ? {
        line,
        found,
        expected: `one command for ${printTarget(command.target)}`,
        remedy: 'Each cluster has one open change at a time: ask for the next when this one is merged or closed.',
      }
    : { line, found, expected: 'each command once', remedy: 'Take one of the two away.' };
}
