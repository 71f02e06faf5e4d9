import { counted } from '@postgres-ha/proof-report';
import { momentInWords } from '../../failover/moment-in-words.ts';
import { FAILOVER_CHOICES, type FailoverChoice } from '../../failover/failover-kinds.ts';
import type {
  FailoverOutcome,
  FailoverRun,
  LostCommits,
  MemberState,
  SentMessages,
  SplitBrainOutcome,
  SwitchoverOutcome,
} from '../../failover/failover-state.ts';
import type { LabState } from '../../lab-state.ts';
import { html, type Html, NOTHING } from '@postgres-ha/markup';
import { figure } from '../words.ts';
import { badge, type Tone } from './badge.ts';
import { button, type ButtonContext } from './button.ts';

/** Two servers that are there to fail over, what the watchdog says of them, and a card for each way to do it. */
export function failovers(state: LabState, buttons: ButtonContext): Html {
  const { members, state: word, commits } = state.failover;
  return html`<section id="failovers" aria-labelledby="failovers-title">
    <h2 id="failovers-title">Fail over, and see what the watchdog says</h2>
    <p class="lead">
      Two more servers, with an application that notes every commit it was promised. The watchdog asks each server twice
      a second. It says <em>split brain</em> only with a proof: one server was a primary before and after the other one
      was.
    </p>
    <p>
      Now ${badge(toneOf(word), word ?? 'not known yet')}
      <span class="minor">${figure(commits)} commits were promised so far</span>
    </p>
    <div class="cards pair">${members.map(member)}</div>
    <div class="cards pair">${FAILOVER_CHOICES.map((choice) => card(choice, state.failover.runs, buttons))}</div>
  </section>`;
}

function toneOf(word: LabState['failover']['state']): Tone {
  if (word === null) return 'waiting';
  if (word === 'healthy') return 'proven';
  return word.startsWith('dual') || word === 'lost-writes' || word === 'diverged' ? 'damaged' : 'unknown';
}

function member({ name, role, timeline, lsn, lagBytes }: MemberState): Html {
  return html`<article class="card server">
    <h3>
      ${name}<span class="live ${role === 'primary' || role === 'standby' ? 'running' : 'stopped'}">${role}</span>
    </h3>
    <p class="position"><span class="label">position</span> ${lsn ?? '–'}</p>
    <p class="minor">
      ${timeline === null ? 'timeline not known' : `timeline ${timeline}`}${lagBytes === null ? '' : `, ${lagBytes} bytes behind`}
    </p>
  </article>`;
}

function card(
  { kind, label, press, explanation }: FailoverChoice,
  runs: readonly FailoverRun[],
  buttons: ButtonContext,
): Html {
  const made = runs.filter((each) => each.kind === kind);
  const newest = made.at(-1);
  return html`<article class="card breakage" id="failover-${kind}" aria-labelledby="failover-title-${kind}">
    <h3 id="failover-title-${kind}">${label}</h3>
    <p>${explanation}</p>
    ${button({ action: 'fail-over', value: kind, label: press }, buttons)}
    <div class="outcome">${newest === undefined ? html`<p class="minor">Not done yet.</p>` : outcome(newest)}</div>
    ${made.length < 2 ? NOTHING : html`<p class="minor earlier">${counted(made.length - 1, 'time')} before</p>`}
  </article>`;
}

function outcome({ id, outcome: came }: FailoverRun): Html {
  return html`<p class="result">${result(came)}<code class="minor">${id}</code></p>
    ${cameOf(came, id)}`;
}

function result(came: FailoverOutcome): Html {
  switch (came.kind) {
    case 'waiting':
      return badge('waiting', 'waits its turn');
    case 'running':
      return badge('waiting', 'going on');
    case 'switched-over':
      return came.raised.length === 0 ? badge('proven', 'raised nothing') : badge('damaged', 'raised an alarm');
    case 'split':
      return badge('proven', 'proven, told, resolved');
    case 'failed':
      return badge('damaged', 'not as expected');
  }
}

function cameOf(came: FailoverOutcome, id: string): Html {
  switch (came.kind) {
    case 'waiting':
      return html`<p>One thing is done after the other.</p>`;
    case 'running':
      return html`<p>${came.doing}</p>`;
    case 'switched-over':
      return switchedOver(came);
    case 'split':
      return split(came, id);
    case 'failed':
      return html`<p>${came.because}</p>`;
  }
}

function switchedOver({ primary, before, pauseMs, states, raised }: SwitchoverOutcome): Html {
  return html`<p>
      <strong>${primary}</strong> took over from <strong>${before}</strong>. The application waited
      ${momentInWords(pauseMs)}.
    </p>
    <p class="minor">The watchdog said: ${states.join(', ')}.</p>
    ${raised.length === 0 ? NOTHING : html`<p class="problem">${raised.join('; ')}</p>`}`;
}

function split(came: SplitBrainOutcome, id: string): Html {
  const { promoted, goneOn, provenAfterMs, state, proof, fork, lost, messages, resolvedAfterMs } = came;
  return html`<p>
      <strong>${state}</strong>: proven <strong>${momentInWords(provenAfterMs)}</strong> after ${promoted} took its
      first write, while ${goneOn} went on.
    </p>
    <p>${proof}</p>
    <p>The histories part at <code>${fork.lsn}</code> of timeline ${fork.timeline}. ${lostInWords(lost)}</p>
    ${lostList(lost, id)} ${sent(messages, id)}
    <p class="minor">Told to be over ${momentInWords(resolvedAfterMs)} after ${goneOn} had ended.</p>`;
}

function lostInWords({ member: name, counted: found, atLeast, ledger, same }: LostCommits): Html {
  return html`<strong>${atLeast ? 'At least ' : ''}${counted(found, 'commit')}</strong> of ${name} will be lost. The
    application was promised ${ledger} of those${same ? ', the same ones' : ': NOT the same ones'}.`;
}

function lostList({ newest, counted: found }: LostCommits, id: string): Html {
  return folded(`lost-${id}`, {
    summary: `The newest ${newest.length} of ${found}`,
    content: html`<ul class="evidence">
      ${newest.map(
        ({ transactionId, committedAt, lsn }) =>
          html`<li>transaction <code>${transactionId}</code> at <code>${lsn}</code>, ${committedAt}</li>`,
      )}
    </ul>`,
  });
}

function sent({ slack, github, timeline }: SentMessages, id: string): Html {
  return html`${folded(`slack-${id}`, {
    summary: 'The message in Slack, as it would be sent',
    content: html`<p>${slack.text}</p>
      <pre tabindex="0">${slack.body}</pre>`,
  })}
  ${folded(`github-${id}`, {
    summary: 'The issue on GitHub, as it would be opened',
    content: html`<p><strong>${github.title}</strong></p>
      <p class="minor">${github.labels.join(', ')}</p>
      <pre tabindex="0">${github.body}</pre>`,
  })}
  ${folded(`told-${id}`, {
    summary: 'What was told from the beginning to the end',
    content: html`<ul class="evidence">
      ${timeline.map((each) => html`<li>${each}</li>`)}
    </ul>`,
  })}`;
}

/** @param id by which it stays open while the page changes around it */
function folded(id: string, { summary, content }: { readonly summary: string; readonly content: Html }): Html {
  return html`<details class="explained" id="${id}">
    <summary>${summary}</summary>
    ${content}
  </details>`;
}
