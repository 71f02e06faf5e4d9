import { closest } from 'fastest-levenshtein';
import { ALL_EXPLANATIONS, wrapped, type NamedExplanation } from '@postgres-ha/proof-report';
import { EXIT_CODES, type Outcome, quoted } from '@postgres-ha/command-line';

/** Says what a finding or a verdict means and what to do; without an id, lists all. */
export function explain(id: string | undefined): Outcome {
  if (id === undefined) {
    const width = Math.max(...ALL_EXPLANATIONS.map((explanation) => explanation.id.length));
    return {
      code: EXIT_CODES.ok,
      text: ALL_EXPLANATIONS.map((explanation) =>
        wrapped(explanation.seen, { first: `${explanation.id.padEnd(width)}  `, rest: ' '.repeat(width + 2) }),
      ).join('\n'),
      json: { explanations: ALL_EXPLANATIONS },
    };
  }
  const explanation = ALL_EXPLANATIONS.find((candidate) => candidate.id === id);
  if (explanation === undefined) {
    const guess = closest(
      id.toLowerCase(),
      ALL_EXPLANATIONS.map((candidate) => candidate.id),
    );
    const text = `explain: found ${quoted(id)}, expected the id of a finding or a verdict. Did you mean ${guess}? \`backup-verifier explain\` lists all.`;
    return { code: EXIT_CODES.badInput, text, json: { problem: text } };
  }
  return { code: EXIT_CODES.ok, text: inFull(explanation), json: explanation };
}

function inFull({ id, seen, means, did, todo }: NamedExplanation): string {
  const part = (title: string, text: string): string => `${title}\n${wrapped(text, { first: '  ', rest: '  ' })}`;
  return [
    id,
    part('What was seen', seen),
    part('What it means', means),
    part('What the verifier did', did),
    part('What you do', todo),
  ].join('\n\n');
}
