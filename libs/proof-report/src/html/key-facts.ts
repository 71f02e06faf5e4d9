import type { ArchiveReport } from '@postgres-ha/backup-proof';
import { restoreTrend } from '../history/restore-trend.ts';
import type { RunSummary } from '../history/run-summary.ts';
import { replayedTo } from '../history/summarize.ts';
import { agoInWords, highestProof, newestData } from '../report/facts-words.ts';
import { clockTime, bytesInWords, counted, durationInWords } from '../report/words.ts';
import { formatLsn } from '@postgres-ha/postgres-storage';
import { html, type Html } from '@postgres-ha/markup';

export interface Shown {
  readonly now: Date;
  readonly runs: readonly RunSummary[];
}

/** What one wants to know first, each with what it rests on. */
export function keyFacts(report: ArchiveReport, { now, runs }: Shown): Html {
  const facts = [
    restorableTo(report, now),
    recoveryPoint(report),
    recoveryTime(report, runs),
    newestProof(report, now),
    selfTest(report),
    whatWasRead(report),
  ];
  return html`<dl class="facts">
    ${facts.map(
      ({ name, value, rests }) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}<span>${rests}</span></dd>
        </div>`,
    )}
  </dl>`;
}

interface Fact {
  readonly name: string;
  readonly value: string;
  readonly rests: string;
}

function restorableTo({ backups }: ArchiveReport, now: Date): Fact {
  const name = 'Proven up to';
  const reached = replayedTo(backups);
  if (reached === undefined) return { name, value: 'nothing', rests: 'no replay is proven' };
  const { lsn, lastCommitAt } = reached;
  if (lastCommitAt === undefined) return { name, value: formatLsn(lsn), rests: 'no commit with a time was seen' };
  return { name, value: clockTime(lastCommitAt), rests: `${agoInWords(lastCommitAt, now)}, at ${formatLsn(lsn)}` };
}

function recoveryPoint(report: ArchiveReport): Fact {
  const name = 'Recovery point (RPO)';
  const canary = newestData(report)?.data.canary;
  if (canary === undefined) return { name, value: 'not measured', rests: 'needs a canary and a look at L5' };
  return { name, value: durationInWords(canary.ageSeconds * 1000), rests: 'age of the newest canary that came back' };
}

function recoveryTime({ serverName }: ArchiveReport, runs: readonly RunSummary[]): Fact {
  const name = 'Recovery time (RTO)';
  const trend = restoreTrend(runs, serverName);
  if (trend === undefined) return { name, value: 'not measured', rests: 'needs a replay' };
  const rests =
    trend.runs === 1
      ? 'from one run'
      : `median of ${counted(trend.runs, 'run')}: ${durationInWords(trend.total.medianMs)}`;
  return { name, value: durationInWords(trend.total.lastMs), rests };
}

function newestProof({ backups }: ArchiveReport, now: Date): Fact {
  const name = 'Newest backup proven';
  const newest = backups.at(-1);
  const proof = newest && highestProof(newest);
  if (newest === undefined) return { name, value: 'none', rests: 'there is no backup' };
  if (proof === undefined && newest.verdict.kind === 'proven') {
    return { name, value: newest.verdict.level, rests: `${newest.id}, in this run` };
  }
  if (proof === undefined) return { name, value: 'never', rests: newest.id };
  return { name, value: `${proof.level}, ${agoInWords(proof.at, now)}`, rests: `by ${proof.verifier}` };
}

function selfTest({ selfTest: test }: ArchiveReport): Fact {
  const name = 'Self-test';
  if (test === undefined) return { name, value: 'none', rests: 'there was nothing to plant a fault in' };
  const found = test.plants.filter((plant) => plant.found).length;
  const rests = `${counted(test.plants.length, 'fault')} planted in memory`;
  return {
    name,
    value: found === test.plants.length ? 'all found' : `FAILED: ${test.plants.length - found} missed`,
    rests,
  };
}

function whatWasRead({ read, startedAt, finishedAt }: ArchiveReport): Fact {
  const took = durationInWords(finishedAt.getTime() - startedAt.getTime());
  const known = read.remembered ?? 0;
  const rests =
    known === 0 ? `${counted(read.objects, 'object')} listed` : `${bytesInWords(known)} known from earlier runs`;
  return { name: 'Read in this run', value: `${bytesInWords(read.bytes)} in ${took}`, rests };
}
