import { parseArgs } from 'node:util';
import type { Bench, BenchOptions } from './bench.ts';
import { catalogBench } from './catalog/catalog-bench.ts';
import { checkBench } from './check/check-bench.ts';
import { checksumsBench } from './checksums/checksums-bench.ts';
import { editBench } from './edit/edit-bench.ts';
import { thisMachine } from './machine.ts';
import { renderBench } from './render/render-bench.ts';
import { reportText } from './report-text.ts';
import { verifyBench } from './verify/verify-bench.ts';

const BENCHES: Readonly<Record<string, Bench>> = {
  render: renderBench,
  check: checkBench,
  edit: editBench,
  checksums: checksumsBench,
  catalog: catalogBench,
  verify: verifyBench,
};

const HELP = `Usage: npm run bench -- <name> [options]

Measures this project beside other tools doing the same work, on this machine, and prints one table.

Benches:
${Object.entries(BENCHES)
  .map(([name, { summary }]) => `  ${name.padEnd(9)}  ${summary}`)
  .join('\n')}

Options:
  --clusters <n>  how many clusters the work is about (1000)
  --rounds <n>    how often each contender runs, in turn with the others (5)
  --gib <n>       how large a database is that is made for verify, half of it and double of it too; 0.25 for a quick look (2)
  --json          print one JSON document

Exit codes:
  0  measured; how long it took is for the reader to judge
  2  bad usage
  3  could not measure, or the outputs compared are not the same`;

type CommandLine =
  | { readonly kind: 'run'; readonly bench: Bench; readonly options: BenchOptions; readonly json: boolean }
  | { readonly kind: 'help' }
  | { readonly kind: 'refused'; readonly problem: string };

const commandLine = parse(process.argv.slice(2));
switch (commandLine.kind) {
  case 'help':
    process.stdout.write(`${HELP}\n`);
    break;
  case 'refused':
    process.stderr.write(`${commandLine.problem}\n\n${HELP}\n`);
    process.exitCode = 2;
    break;
  case 'run':
    await run(commandLine).catch((error: unknown) => {
      process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`);
      process.exitCode = 3;
    });
}

async function run({ bench, options, json }: Extract<CommandLine, { kind: 'run' }>): Promise<void> {
  const machine = thisMachine();
  const report = await bench.run(options);
  process.stdout.write(
    `${json ? JSON.stringify({ machine, ...options, ...report }, null, 2) : reportText(report, machine)}\n`,
  );
}

function parse(args: readonly string[]): CommandLine {
  const asked = parsedArgs(args);
  if (typeof asked === 'string') return { kind: 'refused', problem: asked };
  const { values, positionals } = asked;
  if (values.help) return { kind: 'help' };
  const [name = '', ...rest] = positionals;
  const bench = Object.hasOwn(BENCHES, name) ? BENCHES[name] : undefined;
  if (bench === undefined || rest.length > 0) {
    const found = positionals.length === 0 ? 'no name of a bench' : JSON.stringify(positionals.join(' '));
    return { kind: 'refused', problem: `found ${found}, expected one of ${Object.keys(BENCHES).join(', ')}` };
  }
  for (const option of ['clusters', 'rounds'] as const) {
    if (/^[1-9]\d{0,5}$/.test(values[option])) continue;
    return {
      kind: 'refused',
      problem: `--${option}: found ${JSON.stringify(values[option])}, expected a whole number above 0`,
    };
  }
  if (!(Number(values.gib) >= 0.1 && Number(values.gib) <= 64)) {
    return { kind: 'refused', problem: `--gib: found ${JSON.stringify(values.gib)}, expected a number from 0.1 to 64` };
  }
  const options = { clusters: Number(values.clusters), rounds: Number(values.rounds), gib: Number(values.gib) };
  return { kind: 'run', bench, options, json: values.json };
}

function parsedArgs(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        clusters: { type: 'string', default: '1000' },
        rounds: { type: 'string', default: '5' },
        gib: { type: 'string', default: '2' },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
