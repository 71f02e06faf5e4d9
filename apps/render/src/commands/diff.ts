import { EXIT_CODES, type Outcome } from '@postgres-ha/command-line';
import { refused } from '../refused.ts';
import {
  changeMarkdown,
  changeText,
  clusterChange,
  renderedPair,
  type ClusterChange,
} from '@postgres-ha/cluster-change';
import { gitRevision } from '@postgres-ha/git-checkout';
import { environmentPairs } from '../environment-pair.ts';

/**
 * Says what the working tree would do to running databases, compared with the commit that it grew from. What is judged is what was
 * rendered then and what is rendered now. Writes nothing.
 */
export function diff(root: string, reference: string, format: 'markdown' | 'text'): Outcome {
  const reading = gitRevision(root, reference);
  if (reading.kind === 'unknown') return unknownReference(reference);
  if (reading.kind === 'no-look') return couldNotLook(reading.because);
  const { revision } = reading;
  const pairs = environmentPairs(root, revision).map((pair) => renderedPair(pair, revision));
  const problems = pairs.flatMap((pair) => (pair.kind === 'refused' ? pair.problems : []));
  if (problems.length > 0) return refused(problems);
  const changes = pairs
    .flatMap((pair) => (pair.kind === 'read' ? pair.changes : []))
    .map(clusterChange)
    .filter((change) => change !== undefined);
  return {
    code: changes.some(isRefused) ? EXIT_CODES.finding : EXIT_CODES.ok,
    text: (format === 'markdown' ? changeMarkdown : changeText)(changes, revision.commit),
    json: { base: revision.commit, clusters: changes.map(documentOf) },
  };
}

/** Whether the operator would refuse a change, or it must not be made so. */
function isRefused({ refusals, impact }: ClusterChange): boolean {
  return refusals.length > 0 || impact.hazards.some(({ level }) => level === 'error');
}

function documentOf({ environment, cluster, status, impact, keys, refusals }: ClusterChange) {
  const { disruption, prediction, hazards } = impact;
  return {
    environment,
    cluster: cluster ?? null,
    status,
    disruption,
    prediction,
    hazards,
    refusals,
    fields: keys.flatMap(({ file, line, key, fields }) =>
      fields.map(({ before, after, ...field }) => ({
        file,
        line,
        key,
        ...field,
        before: before ?? null,
        after: after ?? null,
      })),
    ),
  };
}

function unknownReference(reference: string): Outcome {
  const text = `diff: found ${JSON.stringify(reference)}, expected a branch, a tag or a commit of this repository. \`git branch -a\` lists branches.`;
  return { code: EXIT_CODES.badInput, text, json: { problem: text } };
}

function couldNotLook(because: string): Outcome {
  const text = `diff: could not look at the base: ${because}`;
  return { code: EXIT_CODES.couldNotLook, text, json: { problem: text } };
}
