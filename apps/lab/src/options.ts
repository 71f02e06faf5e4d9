import { parseArgs } from 'node:util';

/** What was asked for on the command line. */
export type Asked =
  | { readonly kind: 'lab'; readonly exit: boolean; readonly port: number }
  | { readonly kind: 'help' }
  /** Where, what was found, what was expected. */
  | { readonly kind: 'refused'; readonly problem: string };

const HIGHEST_PORT = 65_535;

export const HELP = `Usage: npm start [-- options]      or: npx postgres-ha-lab [options]

Runs a real PostgreSQL with a standby on this machine, backs it up, proves the backups, breaks
copies of them and shows that each fault is found and named. A second pair of servers switches over,
and then has two primaries: that is proven, with what is lost. It needs no installation and no
rights, listens on 127.0.0.1 only, and removes everything when it ends.

Options:
  --exit         end after the story; without it the lab stays up, with a page, until Ctrl-C
  --port <port>  of the page on 127.0.0.1; any free one without it
  -h, --help     print this

Environment:
  TMPDIR         where servers and their data are, about 300 MB while the lab runs
  NO_COLOR       no colours

Exit codes:
  0  every verdict was the expected one
  1  the story failed; the last step that was told says what was expected and what was found
  2  bad usage
  3  the lab could not start, or was ended before the story was`;

/** @param args without the interpreter and the script */
export function readOptions(args: readonly string[]): Asked {
  const { tokens } = parseArgs({ args: [...args], options: OPTIONS, strict: false, tokens: true });
  const asked = { exit: false, port: 0 };
  for (const token of tokens) {
    if (token.kind === 'positional') return unknown(token.value);
    if (token.kind !== 'option') continue;
    switch (token.name) {
      case 'help':
        return { kind: 'help' };
      case 'exit':
        if (token.value !== undefined) return refuse('--exit', token.value, 'no value');
        asked.exit = true;
        break;
      case 'port': {
        const port = /^\d+$/.test(token.value ?? '') ? Number(token.value) : Number.NaN;
        if (!(port <= HIGHEST_PORT))
          return refuse('--port', token.value ?? 'nothing', `a number from 0 to ${HIGHEST_PORT}`);
        asked.port = port;
        break;
      }
      default:
        return unknown(token.rawName);
    }
  }
  return { kind: 'lab', ...asked };
}

const OPTIONS = {
  exit: { type: 'boolean' },
  port: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

function refuse(option: string, found: string, expected: string): Asked {
  return { kind: 'refused', problem: `${option}: found ${found}, expected ${expected}. See --help.` };
}

function unknown(argument: string): Asked {
  return refuse('arguments', argument, '--exit, --port <port> or --help');
}
