import { bytes, counted, duration, sizeBytes } from '../reading/amounts.ts';
import { moment } from '../reading/fields.ts';
import { conditionOf } from '../reading/objects.ts';
import type { Check, Found } from './check.ts';
import { kubectl, psql } from './next-steps.ts';
import { lastOf, lineQuoted, quoted } from './quoting.ts';
import { answersNotSeen, linesOf, notSeen, type Scene } from './scene.ts';

const RECENT = 3_600_000;

export const archivingCheck: Check = {
  name: 'archiving',
  question: 'Does the WAL reach the archive?',
  findings: {
    'archive-not-empty': {
      severity: 'critical',
      meaning:
        'The folder of the archive holds WAL of a database before this one: the plugin refuses to write into it.',
      shownBy: '"Expected empty archive" in the plugin’s log.',
      steps:
        'Give the cluster a server name of its own. After a failover of the same cluster see the plugin’s issue 842; the old files are the only backup of what was before: do not delete them.',
      explains: ['archiving-failing', 'wal-backlog', 'disk-filling', 'disk-full', 'backup-failed', 'bootstrap-failed'],
    },
    'archiving-failing': {
      severity: 'critical',
      meaning: 'WAL does not reach the archive: what was committed since cannot be restored, and the volume fills.',
      shownBy:
        'pg_stat_archiver of the primary: the last failure is younger than the last success. The Cluster’s condition is not asked: it is stale on an idle database.',
      steps: 'See the plugin’s log in the primary’s pod; it retries by itself once the cause is gone.',
      explains: ['wal-backlog', 'disk-filling', 'disk-full', 'backup-failed'],
    },
    'wal-backlog': {
      severity: 'warning',
      meaning: 'Many segments wait to be archived.',
      shownBy: 'Files with .ready in the primary.',
      steps: 'See whether archiving fails, or is slower than WAL is written: wal.maxParallel, the sidecar’s limits.',
      explains: ['disk-filling', 'disk-full'],
    },
    'archiving-off': {
      severity: 'critical',
      meaning: 'The cluster is to be archived, and its primary archives nothing.',
      shownBy: 'archive_mode of the primary, and whether the plugin is the archiver.',
      steps: 'isWALArchiver has to be true for the plugin.',
      explains: ['backup-failed'],
    },
  },
  judge: (scene) => {
    const { plugin, primary } = scene;
    if (plugin === undefined) {
      return {
        found: [],
        unseen: notSeen({ Cluster: scene.evidence.cluster }),
        fine: 'the cluster has no archive, and none is asked for',
      };
    }
    const archiver = primary?.answer.archiver;
    const proven = archiver !== undefined && archiver.lastArchivedAt !== null;
    return {
      found: [...notEmpty(scene), ...failing(scene), ...backlog(scene), ...off(scene)],
      unseen: [
        ...answersNotSeen(scene),
        ...(primary === undefined ? ['no primary answered by SQL'] : []),
        ...(primary !== undefined && !proven ? [`${primary.pod} has archived nothing yet`] : []),
        ...(primary?.answer.readySegments === null ? [`segments of ${primary.pod} that wait`] : []),
      ],
      fine: `${primary?.pod ?? ''} archived ${archiver?.lastArchived ?? ''} ${archiver?.lastArchivedAt ?? ''}, and ${counted(primary?.answer.readySegments ?? 0, 'segment')} wait`,
    };
  },
};

function notEmpty(scene: Scene): readonly Found[] {
  const lines = linesOf(scene, () => true).filter(
    ({ text, at }) => text.includes('Expected empty archive') && (at === undefined || at > scene.now - RECENT),
  );
  const archiver = scene.primary?.answer.archiver;
  const healed =
    (moment(archiver?.lastArchivedAt) ?? 0) >
    Math.max(moment(archiver?.lastFailedAt) ?? 0, ...lines.map(({ at }) => at ?? 0));
  if (lines.length === 0 || healed) return [];
  return [
    {
      id: 'archive-not-empty',
      subject: `archive ${scene.plugin?.serverName ?? ''}`,
      headline: `The archive folder ${scene.plugin?.serverName ?? ''} already holds WAL of another database: nothing is archived.`,
      evidence: lastOf(lines, 2).map(lineQuoted),
      nextSteps: [
        'npm run catalog -- <address>, for what lies there',
        'give this cluster another backup.serverName in its file (npx postgres-ha edit), npm run render, commit, and make a base backup',
        'Do not delete what lies there: it may be the only backup of what was before.',
      ],
    },
  ];
}

function failing(scene: Scene): readonly Found[] {
  const { primary, plugin, cluster } = scene;
  const sidecar = linesOf(scene, ({ container }) => container === 'plugin-barman-cloud').filter(
    ({ level, at }) => level === 'error' && (at === undefined || at > scene.now - RECENT),
  );
  const pod = primary?.pod ?? scene.currentPrimary ?? `${scene.name}-1`;
  const nextSteps = [
    kubectl(scene, `logs ${pod} -c plugin-barman-cloud --tail=50`),
    psql(scene, pod, 'SELECT * FROM pg_stat_archiver'),
    kubectl(scene, `get objectstores ${plugin?.objectStore ?? ''} -o yaml`),
  ];
  if (primary === undefined) {
    const condition = cluster === undefined ? undefined : conditionOf(cluster, 'ContinuousArchiving');
    if (condition?.status !== 'False') return [];
    return [
      {
        id: 'archiving-failing',
        subject: `Cluster ${scene.name}`,
        headline: `WAL of ${scene.name} was not archived when it was last tried.`,
        evidence: [
          `condition ContinuousArchiving False: ${quoted(condition.message)}`,
          ...lastOf(sidecar, 2).map(lineQuoted),
        ],
        nextSteps,
      },
    ];
  }
  const { archiver, readySegments } = primary.answer;
  const failed = moment(archiver.lastFailedAt);
  const archived = moment(archiver.lastArchivedAt);
  // A failure of before a success is history; so is one that nothing waits for any more.
  if (failed === undefined || (archived !== undefined && archived >= failed) || readySegments === 0) return [];
  return [
    {
      id: 'archiving-failing',
      subject: `instance ${primary.pod}`,
      headline: `${primary.pod} cannot archive WAL: ${archiver.lastFailed ?? 'a segment'} failed ${duration(scene.now - failed)} ago${archived === undefined ? ', and none was ever archived' : `, the last success was ${duration(scene.now - archived)} ago`}.`,
      evidence: [
        `pg_stat_archiver of ${primary.pod}: archived ${archiver.archived}, failed ${archiver.failed}, last failed ${archiver.lastFailed ?? '?'} at ${archiver.lastFailedAt ?? '?'}`,
        ...(readySegments === null ? [] : [`${counted(readySegments, 'segment')} wait`]),
        ...lastOf(sidecar, 2).map(lineQuoted),
      ],
      nextSteps,
    },
  ];
}

function backlog(scene: Scene): readonly Found[] {
  const { primary } = scene;
  const ready = primary?.answer.readySegments ?? 0;
  if (primary === undefined || ready < scene.limits.walBacklogSegments) return [];
  const size = sizeBytes(primary.answer.settings['wal_segment_size']) ?? 16 * 1024 ** 2;
  return [
    {
      id: 'wal-backlog',
      subject: `instance ${primary.pod}`,
      headline: `${counted(ready, 'segment')} (${bytes(ready * size)}) of ${primary.pod} wait to be archived.`,
      evidence: [
        `files with .ready: ${ready}`,
        ...(primary.answer.walBytes === null ? [] : [`pg_wal: ${bytes(primary.answer.walBytes)}`]),
      ],
      nextSteps: [kubectl(scene, `logs ${primary.pod} -c plugin-barman-cloud --tail=50`)],
    },
  ];
}

function off(scene: Scene): readonly Found[] {
  const { primary, plugin } = scene;
  const mode = primary?.answer.settings['archive_mode'];
  if (plugin?.archives !== false && mode !== 'off') return [];
  return [
    {
      id: 'archiving-off',
      subject: `Cluster ${scene.name}`,
      headline: `${scene.name} has an ObjectStore and archives no WAL into it.`,
      evidence: [
        `isWALArchiver of the plugin: ${String(plugin?.archives ?? false)}`,
        `archive_mode: ${mode ?? 'not seen'}`,
      ],
      nextSteps: [
        'npm run check',
        kubectl(scene, `get clusters.postgresql.cnpg.io ${scene.name} -o jsonpath='{.spec.plugins}'`),
      ],
    },
  ];
}
