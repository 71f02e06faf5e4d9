import { parseArgs } from 'node:util';
import type { Bench, BenchOptions } from './bench.ts';
import { catalogBench } from './catalog/catalog-bench.ts';
import { checkBench } from './check/check-bench.ts';
import { checksumsBench } from './checksums/checksums-bench.ts';
import { detectionBench } from './detection/detection-bench.ts';
import { editBench } from './edit/edit-bench.ts';
import { thisMachine } from './machine.ts';
import { planBench } from './plan/plan-bench.ts';
import { probeBench } from './probe/probe-bench.ts';
import { queriesBench } from './queries/queries-bench.ts';
import { renderBench } from './render/render-bench.ts';
import { reportMarkdown, reportText } from './report-text.ts';
import { verifyBench } from './verify/verify-bench.ts';

const BENCHES: Readonly<Record<string, Bench>> = {
  render: renderBench,
  check: checkBench,
  edit: editBench,
  checksums: checksumsBench,
  catalog: catalogBench,
  verify: verifyBench,
  detection: detectionBench,
  probe: probeBench,
  plan: planBench,
  queries: queriesBench,
};

const HELP = `Usage: npm run bench -- <name> [options]

Measures this project beside other tools doing the same work, on this machine, and prints one table.

Benches:
${Object.entries(BENCHES)
  .map(([name, { summary }]) => `  ${name.padEnd(9)}  ${summary}`)
  .join('\n')}

Options:
  --clusters <n>     how many clusters the work is about (1000)
  --rounds <n>       how often each contender runs, in turn with the others (5)
  --gib <n>          how large a database is that is made for verify, half of it and double of it too; 0.25 for a quick look (2)
  --switchovers <n>  how many clean switchovers detection makes (1000)
  --splits <n>       how often detection makes two primaries (500)
  --pairs <n>        how many pairs of servers detection uses side by side (2)
  --seed <n>         of the random phases of detection; printed with the result (a new one)
  --log <file>       where detection writes one line of JSON for each trial; compressed where it ends in .gz
  --members <n>      how many members probe watches, three to a cluster (1000)
  --seconds <n>      how long probe measures each contender (60)
  --json             print one JSON document
  --markdown         print a section for a page of Markdown

Exit codes:
  0  measured; how long it took is for the reader to judge
  2  bad usage
  3  could not measure, or the outputs compared are not the same`;

type CommandLine =
  | {
      readonly kind: 'run';
      readonly bench: Bench;
      readonly options: BenchOptions;
      readonly format: 'text' | 'json' | 'markdown';
    }
  | { readonly kind: 'help' }
  | { readonly kind: 'refused'; readonly problem: string };

const ABOVE_ZERO = /^[1-9]\d{0,5}$/;
const FROM_ZERO = /^\d{1,6}$/;
const NUMBERS = {
  clusters: ABOVE_ZERO,
  rounds: ABOVE_ZERO,
  switchovers: FROM_ZERO,
  splits: FROM_ZERO,
  pairs: ABOVE_ZERO,
  seed: /^\d{1,10}$/,
  members: ABOVE_ZERO,
  seconds: ABOVE_ZERO,
};

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

async function run({ bench, options, format }: Extract<CommandLine, { kind: 'run' }>): Promise<void> {
  const machine = thisMachine();
  const report = await bench.run(options);
  const texts = {
    text: () => reportText(report, machine),
    json: () => JSON.stringify({ machine, ...options, ...report }, null, 2),
    markdown: () => reportMarkdown(report, machine),
  };
  process.stdout.write(`${texts[format]()}\n`);
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
  for (const [option, pattern] of Object.entries(NUMBERS)) {
    const value = values[option as keyof typeof NUMBERS];
    if (value === undefined || pattern.test(value)) continue;
    const expected = pattern.test('0') ? 'a whole number' : 'a whole number above 0';
    return { kind: 'refused', problem: `--${option}: found ${JSON.stringify(value)}, expected ${expected}` };
  }
  if (!(Number(values.gib) >= 0.1 && Number(values.gib) <= 64)) {
    return { kind: 'refused', problem: `--gib: found ${JSON.stringify(values.gib)}, expected a number from 0.1 to 64` };
  }
  const options = {
    clusters: Number(values.clusters),
    rounds: Number(values.rounds),
    gib: Number(values.gib),
    switchovers: Number(values.switchovers),
    splits: Number(values.splits),
    pairs: Number(values.pairs),
    seed: values.seed === undefined ? undefined : Number(values.seed),
    log: values.log,
    members: Number(values.members),
    seconds: Number(values.seconds),
  };
  return { kind: 'run', bench, options, format: values.json ? 'json' : values.markdown ? 'markdown' : 'text' };
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
        switchovers: { type: 'string', default: '1000' },
        splits: { type: 'string', default: '500' },
        pairs: { type: 'string', default: '2' },
        seed: { type: 'string' },
        log: { type: 'string' },
        members: { type: 'string', default: '1000' },
        seconds: { type: 'string', default: '60' },
        json: { type: 'boolean', default: false },
        markdown: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
