import type { LabState, StepState } from '../../lab-state.ts';
import { html, type Html } from '@postgres-ha/markup';

const SHOWN: Readonly<Record<StepState['state']['kind'], { readonly sign: string; readonly word: string }>> = {
  'to-come': { sign: '·', word: 'to come' },
  running: { sign: '›', word: 'now' },
  done: { sign: '✓', word: 'done' },
  failed: { sign: '✕', word: 'failed' },
};

/** What the lab does by itself after it starts, as it is told on the terminal. */
export function story({ story: steps }: LabState): Html {
  return html`<section id="story" aria-labelledby="story-title">
    <h2 id="story-title">The story</h2>
    <ol class="story">
      ${steps.map(step)}
    </ol>
  </section>`;
}

function step({ title, state }: StepState): Html {
  const { sign, word } = SHOWN[state.kind];
  return html`<li class="${state.kind}">
    <span aria-hidden="true" class="sign">${sign}</span>
    <p>
      <strong>${title}</strong><span class="unseen"> (${word})</span>
      <span class="minor">${told(state)}</span>
    </p>
  </li>`;
}

function told(state: StepState['state']): string {
  switch (state.kind) {
    case 'done':
      return state.said;
    case 'failed':
      return state.because;
    case 'running':
      return 'now';
    case 'to-come':
      return '';
  }
}
