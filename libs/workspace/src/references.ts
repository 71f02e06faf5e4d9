import { admissionReference } from '@postgres-ha/admission';
import { verdictReference } from '@postgres-ha/proof-report';
import { impactReference } from '@postgres-ha/change-impact';
import { stateReference } from '@postgres-ha/split-brain';

/** Pages that are made from code, by their path in the repository. */
export const REFERENCES: Readonly<Record<string, () => string>> = {
  'docs/reference/admission.md': admissionReference,
  'docs/backup-verdicts.md': verdictReference,
  'docs/reference/change-impact.md': impactReference,
  'docs/reference/split-brain-states.md': stateReference,
};
