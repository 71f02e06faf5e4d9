import { ALL_EXPLANATIONS, type NamedExplanation } from '@postgres-ha/proof-report';
import type { FindingState } from '../../lab-state.ts';
import { html, type Html, NOTHING } from '@postgres-ha/markup';

const BY_ID: ReadonlyMap<string, NamedExplanation> = new Map(ALL_EXPLANATIONS.map((each) => [each.id, each]));

/**
 * What was seen and what to do about it, and then what `explain <id>` prints, folded away.
 * @param key makes its id, by which it stays open while the page changes around it
 */
export function explained({ id, found, expected, remedy }: FindingState, key: string): Html {
  const explanation = BY_ID.get(id);
  return html`<details class="explained" id="explained-${key}">
    <summary>The evidence, and what <code>${id}</code> means</summary>
    <dl>
      <dt>Found</dt>
      <dd>${found}</dd>
      <dt>Expected</dt>
      <dd>${expected}</dd>
      <dt>To do</dt>
      <dd>${remedy}</dd>
      ${explanation === undefined ? NOTHING : general(explanation)}
    </dl>
  </details>`;
}

function general({ seen, means, did, todo }: NamedExplanation): Html {
  return html`<dt>What this finding is</dt>
    <dd>${seen}</dd>
    <dt>What it means</dt>
    <dd>${means}</dd>
    <dt>What the verifier does</dt>
    <dd>${did}</dd>
    <dt>What you do</dt>
    <dd>${todo}</dd>`;
}
