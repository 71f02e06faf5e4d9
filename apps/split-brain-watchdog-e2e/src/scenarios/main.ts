import { parseArgs } from 'node:util';
import { deviations } from './expectation.ts';
import { judgedAgain } from './judged-again.ts';
import { shown } from './observed-watch.ts';
import { playScenario } from './play-scenario.ts';
import { writeRecordingFile } from './recording-file.ts';
import { SCENARIOS } from './scenarios.ts';
import { statesOf } from './states-of.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    major: { type: 'string', default: '17' },
    proxies: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
    every: { type: 'boolean', default: false },
  },
});

/** Plays scenarios one after the other, says what came of them, and keeps their recordings if it is told to. */
for (const scenario of SCENARIOS.filter(
  ({ name }) => positionals.length === 0 || positionals.some((part) => name.includes(part)),
)) {
  const began = performance.now();
  const say = (text: string): void => void process.stdout.write(`${text}\n`);
  try {
    const played = await playScenario(scenario, {
      major: Number(values.major),
      ...(values.proxies && { partitions: 'proxies' }),
    });
    const found = deviations(played.judgements, scenario.expected);
    say(
      `${scenario.name}: ${found.length === 0 ? 'as expected' : 'NOT as expected'} in ${Math.round(performance.now() - began)} ms`,
    );
    say(`  ${statesOf(played.judgements).join(' → ')}`);
    for (const [label, figure] of Object.entries(played.figures)) say(`  ${label}: ${figure}`);
    for (const deviation of found) say(`  ! ${deviation}`);
    if (values.every || found.length > 0) {
      let last = '';
      for (const judgement of played.judgements) {
        const line = shown(judgement);
        if (line !== last) say(`    ${Math.round(judgement.at)} ${line}`);
        last = line;
      }
    }
    if (found.length > 0) process.exitCode = 1;
    if (scenario.replayed === undefined) {
      const again = statesOf(judgedAgain(played.recording)).join(' → ');
      if (again !== statesOf(played.judgements).join(' → ')) say(`  judged again: ${again}`);
    }
    if (values.keep) await writeRecordingFile(scenario.name, played.recording);
  } catch (error) {
    process.exitCode = 1;
    say(`${scenario.name}: failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }
}
