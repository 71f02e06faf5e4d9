import { COMMAND_CASES } from './command-cases.ts';
import type { Crash } from './crash.ts';
import { FAULTS, type FaultKind } from './fault.ts';
import { crashedRun, faultyRun } from './faulty-run.ts';
import { PULL_REQUEST_SCENARIOS } from './pull-request-scenarios.ts';
import { commandScenario, type Scenario } from './scenario.ts';

export const SCENARIOS: readonly Scenario[] = [...COMMAND_CASES.map(commandScenario), ...PULL_REQUEST_SCENARIOS];

/** One cell: what happens at which request of a scenario. */
export type Cell =
  | { readonly kind: 'fault'; readonly fault: FaultKind; readonly at: number }
  | { readonly kind: 'crash'; readonly crash: Crash };

/** Every fault and every crash at every request. */
export function cellsOf(requests: number): readonly Cell[] {
  return Array.from({ length: requests }).flatMap((_, at) => [
    ...FAULTS.map((fault): Cell => ({ kind: 'fault', fault, at })),
    ...(['before', 'after'] as const).map((when): Cell => ({ kind: 'crash', crash: { at, when } })),
  ]);
}

/** What went wrong in those cells, each by its name; empty: nothing. */
export async function flawsOfCells(scenario: Scenario, cells: readonly Cell[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const cell of cells) {
    try {
      const { flaws } =
        cell.kind === 'fault' ? await faultyRun(scenario, cell) : await crashedRun(scenario, cell.crash);
      found.push(...flaws.map((flaw) => `${nameOf(cell)}: ${flaw}`));
    } catch (error) {
      found.push(`${nameOf(cell)}: ${String(error)}`);
    }
  }
  return found;
}

function nameOf(cell: Cell): string {
  return cell.kind === 'fault'
    ? `${cell.fault.name} at ${cell.at}`
    : `the process ends ${cell.crash.when} ${cell.crash.at}`;
}
