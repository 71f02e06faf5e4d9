import type { Desk } from '../desk.ts';
import { defaultState } from '../planning.ts';
import { showDashboard } from './dashboard.ts';
import { endMaintenance } from './end-maintenance.ts';
import { environmentsOf } from './environments.ts';
import { reviewOpen } from './review-open.ts';
import { sweep } from './sweep.ts';
import { openTally } from './tally.ts';
import { tendThreads } from './threads.ts';
import type { UpkeepReport } from './upkeep-report.ts';

/** What follows from the default branch having moved: open pull requests are held against it. */
export async function followBase(desk: Desk): Promise<UpkeepReport> {
  const tally = openTally(desk);
  await reviewOpen(desk, tally);
  return tally.report();
}

/** What follows from time having passed, and what was missed. */
export async function keepUp(desk: Desk): Promise<UpkeepReport> {
  const tally = openTally(desk);
  await tendThreads(desk, tally);
  await reviewOpen(desk, tally);
  await sweep(desk, tally);
  await tally.attempt('environments', async () => {
    const state = await defaultState(desk);
    const environments = await environmentsOf(desk, state);
    await endMaintenance(desk, { environments, tally });
    const { dashboard } = desk.options;
    if (dashboard === undefined) return;
    await tally.attempt('dashboard', () => showDashboard(desk, { ...dashboard, environments, state }));
  });
  return tally.report();
}
