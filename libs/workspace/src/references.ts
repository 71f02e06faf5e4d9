import { admissionReference } from '@postgres-ha/admission';
import { impactReference } from '@postgres-ha/change-impact';
import { commandReference, ruleReference } from '@postgres-ha/change-request';
import { metricReference } from '@postgres-ha/database-cluster';
import { factsReference } from '@postgres-ha/cluster-facts';
import { diagnosisReference } from '@postgres-ha/diagnosis';
import { dashboardPicture, dashboardReference } from '@postgres-ha/monitoring';
import { verdictReference } from '@postgres-ha/proof-report';
import { stateReference } from '@postgres-ha/split-brain';
import { alertsReference } from './alerts-reference.ts';

/** Pages that are made from code, by their path in the repository. */
export const REFERENCES: Readonly<Record<string, () => string>> = {
  'docs/reference/admission.md': admissionReference,
  'docs/backup-verdicts.md': verdictReference,
  'docs/dashboard.md': dashboardReference,
  'docs/dashboard.svg': dashboardPicture,
  'docs/reference/alerts.md': alertsReference,
  'docs/reference/bot-commands.md': commandReference,
  'docs/reference/bot-rules.md': ruleReference,
  'docs/reference/change-impact.md': impactReference,
  'docs/reference/cluster-facts.md': factsReference,
  'docs/reference/diagnosis.md': diagnosisReference,
  'docs/reference/metrics.md': metricReference,
  'docs/reference/split-brain-states.md': stateReference,
};
