import type { SecretRemark, SecretSeen } from '../evidence/secret-seen.ts';
import type { Check, Found } from './check.ts';
import { kubectl } from './next-steps.ts';
import { secretReferences } from './secret-references.ts';
import { kindsNotSeen, notSeen, type Scene } from './scene.ts';

const OF_STORE = [
  'store-credentials-wrong',
  'store-access-denied',
  'archiving-failing',
  'backup-failed',
  'backup-never',
  'plugin-sidecar-down',
  'plugin-fails',
  'bootstrap-failed',
  'wal-backlog',
  'container-config',
];
const OF_OTHERS = [
  'container-config',
  'bootstrap-failed',
  'bootstrap-stuck',
  'instance-not-ready',
  'instances-missing',
  'cluster-not-ready',
  'pooler-inactive',
  'pooler-not-ready',
  'role-not-applied',
  'image-unavailable',
  'volume-not-attached',
  'cluster-objects-refused',
  'crash-looping',
  'probe-failing',
  'pooler-config-rejected',
  'pooler-login-fails',
  'service-without-endpoints',
];

const WORDS: Readonly<Record<SecretRemark, string>> = {
  empty: 'is empty',
  'trailing-newline': 'ends with a line end, as echo without -n leaves it',
  'surrounded-by-space': 'begins or ends with white space',
  'not-text': 'is no text',
};

export const secretsCheck: Check = {
  name: 'secrets',
  question: 'Is every Secret there that is referred to, with its keys?',
  findings: {
    'secret-missing': {
      severity: 'critical',
      meaning: 'A Secret that an object refers to is not there.',
      shownBy: 'The API server’s answer.',
      steps: 'See the ExternalSecret or whatever is to make it.',
      explains: [...OF_STORE, ...OF_OTHERS],
    },
    'secret-key-missing': {
      severity: 'critical',
      meaning: 'A Secret has not the key that is referred to.',
      shownBy: 'The Secret’s keys beside those that are named.',
      steps: 'Correct the key in the Secret, or the name of it where it is referred to.',
      explains: [...OF_STORE, ...OF_OTHERS],
    },
    'secret-value-odd': {
      severity: 'critical',
      meaning: 'A value of a Secret is empty or has white space around it, which hardly any credential has.',
      shownBy: 'Its length and ends; the value itself is neither kept nor shown.',
      steps: 'Write it anew where it comes from, without a line end.',
      explains: [...OF_STORE, 'pooler-login-fails', 'role-not-applied'],
    },
  },
  judge: (scene) => ({
    found: scene.evidence.secrets.flatMap((secret) => ofSecret(scene, secret)),
    unseen: [
      ...notSeen({ Cluster: scene.evidence.cluster }),
      ...kindsNotSeen(scene, 'Pooler', ...(scene.plugin === undefined ? [] : (['ObjectStore'] as const))),
      ...notAsked(scene),
    ],
    fine: `${scene.evidence.secrets.length} references to Secrets, each with its keys`,
  }),
};

function notAsked(scene: Scene): readonly string[] {
  const { secrets } = scene.evidence;
  const silent = secrets.filter(({ found }) => found.kind === 'unseen' && found.reason !== 'absent');
  const missing = secretReferences(scene).filter((wanted) => !secrets.some(({ name }) => name === wanted.name));
  return [
    ...notSeen(Object.fromEntries(silent.map(({ name, found }) => [`Secret ${name}`, found]))),
    ...missing.map(({ name, referredBy }) => `Secret ${name} of ${referredBy}: not asked for`),
  ];
}

function ofSecret(scene: Scene, secret: SecretSeen): readonly Found[] {
  const { name, referredBy, wantedKeys, found } = secret;
  const subject = `Secret ${name}`;
  const steps = [
    kubectl(scene, `describe secret ${name}`),
    kubectl(scene, `get externalsecrets,sealedsecrets | grep ${name}`),
  ];
  if (found.kind === 'unseen') {
    if (found.reason !== 'absent') return [];
    return [
      {
        id: 'secret-missing',
        subject,
        headline: `Secret ${name}, which ${referredBy} refers to, is not there.`,
        evidence: [
          `Secret ${scene.namespace}/${name}: not found`,
          `keys that it is to have: ${wantedKeys.join(', ') || 'not told'}`,
        ],
        nextSteps: steps,
      },
    ];
  }
  const missing = wantedKeys.filter((key) => !found.value.keys.includes(key));
  if (missing.length > 0) {
    return [
      {
        id: 'secret-key-missing',
        subject,
        headline: `Secret ${name} has no key ${missing.join(' and ')}, which ${referredBy} refers to.`,
        evidence: [`its keys: ${found.value.keys.join(', ') || 'none'}`],
        nextSteps: steps,
      },
    ];
  }
  const odd = found.value.remarks.filter(({ key }) => wantedKeys.includes(key));
  if (odd.length === 0) return [];
  return [
    {
      id: 'secret-value-odd',
      subject,
      headline: `Secret ${name}: ${odd.map(({ key, remark }) => `${key} ${WORDS[remark]}`).join('; ')}.`,
      evidence: [`referred to by ${referredBy}`],
      nextSteps: steps,
    },
  ];
}
