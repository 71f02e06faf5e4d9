import type { KubeObject } from '@postgres-ha/kube-manifest';
import { duration } from '../reading/amounts.ts';
import { at, textAt, timeAt } from '../reading/fields.ts';
import { nameOf } from '../reading/objects.ts';
import type { Check, Found } from './check.ts';
import { edit, kubectl } from './next-steps.ts';
import { eventQuoted, lastOf, quoted } from './quoting.ts';
import { eventsAbout, kindsNotSeen, list, named, notSeen, type Scene } from './scene.ts';

const STUCK = 6 * 3_600_000;
const DONE = new Set(['completed', 'failed', 'walArchivingFailing', 'invalid backup definition']);

export const backupsCheck: Check = {
  name: 'backups',
  question: 'Is there a recent base backup, and will there be a next one?',
  findings: {
    'backup-failed': {
      severity: 'critical',
      meaning: 'The newest base backup failed.',
      shownBy: 'The Backup’s phase and error.',
      steps: 'By its error; then make one now.',
      explains: ['backup-overdue', 'backup-never'],
    },
    'backup-stuck': {
      severity: 'critical',
      meaning: 'A Backup runs for too long; the schedule makes no other one while it does.',
      shownBy: 'The Backup’s phase and when it began.',
      steps:
        'See the plugin’s log. Deleting the Backup object lets the schedule go on, and deletes nothing in the archive.',
      explains: ['backup-overdue', 'backup-never'],
    },
    'backup-never': {
      severity: 'critical',
      meaning: 'There is no base backup: nothing can be restored, however much WAL is archived.',
      shownBy: 'Backups and the ObjectStore’s recovery window.',
      steps: 'Make one now, and see why the schedule made none.',
    },
    'backup-overdue': {
      severity: 'warning',
      meaning: 'The newest base backup is old: a restore has to replay more WAL.',
      shownBy: 'When the newest one was completed.',
      steps: 'See the schedule and failed Backups.',
    },
    'schedule-suspended': {
      severity: 'warning',
      meaning: 'The schedule of base backups is suspended.',
      shownBy: 'spec.suspend of the ScheduledBackup.',
      steps: 'Set it to false in the cluster’s file.',
      explains: ['backup-overdue', 'backup-never'],
    },
    'schedule-missing': {
      severity: 'warning',
      meaning: 'No schedule makes base backups of this cluster.',
      shownBy: 'The list of ScheduledBackups.',
      steps: 'backup.schedule in the cluster’s file; file 02 has it.',
      explains: ['backup-overdue', 'backup-never'],
    },
    'backup-method-wrong': {
      severity: 'critical',
      meaning: 'A schedule makes backups by a method that this cluster does not have.',
      shownBy: 'spec.method of the ScheduledBackup: without it, barmanObjectStore.',
      steps: 'method: plugin, with pluginConfiguration.',
      explains: ['backup-failed', 'backup-never', 'backup-overdue'],
    },
  },
  judge: (scene) => {
    if (scene.plugin === undefined) {
      return {
        found: [],
        unseen: notSeen({ Cluster: scene.evidence.cluster }),
        fine: 'the cluster has no archive, and none is asked for',
      };
    }
    const newest = newestBackup(scene);
    return {
      found: [...schedules(scene), ...ofBackups(scene), ...age(scene, newest)],
      unseen: [
        ...kindsNotSeen(scene, 'Backup', 'ScheduledBackup', 'ObjectStore'),
        ...notSeen({ events: scene.evidence.events }),
      ],
      fine: newest === undefined ? '' : `the newest was completed ${duration(scene.now - newest)} ago`,
    };
  },
};

function own(scene: Scene, kind: 'Backup' | 'ScheduledBackup'): readonly KubeObject[] {
  return list(scene, kind).filter((each) => textAt(each, 'spec', 'cluster', 'name') === scene.name);
}

/** When the newest base backup was completed, in milliseconds, as Backups and the ObjectStore say. */
export function newestBackup(scene: Scene): number | undefined {
  const completed = own(scene, 'Backup')
    .filter((backup) => textAt(backup, 'status', 'phase') === 'completed')
    .map((backup) => timeAt(backup, 'status', 'stoppedAt') ?? timeAt(backup, 'metadata', 'creationTimestamp'));
  const store = named(list(scene, 'ObjectStore'), scene.plugin?.objectStore ?? '');
  const recorded = timeAt(
    store,
    'status',
    'serverRecoveryWindow',
    scene.plugin?.serverName ?? '',
    'lastSuccessfulBackupTime',
  );
  const times = [...completed, recorded].filter((time) => time !== undefined);
  return times.length === 0 ? undefined : Math.max(...times);
}

function schedules(scene: Scene): readonly Found[] {
  const all = own(scene, 'ScheduledBackup');
  const steps = [kubectl(scene, 'get scheduledbackups'), edit(scene, "backup.schedule='0 2 * * *'")];
  if (all.length === 0) {
    if (scene.evidence.objects.ScheduledBackup.kind !== 'seen') return [];
    return [
      {
        id: 'schedule-missing',
        subject: `Cluster ${scene.name}`,
        headline: `No schedule makes base backups of ${scene.name}.`,
        evidence: [
          `ScheduledBackups of ${scene.namespace}: ${list(scene, 'ScheduledBackup').map(nameOf).join(', ') || 'none'}`,
        ],
        nextSteps: steps,
      },
    ];
  }
  return all.flatMap((schedule): readonly Found[] => {
    const name = nameOf(schedule);
    const method = textAt(schedule, 'spec', 'method') ?? 'barmanObjectStore';
    const found: Found[] = [];
    if (at(schedule, 'spec', 'suspend') === true) {
      found.push({
        id: 'schedule-suspended',
        subject: `ScheduledBackup ${name}`,
        headline: `The schedule ${name} is suspended.`,
        evidence: ['spec.suspend: true', `last scheduled ${textAt(schedule, 'status', 'lastScheduleTime') ?? 'never'}`],
        nextSteps: steps,
      });
    }
    if (method === 'barmanObjectStore') {
      found.push({
        id: 'backup-method-wrong',
        subject: `ScheduledBackup ${name}`,
        headline: `The schedule ${name} makes backups by ${method}, and ${scene.name} has the plugin.`,
        evidence: [`spec.method: ${textAt(schedule, 'spec', 'method') ?? 'left out, which means barmanObjectStore'}`],
        nextSteps: ['npm run check', ...steps],
      });
    }
    return found;
  });
}

function ofBackups(scene: Scene): readonly Found[] {
  const backups = own(scene, 'Backup').toSorted((a, b) => (begun(b) ?? 0) - (begun(a) ?? 0));
  const ended = backups.filter((backup) => DONE.has(textAt(backup, 'status', 'phase') ?? ''));
  const found: Found[] = [];
  const [last] = ended;
  const phase = textAt(last, 'status', 'phase');
  if (last !== undefined && phase !== 'completed') {
    found.push({
      id: 'backup-failed',
      subject: `Backup ${nameOf(last)}`,
      headline: `The newest base backup ${nameOf(last)} ended as "${phase ?? ''}".`,
      evidence: [
        `status.error: ${quoted(textAt(last, 'status', 'error') ?? 'none')}`,
        ...lastOf(
          eventsAbout(scene, { kind: 'Backup', name: nameOf(last), withinMs: scene.limits.backupAgeSeconds * 1000 }),
          2,
        ).map(eventQuoted),
      ],
      nextSteps: [
        kubectl(scene, `describe backup ${nameOf(last)}`),
        `kubectl cnpg backup ${scene.name} -n ${scene.namespace} --method=plugin --plugin-name=barman-cloud.cloudnative-pg.io`,
      ],
    });
  }
  const hanging = backups.find(
    (backup) => !DONE.has(textAt(backup, 'status', 'phase') ?? '') && scene.now - (begun(backup) ?? scene.now) > STUCK,
  );
  if (hanging !== undefined) {
    found.push({
      id: 'backup-stuck',
      subject: `Backup ${nameOf(hanging)}`,
      headline: `Base backup ${nameOf(hanging)} has been "${textAt(hanging, 'status', 'phase') ?? 'without a phase'}" for ${duration(scene.now - (begun(hanging) ?? scene.now))}.`,
      evidence: [
        `started ${textAt(hanging, 'status', 'startedAt') ?? 'never'}`,
        'while it is there, the schedule makes no other one',
      ],
      nextSteps: [
        kubectl(scene, `describe backup ${nameOf(hanging)}`),
        kubectl(scene, `delete backup ${nameOf(hanging)} (deletes nothing in the archive)`),
      ],
    });
  }
  return found;
}

function age(scene: Scene, newest: number | undefined): readonly Found[] {
  const seen = scene.evidence.objects.Backup.kind === 'seen' && scene.evidence.objects.ObjectStore.kind === 'seen';
  const steps = [
    kubectl(scene, 'get backups,scheduledbackups'),
    `kubectl cnpg backup ${scene.name} -n ${scene.namespace} --method=plugin --plugin-name=barman-cloud.cloudnative-pg.io`,
  ];
  if (newest === undefined) {
    // One that runs may be the first.
    const running = own(scene, 'Backup').some((backup) => !DONE.has(textAt(backup, 'status', 'phase') ?? ''));
    const young = scene.now - (timeAt(scene.cluster, 'metadata', 'creationTimestamp') ?? 0) < 900_000;
    if (!seen || (running && young)) return [];
    return [
      {
        id: 'backup-never',
        subject: `Cluster ${scene.name}`,
        headline: `${scene.name} has no base backup: nothing of it can be restored.`,
        evidence: [
          `Backups: ${own(scene, 'Backup').length}, completed 0`,
          `ObjectStore ${scene.plugin?.objectStore ?? ''} has no recovery window of ${scene.plugin?.serverName ?? ''}`,
        ],
        nextSteps: steps,
      },
    ];
  }
  if (scene.now - newest <= scene.limits.backupAgeSeconds * 1000) return [];
  return [
    {
      id: 'backup-overdue',
      subject: `Cluster ${scene.name}`,
      headline: `The newest base backup of ${scene.name} is ${duration(scene.now - newest)} old.`,
      evidence: [`completed ${new Date(newest).toISOString()}`],
      nextSteps: steps,
    },
  ];
}

function begun(backup: KubeObject): number | undefined {
  return timeAt(backup, 'status', 'startedAt') ?? timeAt(backup, 'metadata', 'creationTimestamp');
}
