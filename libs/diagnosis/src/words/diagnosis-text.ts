import type { CheckResult, Diagnosis, Finding } from '../diagnosis.ts';
import { wrap } from './layout.ts';

export interface TextOptions {
  /** Every check with what it proves, and evidence of consequences too. */
  readonly verbose: boolean;
}

/** Text for people: the cause first, what follows from it beneath it, and what could not be seen. No colours; ends with a line end. */
export function diagnosisText(diagnosis: Diagnosis, { verbose }: TextOptions): string {
  const { findings } = diagnosis;
  const heads = findings.filter(
    (finding) =>
      !findings.some(
        (cause) => cause !== finding && cause.explains.includes(finding.id) && before(findings, cause, finding),
      ),
  );
  const lines = [
    ...wrap('', verdictWords(diagnosis)),
    ...heads.flatMap((finding, index) => ['', ...findingLines(finding, { lead: `${index + 1}. `, findings, verbose })]),
    ...unseenLines(diagnosis),
    ...(verbose ? ['', 'Checks', ...diagnosis.checks.flatMap(checkLines)] : checkSummary(diagnosis)),
  ];
  return `${lines.join('\n')}\n`;
}

function before(findings: readonly Finding[], a: Finding, b: Finding): boolean {
  return findings.indexOf(a) < findings.indexOf(b);
}

function verdictWords({ verdict, findings, unseen }: Diagnosis): string {
  const roots = findings.filter(({ depth }) => depth === 'root').length;
  switch (verdict) {
    case 'causes-found':
      return `${findings.length} found${roots > 0 ? `, ${roots} of them ${roots === 1 ? 'a cause' : 'causes'}` : ''}${unseen.length > 0 ? `; ${unseen.length} could not be seen` : ''}.`;
    case 'nothing-found':
      return 'Nothing is wrong: every check saw what it needs.';
    case 'could-not-look':
      return `Nothing was found, and ${unseen.length} could not be seen: whether all is well is unknown.`;
    default:
      return verdict satisfies never;
  }
}

function findingLines(
  finding: Finding,
  {
    lead,
    findings,
    verbose,
  }: { readonly lead: string; readonly findings: readonly Finding[]; readonly verbose: boolean },
): readonly string[] {
  const followers = findings.filter(
    (each) => each !== finding && finding.explains.includes(each.id) && before(findings, finding, each),
  );
  const inner = ' '.repeat(lead.length);
  return [
    ...wrap(lead, `${finding.headline} [${finding.severity}, ${finding.id}]`),
    ...finding.evidence.flatMap((each) => wrap(`${inner}seen: `, each)),
    ...finding.nextSteps.flatMap((each) => wrap(`${inner}next: `, each)),
    ...followers.flatMap((each) => [
      ...wrap(`${inner}so:   `, each.headline),
      ...(verbose ? each.evidence.flatMap((text) => wrap(`${inner}        seen: `, text)) : []),
    ]),
  ];
}

function unseenLines({ unseen }: Diagnosis): readonly string[] {
  return unseen.length === 0
    ? []
    : ['', 'Not seen, so not said to be well:', ...unseen.flatMap((each) => wrap('- ', each))];
}

function checkSummary({ checks }: Diagnosis): readonly string[] {
  const names = (kind: CheckResult['outcome']['kind']): string =>
    checks
      .filter(({ outcome }) => outcome.kind === kind)
      .map(({ check }) => check)
      .join(', ');
  return ['', ...wrap('fine:    ', names('fine') || 'none'), ...wrap('unknown: ', names('unknown') || 'none')];
}

function checkLines({ check, question, outcome }: CheckResult): readonly string[] {
  const said = outcome.kind === 'found' ? outcome.findings.map(({ id }) => id).join(', ') : outcome.because;
  return wrap(`${outcome.kind.padEnd(8)}${check.padEnd(14)}`, `${question} ${said}`);
}
