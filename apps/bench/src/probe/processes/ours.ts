import { setTimeout as sleep } from 'node:timers/promises';
import { watchFleet } from '@postgres-ha/cluster-watch';
import { openMemberProbe, readConnection, type MemberProbe } from '@postgres-ha/postgres-probe';
import type { FleetMember, ProbingFigures, ProbingOrder } from '../probing.ts';
import { obey } from './obey.ts';
import { timekeeper } from './timekeeper.ts';

/** The watchdog's own way: kept sessions, the judge, and nothing beside them. */
await obey(watch);

async function watch(order: ProbingOrder): Promise<ProbingFigures> {
  const times = timekeeper(order);
  const clusters = order.clusters.map(({ name, members }) => ({
    cluster: {
      name,
      members: members.map((member) => ({ name: member.name, claim: 'member' as const })),
      probeIntervalMs: order.intervalMs,
      smartShutdownSeconds: null,
    },
    probes: members.map(probeOf),
  }));
  await using fleet = watchFleet({
    clusters,
    observer: 'bench',
    now: () => performance.now(),
    listener: {
      onEvent: (_cluster, event) => {
        if (event.kind !== 'probe') return;
        const { member, sent, received, outcome } = event;
        times.see(member, { sent, received, answered: outcome === 'answered' });
      },
    },
  });
  await times.begin();
  await sleep(order.measuredMs);
  const figures = times.end();
  const states: Record<string, number> = {};
  for (const { judgement } of fleet.clusters) {
    const state = judgement()?.state ?? 'none';
    states[state] = (states[state] ?? 0) + 1;
  }
  return { ...figures, states };
}

function probeOf({ name, host, port, user, password, rootCertificate }: FleetMember): MemberProbe {
  const text = `host=${host} port=${port} user=${user} password=${password} dbname=postgres sslmode=verify-full sslrootcert=${rootCertificate}`;
  const read = readConnection(text);
  if (read.kind === 'problems') throw new Error(JSON.stringify(read.problems));
  return openMemberProbe({ connection: read.settings, member: name, observer: 'bench' });
}
