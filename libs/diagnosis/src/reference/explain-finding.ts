import { EXPLANATIONS } from '../ranking/rank.ts';
import { wrap } from '../words/layout.ts';

/** What a finding means and what to do, as text; undefined where there is none of that id. Ends with a line end. */
export function explainFinding(id: string): string | undefined {
  const explanation = EXPLANATIONS.get(id);
  if (explanation === undefined) return undefined;
  const { severity, meaning, shownBy, steps, explains = [] } = explanation;
  return `${[
    `${id} (${severity})`,
    '',
    ...wrap('', meaning),
    ...wrap('shown by: ', shownBy),
    ...wrap('to do:    ', steps),
    ...(explains.length === 0 ? [] : wrap('explains: ', explains.join(', '))),
  ].join('\n')}\n`;
}
