import { durationInWords } from '@postgres-ha/proof-report';
import type { BreakChoice } from '../../break-kind.ts';
import type { CopyState, LabState, RunningProof } from '../../lab-state.ts';
import { html, type Html, NOTHING } from '@postgres-ha/markup';
import { badge } from './badge.ts';
import { button, type ButtonContext } from './button.ts';
import { DOING } from './running-proof.ts';
import { explained } from './explained.ts';
import { key } from './key.ts';

/** A card for each way to break a copy: what is done, the button that does it, and right below what came of the newest one. */
export function breakages(state: LabState, buttons: ButtonContext): Html {
  return html`<section id="breakages" aria-labelledby="breakages-title">
    <h2 id="breakages-title">Break a copy, and see whether it is found</h2>
    <p class="lead">
      Each button copies the whole archive, breaks the copy in one place, and has it proven. The archive itself is only
      read.
    </p>
    <p class="minor" id="blocked">${buttons.blocked ?? ''}</p>
    <div class="cards">${state.buttons.breakCopy.map((choice) => card(choice, state, buttons))}</div>
  </section>`;
}

function card({ kind, label, explanation }: BreakChoice, { copies, proof }: LabState, buttons: ButtonContext): Html {
  const made = copies.filter((each) => each.kind === kind);
  const newest = made.at(-1);
  return html`<article class="card breakage" id="breakage-${kind}" aria-labelledby="breakage-title-${kind}">
    <h3 id="breakage-title-${kind}">${label}</h3>
    <p>${explanation}</p>
    ${button({ action: 'break-copy', value: kind, label: html`Break a copy<span class="unseen">: ${label}</span>` }, buttons)}
    <div class="outcome">${newest === undefined ? NOT_BROKEN : outcome(newest, proof.running)}</div>
    ${earlier(made.slice(0, -1))}
  </article>`;
}

const NOT_BROKEN = html`<p class="minor">No copy is broken like this.</p>`;

function outcome(copy: CopyState, running: RunningProof | null): Html {
  return html`<p class="result">${result(copy)}<code class="minor">${copy.id}</code></p>
    ${cameOf(copy, running)}
    <p class="minor">
      Done to it: ${copy.done} ${copy.outcome.kind === 'found' ? NOTHING : html`Object: ${key(copy.object)}`}
    </p>
    ${copy.outcome.kind === 'found' ? explained(copy.outcome.finding, copy.id) : NOTHING}`;
}

function result({ outcome: { kind } }: CopyState): Html {
  switch (kind) {
    case 'found':
      return badge('proven', 'found and named');
    case 'missed':
      return badge('damaged', 'missed');
    case 'could-not-look':
      return badge('unknown', 'could not look');
    case 'proving':
      return badge('waiting', 'being proven');
    case 'waiting':
      return badge('waiting', 'waits its turn');
  }
}

function cameOf({ id, outcome: came }: CopyState, running: RunningProof | null): Html {
  switch (came.kind) {
    case 'found': {
      const { finding, verdict, milliseconds } = came;
      const place = finding.place === null || finding.object.endsWith(finding.place) ? '' : `, ${finding.place}`;
      return html`<p>
        Verdict <strong>${verdict}</strong> after ${durationInWords(milliseconds)}: <strong>${finding.id}</strong> in
        ${key(finding.object)}${place}
      </p>`;
    }
    case 'missed':
      return html`<p>${came.because} The verdict was ${came.verdict}, after ${durationInWords(came.milliseconds)}.</p>`;
    case 'could-not-look':
      return html`<p>${came.because}</p>`;
    case 'proving':
      return html`<p>${running?.of === id ? DOING[running.step] : 'The proof begins'}.</p>`;
    case 'waiting':
      return html`<p>One thing is done after the other.</p>`;
  }
}

function earlier(copies: readonly CopyState[]): Html {
  if (copies.length === 0) return NOTHING;
  const found = copies.filter(({ outcome: { kind } }) => kind === 'found').length;
  return html`<p class="minor earlier">
    ${copies.length} earlier, ${found === copies.length ? 'each found and named' : `${found} found and named`}
  </p>`;
}
