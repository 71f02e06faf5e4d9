import { admissionReference } from '@postgres-ha/admission';
import { impactReference } from '@postgres-ha/change-impact';
import { commandReference, ruleReference } from '@postgres-ha/change-request';
import { factsReference } from '@postgres-ha/cluster-facts';
import { verdictReference } from '@postgres-ha/proof-report';
import { stateReference } from '@postgres-ha/split-brain';

/** Pages that are made from code, by their path in the repository. */
export const REFERENCES: Readonly<Record<string, () => string>> = {
  'docs/reference/admission.md': admissionReference,
  'docs/backup-verdicts.md': verdictReference,
  'docs/reference/bot-commands.md': commandReference,
  'docs/reference/bot-rules.md': ruleReference,
  'docs/reference/change-impact.md': impactReference,
  'docs/reference/cluster-facts.md': factsReference,
  'docs/reference/split-brain-states.md': stateReference,
};
