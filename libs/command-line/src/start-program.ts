import { CommanderError, type Command } from 'commander';
import { EXIT_CODES, type Outcome } from './outcome.ts';

/** What a command comes to; one that asks somebody comes to it later. */
export type Coming = Outcome | Promise<Outcome>;

export interface Started {
  readonly outcome: Coming;
  /** Whether one JSON document was asked for. Help is never JSON. */
  readonly json: boolean;
}

/** Help is as wide in every terminal, and in none. */
const HELP_WIDTH = 100;

/**
 * Runs a command line and says what comes of it; nothing is printed.
 * @param args without the interpreter and the script
 * @param define makes the program; the action of each command hands over what it comes to
 */
export function startProgram(args: readonly string[], define: (done: (outcome: Coming) => void) => Command): Started {
  const state: { outcome: Coming | undefined; output: string } = { outcome: undefined, output: '' };
  const program = define((outcome) => {
    state.outcome = outcome;
  });
  const collect = (text: string) => {
    state.output += text;
  };
  for (const command of withCommandsBelow(program)) {
    command.exitOverride().configureOutput({
      writeOut: collect,
      writeErr: collect,
      getOutHelpWidth: () => HELP_WIDTH,
      getErrHelpWidth: () => HELP_WIDTH,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    });
  }
  const json = args.includes('--json');
  try {
    program.parse(args, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    const asked = error.exitCode === 0;
    const text = withoutValues(state.output);
    return {
      json: json && !asked,
      outcome: {
        code: asked ? EXIT_CODES.ok : EXIT_CODES.badInput,
        text: text.trimEnd(),
        json: { problem: text.trim() },
      },
    };
  }
  if (state.outcome === undefined) throw new Error('no command ran');
  return { outcome: state.outcome, json };
}

function withCommandsBelow(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(withCommandsBelow)];
}

/** Of an option that does not exist the name is repeated, never the value: someone may have tried to give a key. */
function withoutValues(text: string): string {
  return text.replace(/(unknown option '-[^='\n]*)=[^\n]*'/, "$1'");
}
