import type { Concern } from '@postgres-ha/incident';
import type { ClusterStatus, MemberStatus } from '../watch-status.ts';
import { badge, toneOf, type Tone } from './badge.ts';
import { html, type Part, type Html } from '@postgres-ha/markup';
import { ageInWords, bytesInWords, dayAndTime, durationInWords } from './words.ts';

export function clusterSection(cluster: ClusterStatus, now: number): Html {
  const { name, state, judgedAt, concerns, members, changes } = cluster;
  const primaries = members.filter(({ role }) => role === 'primary').length;
  return html`<section class="cluster">
    <div class="title">
      <h2>${name}</h2>
      ${badge(state, toneOfCluster(cluster))}
    </div>
    <p class="quiet">
      ${judgedAt === null ? 'Not judged yet.' : `Judged ${ageInWords(now - Date.parse(judgedAt))} ago.`}
      ${notes(cluster)}
    </p>
    ${concerns.map(concernBlock)}
    <h3>Members</h3>
    ${table(
      ['Member', 'Role', 'Last answer', 'Timeline', 'Position', 'Behind', 'Followers', 'Address'],
      members.map((member) => memberRow(member, { now, isAlone: primaries === 1 })),
    )}
    ${
      changes.length === 0
        ? undefined
        : html`<h3>Changes of the primary</h3>
            ${table(
              ['When (UTC)', 'What', 'From', 'To', 'Took'],
              changes.map(({ at, kind, from, to, tookMs }) => [
                dayAndTime(at),
                kind,
                from,
                to,
                durationInWords(tookMs),
              ]),
            )}`
    }
  </section>`;
}

function toneOfCluster({ state, conditions }: ClusterStatus): Tone {
  if (state === 'healthy') return 'good';
  const severities = conditions.map(({ severity }) => severity);
  if (severities.includes('critical')) return 'bad';
  return severities.includes('warning') || state === 'unknown' || state === 'blind' ? 'warn' : 'note';
}

/** Conditions that are no concern of anybody: a switchover that goes as it should. */
function notes({ conditions }: ClusterStatus): string {
  const quiet = conditions.filter(({ severity }) => severity === 'info').map(({ state }) => state);
  return quiet.length === 0 ? '' : `To be noted: ${[...new Set(quiet)].join(', ')}.`;
}

function concernBlock({ severity, title, summary, evidence, lists, nextSteps, runbook }: Concern): Html {
  return html`<article class="concern">
    <div class="title">
      <h4>${title}</h4>
      ${badge(severity, toneOf(severity))}
    </div>
    <p>${summary}</p>
    ${
      evidence.length === 0
        ? undefined
        : html`<dl>
            ${evidence.map(
              ({ label, text }) =>
                html`<dt>${label}</dt>
                  <dd>${text}</dd>`,
            )}
          </dl>`
    }
    ${lists.map(
      (list) =>
        html`<p class="quiet">${list.title}${list.complete ? '' : ' (not all are listed)'}</p>
          <ul>
            ${list.lines.map((line) => html`<li><code>${line}</code></li>`)}
          </ul>`,
    )}
    ${
      nextSteps.length === 0
        ? undefined
        : html`<p class="quiet">What to do</p>
            <ol>
              ${nextSteps.map((step) => html`<li>${step}</li>`)}
            </ol>`
    }
    ${runbook !== null && /^https?:\/\//.test(runbook) ? html`<p><a href="${runbook}" rel="noreferrer">Runbook</a></p>` : undefined}
  </article>`;
}

/** @param isAlone there is one primary, as there should be */
function memberRow(
  member: MemberStatus,
  { now, isAlone }: { readonly now: number; readonly isAlone: boolean },
): readonly Part[] {
  const { name, role, outcome, lastAnswer, timeline, lsn, lagBytes, followers, address } = member;
  const age = lastAnswer === null ? 'never' : `${ageInWords(now - Date.parse(lastAnswer))} ago`;
  return [
    name,
    badge(role, role === 'primary' && !isAlone ? 'bad' : toneOfRole(role)),
    outcome === null || outcome === 'answered' ? age : `${age} (${outcome})`,
    timeline ?? '',
    lsn === null ? '' : html`<code>${lsn}</code>`,
    lagBytes === null ? '' : bytesInWords(Number(lagBytes)),
    followers ?? '',
    html`<code>${address}</code>`,
  ];
}

function toneOfRole(role: MemberStatus['role']): Tone {
  switch (role) {
    case 'primary':
      return 'good';
    case 'standby':
      return 'note';
    case 'unaccounted':
    case 'unknown':
      return 'warn';
    case 'down':
      return 'bad';
  }
}

/** On a narrow screen each cell has its label before it. */
export function table(heads: readonly string[], rows: readonly (readonly Part[])[]): Html {
  return html`<div class="scroll">
    <table>
      <thead>
        <tr>
          ${heads.map((head) => html`<th scope="col">${head}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (cells) =>
            html`<tr>
              ${cells.map((cell, index) => html`<td data-label="${heads[index] ?? ''}">${cell}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
