import { nameOf } from '../reading/objects.ts';
import { isReady } from '../reading/pods.ts';
import type { Check } from './check.ts';
import { kubectl } from './next-steps.ts';
import { answersNotSeen, notSeen, type Scene } from './scene.ts';

export const answersCheck: Check = {
  name: 'answers',
  question: 'Does every instance answer?',
  findings: {
    'no-answer': {
      severity: 'warning',
      meaning: 'An instance whose pod is ready did not answer in time.',
      shownBy: 'psql inside its pod.',
      steps: 'See its load, its connections and its disk.',
      symptom: true,
    },
  },
  judge: (scene) => ({
    found: scene.evidence.instances.flatMap(({ pod, answer }) => {
      const object = scene.instancePods.find((each) => nameOf(each) === pod);
      if (
        answer.kind === 'seen' ||
        answer.reason === 'forbidden' ||
        answer.reason === 'skipped' ||
        object === undefined ||
        !isReady(object)
      )
        return [];
      if (answer.reason === 'unreadable') return [];
      return [
        {
          id: 'no-answer',
          subject: `instance ${pod}`,
          headline: `${pod} did not answer SQL: ${answer.reason}.`,
          evidence: [answer.detail],
          nextSteps: [
            kubectl(scene, `exec ${pod} -c postgres -- psql -c 'SELECT 1'`),
            kubectl(scene, `logs ${pod} -c postgres --tail=50`),
          ],
        },
      ];
    }),
    unseen: [...answersNotSeen(scene), ...notSeen({ Cluster: scene.evidence.cluster })],
    fine: fineOf(scene),
  }),
};

function fineOf(scene: Scene): string {
  return `${[...scene.answers].map(([pod, { version }]) => `${pod} (${version.split(' ')[0] ?? ''})`).join(', ')} answered`;
}
