import { bytes, duration, percent } from '../reading/amounts.ts';
import type { InstanceAnswer } from '../evidence/instance-answer.ts';
import type { Check, Found } from './check.ts';
import { edit, psql } from './next-steps.ts';
import { answersNotSeen, type Scene } from './scene.ts';

const HORIZON = 10_000_000;

export const sessionsCheck: Check = {
  name: 'sessions',
  question: 'Is there room for connections, and does no transaction stand in the way?',
  findings: {
    'connections-exhausted': {
      severity: 'critical',
      meaning: 'Nearly all connections are in use: applications, and the operator, get none.',
      shownBy: 'pg_stat_activity beside max_connections.',
      steps: 'See who has them; smaller pools, or more max_connections (a restart).',
      explains: ['pooler-login-fails', 'pooler-saturated', 'no-answer', 'instance-not-ready', 'probe-failing'],
    },
    'connections-high': {
      severity: 'warning',
      meaning: 'More of the connections are in use than `monitoring.alerts.connections`, 80 percent by default.',
      shownBy: 'pg_stat_activity beside max_connections.',
      steps: 'See who has them.',
    },
    'long-transaction': {
      severity: 'warning',
      meaning:
        'A transaction has been open for longer than `monitoring.alerts.longRunningTransaction`, an hour by default: vacuum removes nothing that died since, and locks are kept.',
      shownBy: 'pg_stat_activity.',
      steps: 'End it: pg_cancel_backend, then pg_terminate_backend. What it did and has not committed is undone.',
      explains: ['sessions-blocked', 'vacuum-held-back', 'wraparound-near', 'replay-blocked'],
    },
    'sessions-blocked': {
      severity: 'warning',
      meaning: 'Sessions wait for the lock of another one.',
      shownBy: 'pg_blocking_pids().',
      steps: 'See the one that blocks, and end it.',
      explains: ['connections-exhausted', 'pooler-saturated'],
    },
    'vacuum-held-back': {
      severity: 'warning',
      meaning: 'Something old keeps vacuum from removing dead rows: tables grow.',
      shownBy: 'Ages of snapshots, slots and prepared transactions.',
      steps: 'End the session, drop the slot, or commit or roll back the prepared transaction.',
      explains: ['wraparound-near', 'disk-filling'],
    },
    'wraparound-near': {
      severity: 'critical',
      meaning:
        'Rows have not been frozen for long: at about two thousand million transactions PostgreSQL stops writing.',
      shownBy: 'age(datfrozenxid).',
      steps: 'See what holds back vacuum, then VACUUM (FREEZE) the oldest tables.',
    },
    'checksum-failures': {
      severity: 'critical',
      meaning: 'Blocks with a wrong checksum were read: data is damaged on that volume.',
      shownBy: 'pg_stat_database.',
      steps: 'Do not promote that instance. Make it anew from another; prove the backups: backup-verifier run.',
    },
  },
  judge: (scene) => {
    const answers = [...scene.answers];
    const most = Math.max(0, ...answers.map(([, { connections }]) => percent(connections.used, connections.most)));
    return {
      found: answers.flatMap(([pod, answer]) => [
        ...connections(scene, pod, answer),
        ...transactions(scene, pod, answer),
      ]),
      unseen: answersNotSeen(scene),
      fine: `at most ${most} % of connections are in use, and no transaction is ${duration(scene.limits.longRunningTransactionSeconds * 1000)} old`,
    };
  },
};

function connections(
  scene: Scene,
  pod: string,
  { connections: { used, most, reserved, top } }: InstanceAnswer,
): readonly Found[] {
  const free = most - reserved - used;
  const id =
    free <= Math.max(2, most * 0.02)
      ? 'connections-exhausted'
      : used > (most * scene.limits.connectionsPercent) / 100
        ? 'connections-high'
        : undefined;
  if (id === undefined || most <= 0) return [];
  return [
    {
      id,
      subject: `instance ${pod}`,
      headline: `${pod} has ${used} of ${most} connections in use (${reserved} reserved).`,
      evidence: top
        .slice(0, 5)
        .map(
          ({ user, database, application, state, count }) =>
            `${count} of ${user} on ${database}, ${application === '' ? 'no application name' : application}, ${state}`,
        ),
      nextSteps: [
        psql(
          scene,
          pod,
          'SELECT usename, application_name, state, count(*) FROM pg_stat_activity GROUP BY 1, 2, 3 ORDER BY 4 DESC',
        ),
        `${edit(scene, 'postgresql.parameters.max_connections=<more>')} restarts instances`,
      ],
    },
  ];
}

function transactions(scene: Scene, pod: string, answer: InstanceAnswer): readonly Found[] {
  const found: Found[] = [];
  const subject = `instance ${pod}`;
  const oldest = answer.longest.toSorted((a, b) => b.transactionSeconds - a.transactionSeconds)[0];
  if (oldest !== undefined && oldest.transactionSeconds > scene.limits.longRunningTransactionSeconds) {
    found.push({
      id: 'long-transaction',
      subject,
      headline: `A transaction of ${oldest.user} on ${pod} has been open for ${duration(oldest.transactionSeconds * 1000)}.`,
      evidence: [
        `pid ${oldest.pid}, ${oldest.application === '' ? 'no application name' : oldest.application}, ${oldest.state}, waits for ${oldest.waitEvent ?? 'nothing'}`,
      ],
      nextSteps: [
        psql(scene, pod, `SELECT pg_cancel_backend(${oldest.pid})`),
        `pg_terminate_backend(${oldest.pid}) where that does nothing; what it has not committed is undone`,
      ],
    });
  }
  const blocked = answer.longest.filter(({ blockedBy }) => blockedBy.length > 0);
  if (blocked.length > 0 && blocked.some(({ transactionSeconds }) => transactionSeconds > 60)) {
    const by = [...new Set(blocked.flatMap(({ blockedBy }) => blockedBy))];
    found.push({
      id: 'sessions-blocked',
      subject,
      headline: `${blocked.length} sessions on ${pod} wait for locks of pid ${by.join(', ')}.`,
      evidence: blocked
        .slice(0, 3)
        .map(({ pid, user, transactionSeconds }) => `pid ${pid} of ${user}, ${Math.round(transactionSeconds)} s`),
      nextSteps: [
        psql(
          scene,
          pod,
          `SELECT pid, usename, state, xact_start FROM pg_stat_activity WHERE pid IN (${by.join(', ')})`,
        ),
      ],
    });
  }
  const holder = answer.horizon.toSorted((a, b) => b.age - a.age)[0];
  if (holder !== undefined && holder.age > HORIZON) {
    found.push({
      id: 'vacuum-held-back',
      subject,
      headline: `The ${holder.holder} ${holder.name} on ${pod} holds back vacuum by ${holder.age.toLocaleString('en-US')} transactions.`,
      evidence: answer.horizon
        .slice(0, 3)
        .map(({ holder: kind, name, age }) => `${kind} ${name}: ${age.toLocaleString('en-US')}`),
      nextSteps: [
        psql(scene, pod, 'SELECT slot_name, xmin, catalog_xmin FROM pg_replication_slots'),
        psql(scene, pod, 'SELECT * FROM pg_prepared_xacts'),
      ],
    });
  }
  if ((answer.wraparoundAge ?? 0) > scene.limits.wraparoundTransactions && !answer.inRecovery) {
    found.push({
      id: 'wraparound-near',
      subject,
      headline: `The oldest database of ${pod} was frozen ${(answer.wraparoundAge ?? 0).toLocaleString('en-US')} transactions ago.`,
      evidence: [
        `age(datfrozenxid): ${answer.wraparoundAge ?? 0}`,
        ...(answer.walBytes === null ? [] : [`pg_wal: ${bytes(answer.walBytes)}`]),
      ],
      nextSteps: [psql(scene, pod, 'SELECT datname, age(datfrozenxid) FROM pg_database ORDER BY 2 DESC')],
    });
  }
  if ((answer.checksumFailures ?? 0) > 0) {
    found.push({
      id: 'checksum-failures',
      subject,
      headline: `${pod} read ${answer.checksumFailures ?? 0} blocks with a wrong checksum.`,
      evidence: ['pg_stat_database.checksum_failures'],
      nextSteps: [
        'do not promote it',
        psql(scene, pod, 'SELECT datname, checksum_failures, checksum_last_failure FROM pg_stat_database'),
        'npm run verify -- <address>, to prove the backups',
      ],
    });
  }
  return found;
}
