import { html, type Html, NOTHING, trusted } from '@postgres-ha/markup';
import { micromark } from 'micromark';
import { EXAMPLE_REQUESTS, type Proposal, type ProposedFile, type ProposedPullRequest } from '../../bot/proposal.ts';
import type { LabState } from '../../lab-state.ts';
import { badge, type Tone } from './badge.ts';
import { button, type ButtonContext } from './button.ts';

/** A line to ask the bot something, and the pull requests that it would open in this checkout. */
export function proposals({ bot }: LabState, buttons: ButtonContext): Html {
  const open: ButtonContext = { ...buttons, blocked: null };
  return html`<section id="proposals" aria-labelledby="proposals-title">
    <h2 id="proposals-title">Ask for a change, and see the pull request</h2>
    <p class="lead">
      A comment on GitHub is all it takes. The bot edits the one line in <code>cluster.yaml</code>, renders the
      manifests anew, and says in the pull request what it will do to the database. Here it looks at
      <code>environments/</code> of this checkout; nothing is written.
    </p>
    <form class="ask" method="post" action="/ask-bot">
      <input type="hidden" name="token" value="${open.token}" />
      <label for="ask-text">Comment</label>
      <input
        id="ask-text"
        name="text"
        maxlength="500"
        spellcheck="false"
        autocomplete="off"
        value="${EXAMPLE_REQUESTS[0]}"
      />
      <button type="submit">Ask the bot</button>
    </form>
    <div class="examples">
      ${EXAMPLE_REQUESTS.map((text) => button({ action: 'ask-bot', text, label: html`<code>${text}</code>` }, open))}
    </div>
    ${bot.proposals.toReversed().map(proposal)}
  </section>`;
}

function proposal({ id, text, outcome }: Proposal): Html {
  return html`<article class="card proposal" id="${id}">
    <p class="result"><code>${text}</code></p>
    ${cameOf(outcome)}
  </article>`;
}

function cameOf(outcome: Proposal['outcome']): Html {
  switch (outcome.kind) {
    case 'waiting':
      return html`<p>${badge('waiting', 'planning')}</p>`;
    case 'refused':
      return html`<p>${badge('damaged', 'refused')}</p>
        ${outcome.because.map((because) => html`<p class="problem">${because}</p>`)}`;
    case 'proposed':
      return html`${outcome.pullRequests.map(pullRequest)}
        <p class="minor">Planned in ${outcome.milliseconds} ms.</p>`;
  }
}

const VERDICTS: Readonly<Record<ProposedPullRequest['verdict'], { readonly tone: Tone; readonly words: string }>> = {
  clean: { tone: 'proven', words: 'nothing is in the way' },
  'needs-override': { tone: 'unknown', words: 'asks for an override' },
  denied: { tone: 'damaged', words: 'must not be merged' },
};

function pullRequest({ branch, title, verdict, body, files }: ProposedPullRequest): Html {
  const { tone, words } = VERDICTS[verdict];
  const [verdictLines = ''] = body.split(/^### /m, 1);
  return html`<h3>${title} ${badge(tone, words)}</h3>
    <p class="minor">branch <code>${branch}</code></p>
    <div class="markdown">${markdown(verdictLines)}</div>
    ${files.map(file)}
    <details>
      <summary>All that the pull request says, as it is sent</summary>
      <pre class="diff">${body}</pre>
    </details>`;
}

/** Markup within is shown as text: only Markdown becomes markup. */
function markdown(text: string): Html {
  return trusted(micromark(text));
}

function file({ path, role, diff, added, removed }: ProposedFile): Html {
  return html`<details>
    <summary>
      <code>${path}</code>
      <span class="minor">+${added} −${removed}${role === 'intent' ? ', written by people' : NOTHING}</span>
    </summary>
    <pre class="diff">${diff}</pre>
  </details>`;
}
