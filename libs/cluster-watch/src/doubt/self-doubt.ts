import type { Instant, ProbeObservation, WatchedCluster } from '@postgres-ha/split-brain';

/** The observer took itself for cut off: since when, and whom it did not hear any more. */
export interface Doubt {
  readonly since: Instant;
  /** Sorted names, by cluster. */
  readonly silent: ReadonlyMap<string, readonly string[]>;
}

/** Compares what goes silent over all clusters: who hears nobody any more has to look to himself first. */
export interface SelfDoubt {
  /** Of members as they are seen. */
  readonly see: (cluster: string, observation: ProbeObservation) => void;
  /** Undefined while others are heard. */
  readonly doubt: (now: Instant) => Doubt | undefined;
}

interface Sight {
  readonly name: string;
  /** When each began not to be heard; undefined while it is heard. Who was never heard did not go silent. */
  readonly silentSince: Map<string, Instant | undefined>;
  readonly intervalMs: number;
}

/** What may lie between the beginnings of two silences that are one: a probe that was under way, and its time-out. */
const SLACK_MS = 3000;

/** Rounds for which a doubt outlives its reason: until each member was asked anew. */
const ROUNDS_AFTER = 3;

/**
 * The observer doubts itself when more than half of the members of two clusters went silent together; where it watches one cluster alone, when all of its
 * members did, and there is more than one. Silent is who does not answer, or to whom there is no way; who refuses or rejects has been heard.
 */
export function selfDoubt(clusters: readonly WatchedCluster[]): SelfDoubt {
  const sights = new Map<string, Sight>(
    clusters.map(({ name, probeIntervalMs }) => [name, { name, silentSince: new Map(), intervalMs: probeIntervalMs }]),
  );
  const roundMs = Math.max(...clusters.map(({ probeIntervalMs }) => probeIntervalMs));
  let since: Instant | undefined;
  let lastReason: Instant = -Infinity;
  let silent: Doubt['silent'] = new Map();
  let changed = false;

  /** Clusters of which too many are silent, counting silences that began at or after an instant. */
  function cutOff(from: Instant): readonly Sight[] {
    return [...sights.values()].filter(({ silentSince }) => {
      const begun = [...silentSince.values()].filter((at) => at !== undefined && at >= from).length;
      return sights.size === 1 ? begun > 1 && begun === silentSince.size : begun * 2 > silentSince.size;
    });
  }

  function together(): Instant | undefined {
    const begun = [...sights.values()].flatMap(({ silentSince }) => [...silentSince.values()]).filter(isInstant);
    if (begun.length === 0) return undefined;
    const from = Math.max(...begun) - 2 * roundMs - SLACK_MS;
    return isEnough(cutOff(from)) ? Math.min(...begun.filter((at) => at >= from)) : undefined;
  }
  function isEnough(found: readonly Sight[]): boolean {
    return found.length >= Math.min(2, sights.size);
  }

  return {
    see: (cluster, { member, outcome, sent }) => {
      const sight = sights.get(cluster);
      if (sight === undefined) return;
      const isSilent = outcome === 'timeout' || outcome === 'unreachable';
      const { silentSince } = sight;
      if (!isSilent) {
        changed ||= silentSince.get(member) !== undefined;
        silentSince.set(member, undefined);
      } else if (silentSince.has(member) && silentSince.get(member) === undefined) {
        silentSince.set(member, sent);
        changed = true;
      }
    },
    doubt: (now) => {
      if (changed) {
        changed = false;
        since ??= together();
      }
      if (since === undefined) return undefined;
      const found = cutOff(-Infinity);
      if (isEnough(found)) {
        lastReason = now;
        silent = new Map(found.map(({ name, silentSince }) => [name, silentNames(silentSince)]));
      } else if (now - lastReason > ROUNDS_AFTER * roundMs) {
        since = undefined;
        return undefined;
      }
      return { since, silent };
    },
  };
}

function isInstant(at: Instant | undefined): at is Instant {
  return at !== undefined;
}

function silentNames(silentSince: Sight['silentSince']): readonly string[] {
  return [...silentSince].flatMap(([name, at]) => (at === undefined ? [] : [name])).sort();
}
