import { EXIT_CODES, refused, type Outcome } from '@postgres-ha/command-line';
import { readConfig } from '../config/read-config.ts';
import { tellTest } from '../incidents/tell-test.ts';
import type { Machine } from '../machine.ts';

export interface NotifyTestOptions {
  readonly config: string;
}

const NOTHING = 'Nobody was told anything.';

/** Sends one incident, and its end, through every sink, and says who got it. */
export async function notifyTest({ config: file }: NotifyTestOptions, machine: Machine): Promise<Outcome> {
  const read = readConfig(file, machine);
  if (read.kind === 'refused') return refused(read.problems, NOTHING);
  const { notify, observer } = read.value;
  if (notify === undefined) {
    const remedy = 'Name sinks, as `notify` or `notifyFile`.';
    return refused([{ where: file, found: 'no sinks', expected: 'sinks', remedy }], NOTHING);
  }
  const opened = await machine.openSinks(notify);
  if (opened.kind === 'refused') return refused(opened.problems, NOTHING);
  const results = await Promise.all(
    opened.value.map((sink) => tellTest(sink, { observer, clock: machine.clock, signal: machine.signal })),
  );
  const failed = results.some(({ because }) => because !== undefined);
  return {
    code: failed ? EXIT_CODES.couldNotLook : EXIT_CODES.ok,
    text: results
      .map(({ sink, because }) => (because === undefined ? `${sink}: got it` : `${sink}: did not get it: ${because}`))
      .join('\n'),
    json: {
      sinks: results.map(({ sink, because }) => ({ sink, reached: because === undefined, because: because ?? null })),
    },
  };
}
