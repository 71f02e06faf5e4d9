import { EXIT_CODES, refused, type ExitCode, type Outcome } from '@postgres-ha/command-line';
import { diagnose, diagnosisText, type Diagnosis } from '@postgres-ha/diagnosis';
import type { EvidenceOptions } from '../look-options.ts';
import type { Machine } from '../machine.ts';
import { takeEvidence } from '../take-evidence.ts';

export const DIAGNOSIS_DOCUMENT = 'postgres-ha-doctor/diagnosis/1';

const CODES: Readonly<Record<Diagnosis['verdict'], ExitCode>> = {
  'causes-found': EXIT_CODES.finding,
  'nothing-found': EXIT_CODES.ok,
  'could-not-look': EXIT_CODES.couldNotLook,
};

/** Finds out what is wrong with clusters: the likely cause first, with what shows it and what to do. */
export async function diagnoseCommand(
  target: string | undefined,
  { options, machine }: { readonly options: EvidenceOptions; readonly machine: Machine },
): Promise<Outcome> {
  const taken = await takeEvidence(target, { options, machine, reports: 'leave-out' });
  if (taken.kind === 'refused') return refused(taken.problems, 'Nothing was looked at.');
  const judged = taken.value.map(({ evidence, damaged }) => ({
    target: evidence.target,
    damaged,
    diagnosis: diagnose(evidence),
  }));
  return {
    code: worst(judged.map(({ diagnosis }) => CODES[diagnosis.verdict])),
    text: judged
      .map(({ target: { namespace, cluster }, diagnosis, damaged: parts }) =>
        [
          `${namespace}/${cluster}, looked at ${diagnosis.takenAt}`,
          ...(parts.length === 0 ? [] : [`Not readable in this evidence: ${parts.join(', ')}`]),
          diagnosisText(diagnosis, { verbose: options.verbose === true }).trimEnd(),
        ].join('\n'),
      )
      .join('\n\n'),
    json: { document: DIAGNOSIS_DOCUMENT, clusters: judged },
  };
}

/** A finding is one, whatever could not be looked at beside it. */
export function worst(codes: readonly ExitCode[]): ExitCode {
  if (codes.includes(EXIT_CODES.finding)) return EXIT_CODES.finding;
  return codes.includes(EXIT_CODES.couldNotLook) ? EXIT_CODES.couldNotLook : EXIT_CODES.ok;
}
