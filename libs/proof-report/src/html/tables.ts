import type { ArchiveReport, BackupReport, Moments } from '@postgres-ha/backup-proof';
import { formatLsn } from '@postgres-ha/postgres-storage';
import { agoInWords, highestProof } from '../report/facts-words.ts';
import { clockTime, bytesInWords, counted } from '../report/words.ts';
import { backupBadge, verdictBadge } from './badge.ts';
import { html, type Part, type Html } from '@postgres-ha/markup';

/** More rows than these are folded, except for what is not proven. */
const MOST = 30;

/** A table that scrolls by itself where it is too wide, also by the keyboard. */
export function scrolling(label: string, content: Part): Html {
  return html`<div class="scroll" role="region" aria-label="${label}" tabindex="0">${content}</div>`;
}

export function backupsTable({ backups, serverName }: ArchiveReport, now: Date): Html {
  if (backups.length === 0) return html`<p>There is no backup.</p>`;
  const newestFirst = backups.toReversed();
  const shown = newestFirst
    .filter(({ verdict }, index) => index < MOST || verdict.kind !== 'proven')
    .slice(0, 4 * MOST);
  const hidden = newestFirst.filter((backup) => !shown.includes(backup));
  return html`${table(shown, { now, label: `Backups of ${serverName}` })}${
    hidden.length === 0
      ? undefined
      : html`<details>
          <summary>${counted(hidden.length, 'further backup')}</summary>
          ${table(hidden, { now, label: `Further backups of ${serverName}` })}
        </details>`
  }`;
}

function table(backups: readonly BackupReport[], { now, label }: { readonly now: Date; readonly label: string }): Html {
  return scrolling(
    label,
    html`<table>
      <thead>
        <tr>
          <th scope="col">Backup</th>
          <th scope="col">Verdict</th>
          <th scope="col">Proof</th>
          <th scope="col">Ended</th>
          <th scope="col" class="number">Size</th>
          <th scope="col" class="number">Timeline</th>
          <th scope="col">Up to</th>
        </tr>
      </thead>
      <tbody>
        ${backups.map((backup) => row(backup, now))}
      </tbody>
    </table>`,
  );
}

function row(backup: BackupReport, now: Date): Html {
  const { id, endedAt, sizeBytes, timeline, verdict } = backup;
  return html`<tr>
    <th scope="row">${id}</th>
    <td>${backupBadge(backup)}</td>
    <td class="nowrap">${proofCell(backup, now)}</td>
    <td class="nowrap">
      ${
        endedAt === undefined
          ? '–'
          : html`${clockTime(endedAt)}<br /><span class="quiet">${agoInWords(endedAt, now)}</span>`
      }
    </td>
    <td class="number nowrap">${bytesInWords(sizeBytes)}</td>
    <td class="number">${timeline ?? '–'}</td>
    <td class="nowrap">${verdict.kind === 'proven' ? upTo(verdict.upTo) : '–'}</td>
  </tr>`;
}

function upTo({ lsn, lastCommitAt }: Extract<BackupReport['verdict'], { kind: 'proven' }>['upTo']): Part {
  return lastCommitAt === undefined
    ? formatLsn(lsn)
    : html`${clockTime(lastCommitAt)}<br /><span class="quiet">${formatLsn(lsn)}</span>`;
}

function proofCell(backup: BackupReport, now: Date): Part {
  const proof = highestProof(backup);
  if (proof === undefined) return backup.verdict.kind === 'proven' ? backup.verdict.level : '–';
  return html`${proof.level},
  ${agoInWords(proof.at, now)}${proof.remembered ? html`<br /><span class="quiet">in an earlier run</span>` : undefined}`;
}

/** Stretches that are not proven matter most; those that are, are one line each. */
export function momentsTable({ moments, serverName }: ArchiveReport): Html {
  if (moments.length === 0) return html`<p>No moment can be restored.</p>`;
  const newestFirst = moments.toReversed();
  const shown = newestFirst.filter(({ state }, index) => index < MOST || state === 'lost').slice(0, 4 * MOST);
  const hidden = moments.length - shown.length;
  const rows = html`<table>
    <thead>
      <tr>
        <th scope="col">State</th>
        <th scope="col">From</th>
        <th scope="col">To</th>
        <th scope="col" class="number">Timeline</th>
        <th scope="col">Restore from, or why not</th>
      </tr>
    </thead>
    <tbody>
      ${shown.map(momentsRow)}
    </tbody>
  </table>`;
  const more =
    hidden === 0
      ? undefined
      : html`<p class="quiet">${counted(hidden, 'older stretch')} not listed; the report for programs has all.</p>`;
  return html`${scrolling(`Moments of ${serverName}`, rows)}${more}`;
}

function momentsRow({ state, timeline, from, fromTime, to, toTime, backupId, because }: Moments): Html {
  return html`<tr>
    <th scope="row">${verdictBadge(state)}</th>
    <td class="nowrap">${position(formatLsn(from), fromTime)}</td>
    <td class="nowrap">${position(formatLsn(to), toTime)}</td>
    <td class="number">${timeline}</td>
    <td class="wrap">${because ?? (backupId === undefined ? '–' : `backup ${backupId}`)}</td>
  </tr>`;
}

function position(lsn: string, time: Date | undefined): Part {
  return time === undefined ? lsn : html`${clockTime(time)}<br /><span class="quiet">${lsn}</span>`;
}
