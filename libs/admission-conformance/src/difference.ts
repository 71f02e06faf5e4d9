import { admit, type Admission, type AdmissionStage } from '@postgres-ha/admission';
import type { JudgedCase } from './cases/judged-case.ts';
import { rulesOfWarnings } from './warning-texts.ts';
import type { ServerStage, ServerVerdict } from './server/server-verdict.ts';

/** How the offline judgement of a case differs from the API server's. */
export interface Difference {
  /**
   * `verdict`: one accepts what the other refuses. `stage`: both refuse, at different steps. `faults`: both refuse, not for the same.
   * `warnings`: both accept, and warn of different rules.
   */
  readonly kind: 'faults' | 'stage' | 'verdict' | 'warnings';
  /** Faults as `path reason`; where both refuse at the same step, only those that the other does not name. */
  readonly server: readonly string[];
  readonly offline: readonly string[];
}

/** What is said of a case offline. */
export function admissionOf({ object, before }: JudgedCase): Admission {
  return admit({ object, ...(before && { before }) });
}

/** Undefined where there is none. */
export function differenceOf({ verdict }: JudgedCase, admission: Admission): Difference | undefined {
  const server = faultsOfServer(verdict);
  const offline = faultsOffline(admission);
  if ((verdict.kind === 'refused') !== admission.denials.length > 0) return { kind: 'verdict', server, offline };
  if (verdict.kind === 'accepted') return differenceOfWarnings(verdict.warnings, admission);
  const stage = admission.denials[0]?.stage ?? 'reading';
  if (!STAGES[verdict.stage].includes(stage)) return { kind: 'stage', server, offline };
  // The operator stops at the first value that it cannot read, and names no field of the object.
  if (verdict.causes.length === 0) return undefined;
  const onlyServer = server.filter((fault) => !offline.includes(fault));
  const onlyOffline = offline.filter((fault) => !server.includes(fault));
  return onlyServer.length + onlyOffline.length === 0
    ? undefined
    : { kind: 'faults', server: onlyServer, offline: onlyOffline };
}

function differenceOfWarnings(warnings: readonly string[], admission: Admission): Difference | undefined {
  const server = rulesOfWarnings(warnings);
  const offline = [...new Set(admission.warnings.map(({ rule }) => rule))].toSorted();
  return server.join() === offline.join() ? undefined : { kind: 'warnings', server, offline };
}

const STAGES: Readonly<Record<ServerStage, readonly AdmissionStage[]>> = {
  decoding: ['reading'],
  'mutating webhook': ['reading'],
  schema: ['schema', 'expressions'],
  'validating webhook': ['webhook'],
};

/** Where the server says that an error kept it from judging expressions. */
const NOT_A_FAULT = '<nil>';

function faultsOfServer(verdict: ServerVerdict): readonly string[] {
  if (verdict.kind === 'accepted') return [];
  const causes = verdict.causes.filter(({ field }) => field !== NOT_A_FAULT);
  return causes.length === 0 ? [verdict.stage] : causes.map(({ field, reason }) => `${field} ${reason}`);
}

/** Unknown fields have a reason of their own on the server's side. */
function faultsOffline({ denials }: Admission): readonly string[] {
  const faults = denials.map(
    ({ rule, reported, type }) => `${reported} ${rule === 'unknown-field' ? 'UnknownField' : type}`,
  );
  return [...new Set(faults)].toSorted();
}

/** For people: who says what. */
export function describeDifference({ kind, server, offline }: Difference): string {
  const side = (faults: readonly string[]): string => faults.join('; ') || 'nothing';
  return `differs in its ${kind}\n  server: ${side(server)}\n  offline: ${side(offline)}`;
}
