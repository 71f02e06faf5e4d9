import type { Finding, ProofLevel } from '@postgres-ha/backup-catalog';
import type { ProofEvidence } from './proof-evidence.ts';

const LEVELS: readonly ProofLevel[] = ['L0', 'L1', 'L2', 'L3', 'L4', 'L5'];

/** More than this is not kept: the archive is in ruins, and what is kept must stay small. */
const MOST_FINDINGS = 100;

/**
 * What of a look may be kept: the levels below the first of which anything is unknown. A look that failed is none, so it takes its level, and what
 * builds on it, away.
 * @returns undefined where not even the bytes are known (L2)
 */
export function certainEvidence(seen: ProofEvidence): ProofEvidence | undefined {
  const isUnknown = ({ weight }: Finding): boolean => weight === 'unknown';
  const doubtful = LEVELS.find((level) => seen.findings.some((each) => isUnknown(each) && each.level === level));
  const certain = doubtful === undefined ? LEVELS : LEVELS.slice(0, LEVELS.indexOf(doubtful));
  const looked = new Set(certain.filter((level) => seen.looked.has(level)));
  if (!looked.has('L2') || seen.wayFindings.some(isUnknown)) return undefined;
  if (seen.findings.length + seen.wayFindings.length > MOST_FINDINGS) return undefined;
  const { provenTo, data, ...evidence } = seen;
  return {
    ...evidence,
    looked,
    findings: seen.findings.filter((each) => !isUnknown(each)),
    ...(provenTo !== undefined && looked.has('L4') && { provenTo }),
    ...(data !== undefined && looked.has('L5') && { data }),
  };
}
