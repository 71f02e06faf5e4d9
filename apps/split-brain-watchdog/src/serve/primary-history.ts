import type { Instant, Judgement } from '@postgres-ha/split-brain';

/** Another member became the primary. */
export interface PrimaryChange {
  readonly cluster: string;
  readonly from: string;
  readonly to: string;
  readonly kind: 'switchover' | 'failover' | 'split-brain' | 'change';
  /** When the old one was last seen as a primary, and the new one first; by the observer's clock. */
  readonly lastOfOld: Instant;
  readonly firstOfNew: Instant;
}

/** Remembers the changes of primaries, newest first. */
export interface PrimaryHistory {
  readonly see: (judgement: Judgement) => PrimaryChange | undefined;
  readonly changes: (cluster: string) => readonly PrimaryChange[];
}

/** Of each cluster. */
const REMEMBERED = 50;

interface Sight {
  readonly primary: string;
  readonly lastSeen: Instant;
  readonly kind: PrimaryChange['kind'];
}

export function primaryHistory(): PrimaryHistory {
  const sights = new Map<string, Sight>();
  const changes = new Map<string, readonly PrimaryChange[]>();
  return {
    see: (judgement) => {
      const { cluster, members } = judgement;
      const before = sights.get(cluster);
      const kind = worse(kindOf(judgement), before?.kind ?? 'change');
      const [primary, another] = members.filter(({ role }) => role === 'primary');
      if (primary === undefined || another !== undefined || primary.lastAnswer === null) {
        if (before !== undefined) sights.set(cluster, { ...before, kind });
        return undefined;
      }
      const isNew = before !== undefined && before.primary !== primary.name;
      sights.set(cluster, {
        primary: primary.name,
        lastSeen: primary.lastAnswer,
        kind: isNew ? 'change' : kindOf(judgement),
      });
      if (!isNew) return undefined;
      const change: PrimaryChange = {
        ...{ cluster, from: before.primary, to: primary.name, kind },
        ...{ lastOfOld: before.lastSeen, firstOfNew: primary.lastAnswer },
      };
      changes.set(cluster, [change, ...(changes.get(cluster) ?? [])].slice(0, REMEMBERED));
      return change;
    },
    changes: (cluster) => changes.get(cluster) ?? [],
  };
}

const KINDS = ['change', 'switchover', 'failover', 'split-brain'] as const;

function kindOf({ conditions }: Judgement): PrimaryChange['kind'] {
  const states = new Set(conditions.map(({ state }) => state));
  if (states.has('dual-writing') || states.has('dual-writable')) return 'split-brain';
  if (states.has('failover') || states.has('no-primary') || states.has('unaccounted-primary')) return 'failover';
  return states.has('switchover') ? 'switchover' : 'change';
}

function worse(a: PrimaryChange['kind'], b: PrimaryChange['kind']): PrimaryChange['kind'] {
  return KINDS.indexOf(a) > KINDS.indexOf(b) ? a : b;
}
