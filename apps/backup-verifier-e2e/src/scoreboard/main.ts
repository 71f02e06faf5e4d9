import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { makeArchives } from '../archives/make-archives.ts';
import { faultCases } from '../faults/fault-case.ts';
import { readFaults } from '../faults/fault.ts';
import { findingsOf } from '../find-fault.ts';
import { startVerifier } from '../verify.ts';
import { renderScoreboard } from './render-scoreboard.ts';
import { keepScore } from './scoreboard.ts';

// One planting of each fault; which codec it is in makes a difference only where the fault is about a codec.
const cases = faultCases(readFaults()).filter(
  ({ fault }, n, all) => all.findIndex((each) => each.fault === fault) === n,
);
await using verifier = await startVerifier();
const rows = await keepScore(cases, {
  made: await makeArchives(),
  verify: async (archive) => {
    const report = await verifier.verify(archive);
    if (report.overall === 'acknowledged') throw new Error('nobody acknowledged anything');
    return { verdict: report.overall, findings: findingsOf(report) };
  },
  onRow: ({ fault, ours, peers }) => {
    console.log(
      `${fault.fault.id}: ours ${ours?.verdict ?? 'not asked'}, 3.19 ${peers['3.19'].kind}, 3.20 ${peers['3.20'].kind}`,
    );
  },
});
const text = renderScoreboard(rows);
console.log(`\n${text}`);

/** What stands behind this line is from other measurements. */
const END = '<!-- end of what `npm run scoreboard` makes -->\n';
const place = resolve(import.meta.dirname, '../../../../docs/scoreboard.md');
const [, others = ''] = (await readFile(place, 'utf8')).split(END);
await writeFile(place, `${text}\n${END}${others}`);
