import { numberAt, textAt, timeAt } from '../reading/fields.ts';
import { conditionOf, labelOf, nameOf } from '../reading/objects.ts';
import { containersOf, isDone } from '../reading/pods.ts';
import { duration } from '../reading/amounts.ts';
import type { Check, Found } from './check.ts';
import { kubectl } from './next-steps.ts';
import { eventQuoted, lastOf, lineQuoted } from './quoting.ts';
import { eventsAbout, kindsNotSeen, linesOf, list, notSeen, type Scene } from './scene.ts';

const UNMADE = [
  'cluster-not-ready',
  'instances-missing',
  'instance-not-ready',
  'no-primary',
  'standby-not-streaming',
  'synchronous-degraded',
  'service-without-endpoints',
  'pooler-not-ready',
];

export const bootstrapCheck: Check = {
  name: 'bootstrap',
  question: 'Did the jobs that make instances do their work?',
  findings: {
    'bootstrap-failed': {
      severity: 'critical',
      meaning: 'A job that makes an instance (initdb, join, recovery) failed.',
      shownBy: 'The job’s pods and the end of their log.',
      steps: 'By the last lines. A failed first instance has no data: delete the job’s pod to let it try again.',
      explains: UNMADE,
    },
    'recovery-target-missed': {
      severity: 'critical',
      meaning: 'A recovery ended before its target: the archive has no WAL up to it.',
      shownBy: '"recovery ended before configured recovery target was reached" in the log.',
      steps: 'Choose a target that the archive reaches: backup-verifier says which.',
      explains: ['bootstrap-failed', ...UNMADE],
    },
    'bootstrap-stuck': {
      severity: 'warning',
      meaning: 'A job that makes an instance has run for a long time.',
      shownBy: 'When the job began.',
      steps: 'A large database takes its time. An injected proxy keeps a job’s pod from ending.',
      symptom: true,
      explains: ['instances-missing', 'cluster-not-ready'],
    },
  },
  judge: (scene) => {
    const jobs = list(scene, 'Job').filter((job) => labelOf(job, 'cnpg.io/cluster') === scene.name);
    return {
      found: jobs.flatMap((job) => ofJob(scene, job)),
      unseen: [...kindsNotSeen(scene, 'Job', 'Pod'), ...notSeen({ events: scene.evidence.events })],
      fine: jobs.length === 0 ? 'no job is left, and none failed' : `${jobs.length} jobs, none failed`,
    };
  },
};

function ofJob(scene: Scene, job: Scene['jobPods'][number]): readonly Found[] {
  const name = nameOf(job);
  const role = labelOf(job, 'cnpg.io/jobRole') ?? name.replace(/^.*-\d+-/, '');
  if (conditionOf(job, 'Complete')?.status === 'True') return [];
  const pods = scene.jobPods.filter((pod) => nameOf(pod).startsWith(`${name}-`) && !isDone(pod));
  const failed = numberAt(job, 'status', 'failed') ?? 0;
  const ended = pods.flatMap((pod) =>
    containersOf(pod).flatMap((each) =>
      (each.terminated ?? each.lastTerminated) === undefined || (each.terminated ?? each.lastTerminated)?.exitCode === 0
        ? []
        : [{ pod: nameOf(pod), each }],
    ),
  );
  const lines = linesOf(scene, ({ pod }) => pod.startsWith(`${name}-`));
  const wrong = lines.filter(({ level }) => ['error', 'fatal', 'panic'].includes(level));
  const shown = [
    ...(failed > 0 ? [`Job ${name}: ${failed} failed`] : []),
    ...ended
      .slice(0, 2)
      .map(
        ({ pod, each }) =>
          `pod ${pod}, container ${each.name}: exit code ${(each.terminated ?? each.lastTerminated)?.exitCode ?? '?'}`,
      ),
    ...lastOf(wrong.length > 0 ? wrong : lines, 4).map(lineQuoted),
    ...lastOf(
      eventsAbout(scene, { kind: 'Job', name }).filter(({ warning }) => warning),
      2,
    ).map(eventQuoted),
  ];
  const steps = [
    kubectl(scene, `logs job/${name} --all-containers --tail=100`),
    kubectl(scene, `describe job ${name}`),
  ];
  const missed = lines.some(({ message }) =>
    message.includes('recovery ended before configured recovery target was reached'),
  );
  if (missed) {
    return [
      {
        id: 'recovery-target-missed',
        subject: `Job ${name}`,
        headline: `The recovery of ${scene.name} ended before its target: the archive does not reach it.`,
        evidence: shown,
        nextSteps: ['npm run catalog -- <address>, for what the archive has', ...steps],
      },
    ];
  }
  if (failed > 0 || ended.length > 0) {
    return [
      {
        id: 'bootstrap-failed',
        subject: `Job ${name}`,
        headline: `The ${role} job ${name} fails: no instance is made.`,
        evidence: shown,
        nextSteps: steps,
      },
    ];
  }
  const began = timeAt(job, 'status', 'startTime') ?? timeAt(job, 'metadata', 'creationTimestamp');
  if (began === undefined || scene.now - began < 1_800_000) return [];
  return [
    {
      id: 'bootstrap-stuck',
      subject: `Job ${name}`,
      headline: `The ${role} job ${name} has run for ${duration(scene.now - began)}.`,
      evidence: [`started ${textAt(job, 'status', 'startTime') ?? '?'}`, ...shown],
      nextSteps: steps,
    },
  ];
}
