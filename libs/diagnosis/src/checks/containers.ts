import { at, textAt } from '../reading/fields.ts';
import { nameOf } from '../reading/objects.ts';
import { containersOf, isReady } from '../reading/pods.ts';
import type { Check, Found } from './check.ts';
import { edit, kubectl } from './next-steps.ts';
import { eventQuoted, lastOf, lineQuoted, quoted } from './quoting.ts';
import { eventsAbout, kindsNotSeen, linesOf, notSeen, type Scene } from './scene.ts';

const DOWN = [
  'instance-not-ready',
  'cluster-not-ready',
  'standby-not-streaming',
  'synchronous-degraded',
  'no-primary',
  'probe-failing',
  'no-answer',
  'pooler-not-ready',
  'service-without-endpoints',
  'bootstrap-failed',
];
const RECENT = 3_600_000;

export const containersCheck: Check = {
  name: 'containers',
  question: 'Does every container stay up?',
  findings: {
    'out-of-memory': {
      severity: 'critical',
      meaning: 'The kernel ended a container because it used more memory than its limit.',
      shownBy: 'The reason OOMKilled of its last run.',
      steps:
        'Give it more memory, or let it use less: shared_buffers, work_mem times connections. For the sidecar, its own resources.',
      explains: [
        ...DOWN,
        'crash-looping',
        'archiving-failing',
        'backup-failed',
        'failover-stuck',
        'plugin-sidecar-down',
      ],
    },
    'crash-looping': {
      severity: 'critical',
      meaning: 'A container ends again and again.',
      shownBy: 'Its restarts, exit code and the last lines of its log.',
      steps: 'Read the end of the last run’s log.',
      explains: DOWN,
    },
    'container-config': {
      severity: 'critical',
      meaning: 'A container cannot be made: something that its pod refers to is missing.',
      shownBy: 'The waiting reason of the container.',
      steps: 'Make the Secret or ConfigMap that it names.',
      explains: DOWN,
    },
    'probe-failing': {
      severity: 'warning',
      meaning: 'A probe of a container fails.',
      shownBy: 'The kubelet’s events.',
      steps: 'See the log of the container, and what the probe asks.',
      symptom: true,
      explains: ['instance-not-ready'],
    },
    evicted: {
      severity: 'critical',
      meaning: 'The kubelet removed a pod to save its node.',
      shownBy: 'The reason of the pod’s phase.',
      steps: 'See what the node ran out of.',
      explains: DOWN,
    },
  },
  judge: (scene) => ({
    found: [...scene.instancePods, ...scene.poolerPods].flatMap((pod) => ofPod(scene, pod)),
    unseen: [...kindsNotSeen(scene, 'Pod'), ...notSeen({ events: scene.evidence.events })],
    fine: `no container of ${scene.instancePods.length + scene.poolerPods.length} pods was ended or restarts`,
  }),
};

function ofPod(scene: Scene, pod: Scene['instancePods'][number]): readonly Found[] {
  const name = nameOf(pod);
  if (textAt(pod, 'status', 'reason') === 'Evicted') {
    return [
      {
        id: 'evicted',
        subject: `pod ${name}`,
        headline: `${name} was evicted from ${textAt(pod, 'spec', 'nodeName') ?? 'its node'}.`,
        evidence: [quoted(textAt(pod, 'status', 'message') ?? '')],
        nextSteps: [
          kubectl(scene, `describe pod ${name}`),
          `kubectl describe node ${textAt(pod, 'spec', 'nodeName') ?? '<node>'}`,
        ],
      },
    ];
  }
  const found = containersOf(pod).flatMap((container): readonly Found[] => {
    const { waiting, lastTerminated: last } = container;
    const ended = container.terminated ?? last;
    const recent = ended?.finishedAt !== undefined && scene.now - ended.finishedAt < RECENT;
    const place = `${name}/${container.name}`;
    const lines = linesOf(scene, (log) => log.pod === name && log.container === container.name).filter(
      ({ level }) => !['info', 'debug', 'log'].includes(level),
    );
    const steps = [
      kubectl(scene, `logs ${name} -c ${container.name} --previous --tail=50`),
      kubectl(scene, `describe pod ${name}`),
    ];
    if (ended?.reason === 'OOMKilled' && (recent || !container.ready)) {
      return [
        {
          id: 'out-of-memory',
          subject: `container ${place}`,
          headline: `${place} was ended for using more memory than it may (OOMKilled), ${container.restarts} restarts.`,
          evidence: [
            `last run: exit code ${ended.exitCode}, OOMKilled`,
            `limit: ${memoryLimit(pod, container.name) ?? 'none of its own'}`,
          ],
          nextSteps: [
            container.name === 'postgres'
              ? edit(scene, 'resources.memory=<more>')
              : kubectl(scene, `describe pod ${name}`),
            ...steps,
          ],
        },
      ];
    }
    if (
      waiting?.reason === 'CreateContainerConfigError' ||
      waiting?.reason === 'CreateContainerError' ||
      waiting?.reason === 'RunContainerError'
    ) {
      return [
        {
          id: 'container-config',
          subject: `container ${place}`,
          headline: `${place} cannot be started: ${waiting.reason}.`,
          evidence: [quoted(waiting.message)],
          nextSteps: [kubectl(scene, `describe pod ${name}`), kubectl(scene, 'get secrets,configmaps')],
        },
      ];
    }
    const looping = waiting?.reason === 'CrashLoopBackOff' || (!container.ready && container.restarts >= 3 && recent);
    if (!looping) return [];
    return [
      {
        id: 'crash-looping',
        subject: `container ${place}`,
        headline: `${place} ends again and again: ${container.restarts} restarts${ended === undefined ? '' : `, exit code ${ended.exitCode}`}.`,
        evidence: [
          `container ${place}: ${waiting?.reason ?? 'not ready'}${ended === undefined || ended.reason === '' ? '' : `, last run ${ended.reason}`}`,
          ...(ended === undefined || ended.message === '' ? [] : [quoted(ended.message)]),
          ...lastOf(lines, 3).map(lineQuoted),
        ],
        nextSteps: steps,
      },
    ];
  });
  const probes = isReady(pod)
    ? []
    : eventsAbout(scene, { kind: 'Pod', name, reasons: ['Unhealthy'], withinMs: 600_000 });
  if (probes.length === 0 || found.length > 0) return found;
  return [
    {
      id: 'probe-failing',
      subject: `pod ${name}`,
      headline: `A probe of ${name} fails.`,
      evidence: lastOf(probes, 2).map(eventQuoted),
      nextSteps: [kubectl(scene, `describe pod ${name}`), kubectl(scene, `logs ${name} --all-containers --tail=50`)],
    },
  ];
}

function memoryLimit(pod: unknown, container: string): string | undefined {
  const specs = [at(pod, 'spec', 'containers'), at(pod, 'spec', 'initContainers')].flatMap((each) =>
    Array.isArray(each) ? (each as readonly unknown[]) : [],
  );
  return textAt(
    specs.find((each) => textAt(each, 'name') === container),
    'resources',
    'limits',
    'memory',
  );
}
