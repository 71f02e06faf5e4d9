import { setTimeout as sleep } from 'node:timers/promises';
import type { FleetMember, ProbingFigures, ProbingOrder } from '../probing.ts';
import { timekeeper } from './timekeeper.ts';

/** Asks each member at its turn; one whose question is still out, or that cannot be asked because too many are, is missed. */
export async function inTurns(
  order: ProbingOrder,
  { ask, atOnce }: { readonly ask: (member: FleetMember) => Promise<void>; readonly atOnce: number },
): Promise<ProbingFigures> {
  const members = order.clusters.flatMap((cluster) => cluster.members);
  const times = timekeeper(order);
  const out = new Set<FleetMember>();
  const turn = async (member: FleetMember): Promise<void> => {
    if (out.has(member) || out.size >= atOnce) return;
    out.add(member);
    const sent = performance.now();
    const answered = await ask(member).then(
      () => true,
      () => false,
    );
    out.delete(member);
    times.see(member.name, { sent, received: performance.now(), answered });
  };
  const timers = new Set<NodeJS.Timeout>();
  for (const [index, member] of members.entries()) {
    const phase = setTimeout(
      () => {
        void turn(member);
        timers.add(setInterval(() => void turn(member), order.intervalMs));
      },
      (index / members.length) * order.intervalMs,
    );
    timers.add(phase);
  }
  await times.begin();
  await sleep(order.measuredMs);
  const figures = times.end();
  for (const timer of timers) clearInterval(timer);
  return { ...figures, states: {} };
}
