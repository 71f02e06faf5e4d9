import { once } from 'node:events';
import type { ProbingFigures, ProbingOrder } from '../probing.ts';

/** Waits for the order of the process that started this one, carries it out, tells what was measured, and ends; also when that process ends. */
export async function obey(probe: (order: ProbingOrder) => Promise<ProbingFigures>): Promise<void> {
  process.once('disconnect', () => process.exit(1));
  process.send?.('ready');
  const [order] = (await once(process, 'message')) as [ProbingOrder];
  const figures = await probe(order);
  process.send?.(figures, () => process.exit(0));
}
