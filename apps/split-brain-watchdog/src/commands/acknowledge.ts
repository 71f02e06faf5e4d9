import { EXIT_CODES, quoted, refused, type InputProblem, type Outcome } from '@postgres-ha/command-line';
import { readConfig } from '../config/read-config.ts';
import { writeAcknowledgement } from '../incidents/acknowledgements.ts';
import type { Machine } from '../machine.ts';

export interface AcknowledgeOptions {
  readonly config: string;
  readonly by: string;
}

/** Says that somebody has what was lost in hand: an incident that waits for that may end. */
export async function acknowledge(
  id: string,
  { options: { config: file, by }, machine }: { readonly options: AcknowledgeOptions; readonly machine: Machine },
): Promise<Outcome> {
  const config = readConfig(file, machine);
  const problems: InputProblem[] = config.kind === 'refused' ? [...config.problems] : [];
  if (!/^[0-9a-f]{16}$/.test(id)) {
    const expected = '16 hexadecimal digits, as in the log, on the page and in each sink';
    problems.push({ where: 'incident', found: quoted(id), expected, remedy: 'Copy the id of the incident.' });
  }
  const stateDirectory = config.kind === 'read' ? config.value.stateDirectory : undefined;
  if (config.kind === 'read' && stateDirectory === undefined) {
    const remedy = 'Without sinks nothing waits to be acknowledged.';
    problems.push({ where: file, found: 'no stateDirectory', expected: 'the one that `serve` uses', remedy });
  }
  if (problems.length > 0 || stateDirectory === undefined) return refused(problems, 'Nothing was acknowledged.');
  await writeAcknowledgement(stateDirectory, { id, by });
  return {
    code: EXIT_CODES.ok,
    text: `${id}: acknowledged by ${by}. The watchdog takes it up within seconds.`,
    json: { id, by },
  };
}
