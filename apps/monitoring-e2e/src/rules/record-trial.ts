import { promtool } from '@postgres-ha/testkit';
import { mutatedExpressions } from './mutants.ts';
import { inputSeries } from './promtool-test.ts';
import { ruleFile, type RenderedRecord } from './rendered-rules.ts';
import type { World } from './world.ts';

/** What a recording rule makes, less its name. */
export interface RecordedSample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface RecordCase {
  readonly name: string;
  readonly world: World;
  /** Samples at the end of ten minutes, by the record's name; of those that are not named nothing is asked. */
  readonly expected: Readonly<Record<string, readonly RecordedSample[]>>;
}

const STEP = 60;
const SECONDS = 600;

/**
 * What promtool says where a record is not as it should be, and which mutants of the record nobody could tell from it.
 */
export async function recordTrial(
  records: readonly RenderedRecord[],
  cases: readonly RecordCase[],
): Promise<{ readonly said: string; readonly survivors: readonly string[] }> {
  const run = async (tried: readonly RenderedRecord[]): Promise<string> => {
    const { stdout } = await promtool(['test', 'rules'], {
      'rules.json': ruleFile(tried),
      'records.test.json': JSON.stringify({
        rule_files: ['rules.json'],
        evaluation_interval: `${STEP}s`,
        tests: cases.map(({ name, world, expected }) => ({
          name,
          interval: `${STEP}s`,
          input_series: inputSeries(world, { seconds: SECONDS, step: STEP }),
          promql_expr_test: tried.flatMap(({ record }) => {
            const samples = expected[record.replace(/__\d+_\d+__$/, '')];
            return samples === undefined
              ? []
              : [{ expr: record, eval_time: `${SECONDS}s`, exp_samples: samples.map((each) => written(record, each)) }];
          }),
        })),
      }),
    });
    return stdout;
  };
  const mutants = records.flatMap((record, at) =>
    mutatedExpressions(record.expr).map(({ name, rule }, index) => ({
      what: `${record.record} ${name}`,
      record: { ...record, record: `${record.record}__${at}_${index}__`, expr: rule },
    })),
  );
  const own = await run(records);
  const left = new Map(mutants.map((mutant) => [mutant.record.record, mutant]));
  for (;;) {
    const output = await run([...left.values()].map(({ record }) => record));
    const told = [...output.matchAll(/\w+__\d+_\d+__/g)].map(([name]) => name).filter((name) => left.has(name));
    for (const name of told) left.delete(name);
    if (told.length === 0 || left.size === 0 || !output.includes(' err: ')) break;
  }
  return { said: own.includes('SUCCESS') ? '' : own, survivors: [...left.values()].map(({ what }) => what) };
}

function written(
  record: string,
  { labels, value }: RecordedSample,
): { readonly labels: string; readonly value: number } {
  const pairs = Object.entries(labels).map(([name, text]) => `${name}="${text}"`);
  return { labels: `${record}{${pairs.join(',')}}`, value };
}
