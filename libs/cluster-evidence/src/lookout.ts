import type { KubeObject } from '@postgres-ha/kube-manifest';
import { seen, unseen, type Look, type Target, type Unseen } from '@postgres-ha/diagnosis';
import {
  getObject,
  listObjects,
  type Answer,
  type KubeConnection,
  type KubeFault,
  type ListPlace,
  type Patience,
  type ResourceType,
} from '@postgres-ha/kube-api';

/** Where is looked from, and how long. */
export interface Lookout {
  readonly connection: KubeConnection;
  readonly target: Target;
  /** Ends with a timeout when there is no more time for any look. */
  readonly signal: AbortSignal;
  /** Lets a look begin when fewer than so many others are on their way. */
  readonly inLane: <T>(look: () => Promise<T>) => Promise<T>;
}

/** Of one look; the API server's own limit for a list is a minute, and nobody waits so long for a hint. */
export const LOOK_MS = 12_000;

export function patienceOf({ signal }: Lookout, timeoutMs: number = LOOK_MS): Patience {
  return { signal, timeoutMs };
}

/** At most so many at a time. */
export function lanes(width: number): Lookout['inLane'] {
  const waiting: (() => void)[] = [];
  let free = width;
  return async (look) => {
    if (free === 0) {
      const { promise, resolve } = Promise.withResolvers<undefined>();
      waiting.push(() => {
        resolve(undefined);
      });
      await promise;
    } else free -= 1;
    try {
      return await look();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}

export function lookOf<T>(answer: Answer<T>, asked: string): Look<T> {
  return answer.kind === 'answered' ? seen(answer.value) : unseenOf(answer, asked);
}

export function unseenOf({ kind, detail }: KubeFault, asked: string): Look<never> {
  const reason: Unseen = kind === 'refused' ? 'unreachable' : kind;
  return unseen(reason, `${asked}: ${detail}`);
}

export async function lookAtList(
  lookout: Lookout,
  { type, ...place }: ListPlace & { readonly type: ResourceType },
): Promise<Look<readonly KubeObject[]>> {
  const where = place.namespace === undefined ? '' : ` in ${place.namespace}`;
  const answer = await lookout.inLane(() => listObjects(lookout.connection, { type, ...place }, patienceOf(lookout)));
  return lookOf(answer, `list ${type.plural}${where}`);
}

export async function lookAtObject(
  lookout: Lookout,
  { type, name, namespace }: { readonly type: ResourceType; readonly name: string; readonly namespace: string },
): Promise<Look<KubeObject>> {
  const answer = await lookout.inLane(() =>
    getObject(lookout.connection, { type, name, namespace }, patienceOf(lookout)),
  );
  return lookOf(answer, `get ${type.kind} ${namespace}/${name}`);
}

export function mapLook<T, U>(look: Look<T>, map: (value: T) => U): Look<U> {
  return look.kind === 'seen' ? seen(map(look.value)) : look;
}

export function listSeen(look: Look<readonly KubeObject[]>): readonly KubeObject[] {
  return look.kind === 'seen' ? look.value : [];
}
