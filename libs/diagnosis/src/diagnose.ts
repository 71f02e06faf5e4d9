import { ALL_CHECKS } from './checks/all-checks.ts';
import type { Check } from './checks/check.ts';
import { sceneOf, type Scene } from './checks/scene.ts';
import type { CheckResult, Diagnosis } from './diagnosis.ts';
import { EVIDENCE_PARTS } from './evidence/evidence-schema.ts';
import { WATCHED_KINDS, type Evidence } from './evidence/evidence.ts';
import type { Look } from './evidence/look.ts';
import { readEvidence } from './evidence/read-evidence.ts';
import { rank } from './ranking/rank.ts';

/** What is for the status only, or may be left out by whoever asks, so that not seeing it hides no cause. */
const OPTIONAL = new Set<keyof typeof EVIDENCE_PARTS>(['intent', 'volumes', 'proofs', 'watch', 'alerts']);

/**
 * Judges what was seen of a cluster: causes first, consequences beneath them, and what could not be told. Takes evidence of any shape, and what of
 * it cannot be read was not seen.
 */
export function diagnose(recorded: Evidence): Diagnosis {
  const { evidence, damaged } = readEvidence(recorded);
  const scene = sceneOf(evidence);
  const judged = ALL_CHECKS.map((check) => ({ check, judgement: check.judge(scene) }));
  const findings = rank(judged.flatMap(({ judgement }) => judgement.found));
  const unseen = [
    ...new Set([
      ...damaged
        .filter((part) => !OPTIONAL.has(part as keyof typeof EVIDENCE_PARTS))
        .map((part) => `${part}: the evidence does not have it in a form that is known`),
      ...judged.flatMap(({ judgement }) => judgement.unseen),
      ...evidence.cut,
      ...looksNotTaken(
        scene,
        judged.flatMap(({ judgement }) => judgement.unseen),
      ),
    ]),
  ];
  return {
    takenAt: evidence.takenAt,
    checks: judged.map(({ check, judgement }): CheckResult => ({
      check: check.name,
      question: check.question,
      outcome: outcomeOf(check, judgement, findings),
      unseen: judgement.unseen,
    })),
    findings,
    unseen,
    verdict: findings.length > 0 ? 'causes-found' : unseen.length > 0 ? 'could-not-look' : 'nothing-found',
  };
}

function outcomeOf(
  check: Check,
  judgement: ReturnType<Check['judge']>,
  ranked: Diagnosis['findings'],
): CheckResult['outcome'] {
  const own = ranked.filter(({ id, subject }) =>
    judgement.found.some((each) => each.id === id && each.subject === subject),
  );
  if (own.length > 0) return { kind: 'found', findings: own };
  if (judgement.unseen.length > 0) return { kind: 'unknown', because: judgement.unseen.join('; ') };
  if (judgement.fine === '') return { kind: 'unknown', because: `nothing was seen that shows it (${check.name})` };
  return { kind: 'fine', because: judgement.fine };
}

/** Every look that was wanted and not taken. A kind that Kubernetes does not know is what a check asks for where it matters. */
function looksNotTaken({ evidence }: Scene, said: readonly string[]): readonly string[] {
  const looks: (readonly [string, Look<unknown>])[] = [
    ...(Object.keys(EVIDENCE_PARTS) as (keyof typeof EVIDENCE_PARTS)[]).flatMap((part) => {
      const value: unknown = evidence[part];
      return OPTIONAL.has(part) || !isLook(value) ? [] : [[part, value] as const];
    }),
    ...WATCHED_KINDS.map((kind) => [kind, evidence.objects[kind]] as const),
    ...Object.entries(evidence.operator).flatMap(([part, value]: [string, unknown]) =>
      isLook(value) ? [[`operator.${part}`, value] as const] : [],
    ),
    ...[...evidence.logs, ...evidence.operator.logs].map(
      ({ pod, container, lines }) => [`log of ${pod}/${container}`, lines] as const,
    ),
  ];
  return looks.flatMap(([what, look]) => {
    if (look.kind === 'seen' || look.reason === 'absent') return [];
    if (what === 'admission' && look.reason === 'skipped') return [];
    // A check may have said it already, in words of its own.
    return said.some((each) => each.endsWith(`: ${look.reason}, ${look.detail}`))
      ? []
      : [`${what}: ${look.reason}, ${look.detail}`];
  });
}

function isLook(value: unknown): value is Look<unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && 'kind' in value;
}
