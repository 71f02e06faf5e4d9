import type { Breach, StateRule } from '../rule.ts';
import { byteLength } from '../values/byte-length.ts';
import { parseGoInt, parseGoUint } from '../values/go-integer.ts';
import { isLsn } from '../values/lsn.ts';
import { isTargetTime } from '../values/target-time.ts';
import { CLUSTER_ERROR, WEBHOOK } from './cluster-error.ts';
import type { ClusterResource, RecoveryTarget } from './cluster-resource.ts';

const PATH = ['spec', 'bootstrap', 'recovery', 'recoveryTarget'] as const;
/** PostgreSQL keeps the names of restore points in 64 bytes, the last of them zero. */
const MAX_NAME_BYTES = 63;
const SOURCE = `${WEBHOOK}: validateRecoveryTarget`;

/** Rules about the point up to which a cluster is recovered. */
export const recoveryTargetRules: readonly StateRule<ClusterResource>[] = [
  {
    ...CLUSTER_ERROR,
    id: 'target-exclusive',
    summary: 'A recovery has at most one target. targetImmediate counts as one even when it is false.',
    remedy: 'Keep one of targetTime, targetLSN, targetXID, targetName and targetImmediate.',
    source: `${WEBHOOK}: validateTargetExclusiveness`,
    breaches: (cluster) =>
      judge(cluster, (target) => {
        const given = [...textTargets(target), ...(target.targetImmediate === undefined ? [] : ['targetImmediate'])];
        return given.length > 1 ? [{ path: PATH, found: given.join(' and ') }] : [];
      }),
    vectors: {
      fails: recoveringTo({ targetTime: '2024-01-01', targetLSN: '0/1' }),
      passes: recoveringTo({ targetTime: '2024-01-01' }),
    },
  },
  {
    ...CLUSTER_ERROR,
    id: 'target-time',
    summary: 'targetTime is a time as PostgreSQL writes it, or one of RFC 3339.',
    remedy: 'Write it like 2026-03-01T10:30:00Z or 2026-03-01 10:30:00+00, with seconds.',
    source: SOURCE,
    breaches: (cluster) =>
      judge(cluster, ({ targetTime = '' }) =>
        targetTime === '' || isTargetTime(targetTime) ? [] : [insteadOf('targetTime', targetTime)],
      ),
    vectors: {
      fails: recoveringTo({ targetTime: '2024-01-01T10:00' }),
      passes: recoveringTo({ targetTime: '2024-01-01T10:00:00' }),
    },
  },
  {
    ...CLUSTER_ERROR,
    id: 'target-lsn',
    summary: 'targetLSN is a position in the WAL: two hexadecimal numbers around a slash.',
    remedy: 'Write it as PostgreSQL prints it: 16/B374D848.',
    source: SOURCE,
    breaches: (cluster) =>
      judge(cluster, ({ targetLSN = '' }) =>
        targetLSN === '' || isLsn(targetLSN) ? [] : [insteadOf('targetLSN', targetLSN)],
      ),
    vectors: { fails: recoveringTo({ targetLSN: '0-1' }), passes: recoveringTo({ targetLSN: '0/1' }) },
  },
  {
    ...CLUSTER_ERROR,
    id: 'target-xid',
    summary: 'targetXID is the number of a transaction: 0 to 4294967295, without a sign.',
    remedy: 'Write the 32-bit number that PostgreSQL logs; cut the epoch off a 64-bit one.',
    source: SOURCE,
    breaches: (cluster) =>
      judge(cluster, ({ targetXID = '' }) =>
        targetXID === '' || parseGoUint(targetXID, { base: 10, bits: 32 }) !== undefined
          ? []
          : [{ path: [...PATH, 'targetXID'], found: JSON.stringify(targetXID) }],
      ),
    vectors: {
      fails: recoveringTo({ targetXID: '+5', backupID: 'b' }),
      passes: recoveringTo({ targetXID: '5', backupID: 'b' }),
    },
  },
  {
    ...CLUSTER_ERROR,
    id: 'target-name-length',
    summary: 'The name of a restore point is shorter than 64 bytes.',
    remedy: 'Use the name that pg_create_restore_point was given: it takes no longer ones either.',
    source: SOURCE,
    breaches: (cluster) =>
      judge(cluster, ({ targetName = '' }) => {
        const bytes = byteLength(targetName);
        return bytes > MAX_NAME_BYTES ? [{ path: [...PATH, 'targetName'], found: `${bytes} bytes` }] : [];
      }),
    vectors: {
      fails: recoveringTo({ targetName: 'ä'.repeat(32), backupID: 'b' }),
      passes: recoveringTo({ targetName: `${'ä'.repeat(31)}n`, backupID: 'b' }),
    },
  },
  {
    ...CLUSTER_ERROR,
    id: 'target-name-control',
    summary: 'The name of a restore point has no control characters: no tab, no line break.',
    remedy: 'Remove them.',
    source: SOURCE,
    breaches: (cluster) =>
      judge(cluster, ({ targetName = '' }) =>
        Array.from(targetName).some(isControl)
          ? [{ path: [...PATH, 'targetName'], found: JSON.stringify(targetName) }]
          : [],
      ),
    vectors: {
      fails: recoveringTo({ targetName: 'a\tb', backupID: 'b' }),
      passes: recoveringTo({ targetName: 'a b', backupID: 'b' }),
    },
  },
  {
    ...CLUSTER_ERROR,
    id: 'target-backup-id',
    type: 'FieldValueRequired',
    summary: 'For a target without a time nobody can tell which backup is early enough: backupID names it.',
    remedy: 'Set backupID to a backup that ended before the target. Volume snapshots need none.',
    source: SOURCE,
    breaches: (cluster) => {
      if (cluster.spec.bootstrap?.recovery?.volumeSnapshots !== undefined) return [];
      return judge(cluster, (target) => {
        const { targetName = '', targetXID = '', targetImmediate, backupID = '' } = target;
        const timeless = targetName !== '' || targetXID !== '' || targetImmediate !== undefined;
        return timeless && backupID === '' ? [{ path: PATH, found: 'no backupID' }] : [];
      });
    },
    vectors: {
      fails: recoveringTo({ targetName: 'n' }),
      passes: recoveringTo({ targetName: 'n', backupID: 'b' }),
    },
  },
  {
    ...CLUSTER_ERROR,
    id: 'target-tli',
    summary: 'targetTLI is latest, or the number of a timeline, from 1.',
    remedy: 'Write "latest" or a decimal number: timeline 0000000A is "10".',
    source: SOURCE,
    breaches: (cluster) =>
      judge(cluster, ({ targetTLI = '' }) =>
        targetTLI === '' || targetTLI === 'latest' || (parseGoInt(targetTLI) ?? 0n) >= 1n
          ? []
          : [{ path: [...PATH, 'targetTLI'], found: JSON.stringify(targetTLI) }],
      ),
    vectors: { fails: recoveringTo({ targetTLI: '0' }), passes: recoveringTo({ targetTLI: '1' }) },
  },
];

function judge({ spec }: ClusterResource, breaches: (target: RecoveryTarget) => readonly Breach[]): readonly Breach[] {
  const target = spec.bootstrap?.recovery?.recoveryTarget;
  return target === undefined ? [] : breaches(target);
}

function textTargets(target: RecoveryTarget): readonly string[] {
  return (['targetTime', 'targetLSN', 'targetXID', 'targetName'] as const).filter((key) => (target[key] ?? '') !== '');
}

/** The operator prints the target as a whole. */
function insteadOf(key: 'targetTime' | 'targetLSN', value: string): Breach {
  return { path: [...PATH, key], found: JSON.stringify(value), reported: PATH.join('.') };
}

function isControl(character: string): boolean {
  return character < ' ' || character === '\u007f';
}

function recoveringTo(recoveryTarget: RecoveryTarget) {
  return {
    spec: {
      bootstrap: { recovery: { source: 'x', recoveryTarget } },
      externalClusters: [{ name: 'x', connectionParameters: { host: 'h' } }],
    },
  };
}
