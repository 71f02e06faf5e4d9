import { formatProblem, type Finding } from '@postgres-ha/environment';
import { EXIT_CODES, type Outcome } from '@postgres-ha/command-line';
import { refused } from '../refused.ts';
import { DRIFT_EXPLANATIONS } from '../explanations.ts';
import { renderRepository } from './render-repository.ts';

/** Says whether the rendered files are what people's files come to, and what the rules think of them. Writes nothing. */
export function check(root: string, names: readonly string[]): Outcome {
  const result = renderRepository(root, names);
  if (result.kind === 'refused') return refused(result.problems);
  const { renderings } = result;
  const drift = renderings.flatMap((rendering) => rendering.drift);
  const findings = renderings.flatMap((rendering) => rendering.findings);
  const files = renderings.reduce((sum, rendering) => sum + rendering.files.length, 0);
  const verdict =
    drift.length === 0
      ? `${files} rendered files are up to date.`
      : `${drift.length} of ${files} rendered files are not what the environment says. Run \`npm run render\`.`;
  return {
    code: drift.length === 0 ? EXIT_CODES.ok : EXIT_CODES.finding,
    text: [
      ...drift.map(({ kind, path }) => `${path}: ${DRIFT_EXPLANATIONS[kind].summary} [${kind}-file]`),
      ...warnings(findings),
      ...notes(findings),
      verdict,
    ].join('\n'),
    json: { files, drift, findings: findings.map(({ level, problem }) => ({ level, ...problem })) },
  };
}

function warnings(findings: readonly Finding[]): readonly string[] {
  return findings.filter(({ level }) => level === 'warning').map(({ problem }) => `warning: ${formatProblem(problem)}`);
}

/** Each note once, with the clusters it is about: ten clusters do not need the same lesson ten times. */
function notes(findings: readonly Finding[]): readonly string[] {
  const byId = Map.groupBy(
    findings.filter(({ level }) => level === 'note'),
    ({ problem }) => problem.id,
  );
  return [...byId].map(([id, same]) => {
    const places = same.map(({ problem }) => `${problem.file}:${problem.line}`).join(', ');
    const found = same[0]?.problem;
    return `note: ${found?.at ?? ''} is ${found?.found ?? ''} rather than ${found?.expected ?? ''} in ${places}. [${id}]`;
  });
}
