import { ARCHIVE_SCENARIOS } from './archive-scenarios.ts';
import { LOSS_SCENARIOS } from './loss-scenarios.ts';
import { QUIET_SCENARIOS } from './quiet-scenarios.ts';
import type { Scenario } from './scenario.ts';
import { SILENCE_SCENARIOS } from './silence-scenarios.ts';
import { TWO_PRIMARIES_SCENARIOS } from './two-primaries-scenarios.ts';

/** All that is played, by name. */
export const SCENARIOS: readonly Scenario[] = [
  ...QUIET_SCENARIOS,
  ...TWO_PRIMARIES_SCENARIOS,
  ...SILENCE_SCENARIOS,
  ...LOSS_SCENARIOS,
  ...ARCHIVE_SCENARIOS,
].toSorted((a, b) => (a.name < b.name ? -1 : 1));
