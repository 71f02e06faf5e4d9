import type { KubeObject } from '@postgres-ha/kube-manifest';
import type { Reach } from '@postgres-ha/diagnosis';
import { execInPod } from '@postgres-ha/kube-api';
import { POSTGRES } from './instance-looks.ts';
import { patienceOf, type Lookout } from './lookout.ts';
import { addressOf, whySilent } from './pods.ts';

/** PostgreSQL, and where instances ask each other whether they live. */
const PORTS = [5432, 8000];
const SECONDS = 3;

/** Connects to each `host:port` of its arguments, all at once, and prints how each ended: 124 is what `timeout` says of one that never answered. */
const SCRIPT = `for place in "$@"; do
  ( timeout ${SECONDS} bash -c 'exec 3<>"/dev/tcp/$0/$1"' "\${place%:*}" "\${place##*:}" 2>/dev/null; echo "$place $?" ) &
done
wait`;

/** Whether instances get through to one another, from inside of each. */
export async function lookAtReaches(lookout: Lookout, pods: readonly KubeObject[]): Promise<readonly Reach[]> {
  const all = await Promise.all(pods.map((from) => reachesFrom(lookout, { from, pods })));
  return all.flat();
}

async function reachesFrom(
  lookout: Lookout,
  { from, pods }: { readonly from: KubeObject; readonly pods: readonly KubeObject[] },
): Promise<readonly Reach[]> {
  const wanted = pods
    .filter((pod) => pod !== from)
    .flatMap((pod) => PORTS.map((port) => ({ to: pod.metadata.name, port, address: addressOf(pod) })));
  const notAsked = (detail: string): readonly Reach[] =>
    wanted.map(({ to, port }) => ({ from: from.metadata.name, to, port, outcome: 'not-asked', detail }));
  const silent = whySilent(from, POSTGRES);
  if (silent !== undefined) return notAsked(silent);
  const places = wanted.flatMap(({ address, port }) => (address === undefined ? [] : [`${address}:${port}`]));
  if (places.length === 0) return notAsked('no other instance has an address');
  const place = { namespace: lookout.target.namespace, pod: from.metadata.name, container: POSTGRES };
  const answer = await lookout.inLane(() =>
    execInPod(
      lookout.connection,
      { ...place, command: ['bash', '-c', SCRIPT, 'reach', ...places] },
      patienceOf(lookout),
    ),
  );
  if (answer.kind !== 'answered') return notAsked(`exec in ${from.metadata.name}: ${answer.kind}: ${answer.detail}`);
  const ends = readEnds(answer.value.stdout);
  return wanted.map(({ to, port, address }): Reach => {
    const code = ends.get(`${address ?? ''}:${port}`);
    const common = { from: from.metadata.name, to, port };
    if (address === undefined) return { ...common, outcome: 'not-asked', detail: `pod ${to} has no address` };
    if (code === undefined) {
      return {
        ...common,
        outcome: 'not-asked',
        detail: `bash in ${from.metadata.name}: ${answer.value.stderr.trim() || 'no answer'}`,
      };
    }
    return {
      ...common,
      outcome: outcomeOf(code),
      detail: `TCP to ${address}:${port} from inside ${from.metadata.name}`,
    };
  });
}

export function readEnds(text: string): ReadonlyMap<string, number> {
  return new Map(
    text.split('\n').flatMap((line): [string, number][] => {
      const [, place, code] = /^(\S+) (\d+)$/.exec(line) ?? [];
      return place === undefined || code === undefined ? [] : [[place, Number(code)]];
    }),
  );
}

function outcomeOf(code: number): Reach['outcome'] {
  if (code === 0) return 'open';
  return code === 124 ? 'no-answer' : 'refused';
}
