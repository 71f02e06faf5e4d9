import type { Desk } from '../desk.ts';
import { propose } from '../requests/propose.ts';
import type { EnvironmentSeen } from './environments.ts';
import { maintenanceDue } from './maintenance-due.ts';
import type { Tally } from './tally.ts';

/** Proposes to end maintenance that was meant to be over. Nothing ends by itself: people merge it, or say a later time. */
export async function endMaintenance(
  desk: Desk,
  { environments, tally }: { readonly environments: readonly EnvironmentSeen[]; readonly tally: Tally },
): Promise<void> {
  for (const due of environments.flatMap((each) => maintenanceDue(each, desk.now))) {
    await tally.attempt(due.origin.key, async () => {
      const result = await propose(desk, { ...due, guard: () => Promise.resolve() });
      if (result.kind === 'proposed' && result.made === 'created') tally.count('proposed');
    });
  }
}
