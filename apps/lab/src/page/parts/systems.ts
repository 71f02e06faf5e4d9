import { bytesInWords, counted } from '@postgres-ha/proof-report';
import { html, type Html, NOTHING } from '@postgres-ha/markup';
import type { ArchiveState, LabState, ServerState, WritersState } from '../../lab-state.ts';
import { ago, figure } from '../words.ts';
import { button, type ButtonContext } from './button.ts';
import { runningProof } from './running-proof.ts';

/** From left to right, the way that data takes: servers, WAL on its way, the archive, and what reads it to prove it. */
export function systems(state: LabState, buttons: ButtonContext): Html {
  return html`<section id="systems" aria-labelledby="systems-title">
    <h2 id="systems-title">What runs on this machine</h2>
    <div class="flow">
      <div class="servers">${state.servers.map((each) => server(each, state.writers))}</div>
      ${pipe('WAL and base backups', state.archive.newestWal !== null)} ${archive(state, buttons)}
      ${pipe('read, never written', state.proof.running !== null)} ${prover(state, buttons)}
    </div>
  </section>`;
}

function pipe(what: string, flows: boolean): Html {
  return html`<div class="pipe${flows ? ' flows' : ''}"><span>${what}</span></div>`;
}

const NAMES: Readonly<Record<ServerState['role'], string>> = { primary: 'Primary', standby: 'Standby' };

function server({ name, role, state, major, lsn, timeline, lag }: ServerState, writers: WritersState): Html {
  return html`<article class="card server">
    <h3>${NAMES[role]}<span class="live ${state}">${state}</span></h3>
    <p class="minor"><code>${name}</code>, PostgreSQL ${major}${timeline === null ? '' : `, timeline ${timeline}`}</p>
    <p class="position">
      <span class="label">${role === 'primary' ? 'written to' : 'replayed to'}</span> ${lsn ?? '–'}
    </p>
    ${role === 'primary' ? work(writers) : behind(lag)}
  </article>`;
}

function work({ sessions, commits, commitsPerSecond, databaseBytes }: WritersState): Html {
  const size = databaseBytes === null ? '' : `, ${bytesInWords(databaseBytes)} of data`;
  return html`<p class="minor">
    ${counted(sessions, 'session')} at work: ${figure(commits)} commits, ${figure(commitsPerSecond)} a second${size}
  </p>`;
}

function behind(lag: ServerState['lag']): Html {
  if (lag === null) return html`<p class="minor">how far behind: not known yet</p>`;
  return html`<p class="minor">${bytesInWords(lag.bytes)} and ${figure(lag.milliseconds)} ms behind the primary</p>`;
}

function archive(state: LabState, buttons: ButtonContext): Html {
  const { address, backups, objects, bytes, newestWal, backingUp }: ArchiveState = state.archive;
  return html`<article class="card archive">
    <h3>Archive<span class="live ${backingUp ? 'busy' : 'running'}">${backingUp ? 'backing up' : 'S3'}</span></h3>
    <p class="minor"><code>${address ?? 'not there yet'}</code></p>
    <p class="position"><span class="label">newest WAL</span> ${newestWal?.name ?? '–'}</p>
    <p class="minor">${newestWal === null ? 'nothing archived yet' : `stored ${ago(newestWal.storedAt, state)}`}</p>
    <p class="minor">
      ${counted(backups.length, 'base backup')}, ${counted(objects, 'object')}, ${bytesInWords(bytes)}
    </p>
    ${button({ action: 'back-up', label: 'Back up now' }, buttons)}
  </article>`;
}

function prover(state: LabState, buttons: ButtonContext): Html {
  const { running, failed, runs } = state.proof;
  return html`<article class="card prover">
    <h3>
      Backup verifier<span class="live ${running === null ? 'idle' : 'busy'}"
        >${running === null ? 'idle' : 'proving'}</span
      >
    </h3>
    ${runningProof(running, state)}
    <p class="minor">${counted(runs, 'run')} so far${waiting(state.buttons.queued)}</p>
    ${failed === null ? NOTHING : html`<p class="problem">The last run could not look: ${failed}</p>`}
    ${button({ action: 'prove', label: 'Prove now' }, buttons)}
  </article>`;
}

function waiting(queued: number): string {
  if (queued === 0) return '';
  return queued === 1 ? ', 1 request waits its turn' : `, ${queued} requests wait their turn`;
}
