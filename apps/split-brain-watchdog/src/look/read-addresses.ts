import { quoted, readAs, refuse, type InputProblem, type Reading } from '@postgres-ha/command-line';
import type { Watched } from '../config/watch-config.ts';
import type { Machine } from '../machine.ts';
import type { Connect } from './connect.ts';

const PROBE_TIMEOUT_MS = 2000;
const CLUSTER = 'cluster';

/** One cluster of the servers that were named on the command line. */
export function readAddresses(addresses: readonly string[], machine: Machine): Reading<Watched> {
  const problems: InputProblem[] = [];
  const secrets: string[] = [];
  const connect: Connect[] = [];
  addresses.forEach((text, index) => {
    const where = `address ${index + 1}`;
    const read = machine.readConnection({ member: where, text, password: undefined, where });
    if (read.kind === 'refused') {
      problems.push(...read.problems);
      return;
    }
    const member = read.value.address;
    if (connect.some((each) => each.member === member)) {
      const remedy = 'Name each server once.';
      problems.push({ where, found: `${quoted(member)} again`, expected: 'another server', remedy });
    }
    const named = machine.readConnection({ member, text, password: undefined, where });
    if (named.kind === 'read') {
      connect.push(named.value);
      secrets.push(...named.secrets);
    }
  });
  if (problems.length > 0) return refuse(...problems);
  const members = connect.map(({ member }) => ({ name: member, claim: 'member' as const }));
  return readAs({
    observer: machine.hostName,
    timeoutMs: PROBE_TIMEOUT_MS,
    clusters: [{ cluster: { name: CLUSTER, members, probeIntervalMs: 500, smartShutdownSeconds: null }, connect }],
    secrets,
  });
}
