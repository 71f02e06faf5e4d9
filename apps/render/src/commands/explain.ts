import { closest } from 'fastest-levenshtein';
import { ALL_EXPLANATIONS } from '../explanations.ts';
import { EXIT_CODES, type Outcome } from '@postgres-ha/command-line';

/** Says what a finding means, why it matters and what to do; without an id, lists all. */
export function explain(id: string | undefined): Outcome {
  if (id === undefined) {
    const width = Math.max(...ALL_EXPLANATIONS.map((explanation) => explanation.id.length));
    const lines = ALL_EXPLANATIONS.map(
      (explanation) => `${explanation.id.padEnd(width)}  ${explanation.level.padEnd(7)}  ${explanation.summary}`,
    );
    return { code: EXIT_CODES.ok, text: lines.join('\n'), json: { explanations: ALL_EXPLANATIONS } };
  }
  const explanation = ALL_EXPLANATIONS.find((candidate) => candidate.id === id);
  if (explanation === undefined) {
    const guess = closest(
      id.toLowerCase(),
      ALL_EXPLANATIONS.map((candidate) => candidate.id),
    );
    const text = `explain: found ${JSON.stringify(id)}, expected the id of a finding. Did you mean ${guess}? \`postgres-ha explain\` lists all.`;
    return { code: EXIT_CODES.badInput, text, json: { problem: text } };
  }
  const { level, summary, detail, source } = explanation;
  return {
    code: EXIT_CODES.ok,
    text: `${id} (${level})\n\n${summary}\n\n${detail}\n\nSource: ${source}`,
    json: explanation,
  };
}
