import { textAt } from '../reading/fields.ts';
import { nameOf } from '../reading/objects.ts';
import { STORE_STEPS, type StoreAnswer, type StoreStep } from '../evidence/store-answer.ts';
import type { Check, Found } from './check.ts';
import { kubectl } from './next-steps.ts';
import { lineQuoted, quoted } from './quoting.ts';
import { eventsAbout, linesOf, named, notSeen, whole, type Scene } from './scene.ts';

const NOT_KEPT = [
  'archiving-failing',
  'wal-backlog',
  'backup-failed',
  'backup-never',
  'backup-overdue',
  'bootstrap-failed',
  'plugin-fails',
  'disk-filling',
  'disk-full',
  'instance-not-ready',
  'cluster-not-ready',
];

/** Codes of S3 and of those that speak it, and which finding each is. */
const CODES: Readonly<Record<string, string>> = {
  NoSuchBucket: 'bucket-missing',
  PermanentRedirect: 'store-region-wrong',
  AuthorizationHeaderMalformed: 'store-region-wrong',
  IllegalLocationConstraintException: 'store-region-wrong',
  InvalidAccessKeyId: 'store-credentials-wrong',
  SignatureDoesNotMatch: 'store-credentials-wrong',
  InvalidToken: 'store-credentials-wrong',
  ExpiredToken: 'store-credentials-wrong',
  TokenRefreshRequired: 'store-credentials-wrong',
  UnrecognizedClientException: 'store-credentials-wrong',
  NoCredentials: 'store-credentials-wrong',
  PartialCredentials: 'store-credentials-wrong',
  AccessDenied: 'store-access-denied',
  AllAccessDisabled: 'store-access-denied',
  AccountProblem: 'store-access-denied',
  RequestTimeTooSkewed: 'store-clock-skew',
};

const CREDENTIAL_STEP =
  'See the Secret that the ObjectStore names, and make the keys anew at the provider where they are lost';

export const objectStoreCheck: Check = {
  name: 'object-store',
  question: 'Can the cluster reach its archive with its own credentials?',
  findings: {
    'object-store-missing': {
      severity: 'critical',
      meaning: 'The ObjectStore that the Cluster’s plugin names is not there.',
      shownBy: 'The list of ObjectStores.',
      steps: 'It is in the cluster’s file 01: apply it.',
      explains: NOT_KEPT,
    },
    'store-not-resolved': {
      severity: 'critical',
      meaning: 'The name of the object store cannot be resolved from the cluster.',
      shownBy: 'The Job’s step resolve.',
      steps: 'Correct endpointURL; see the cluster’s DNS and the egress to it.',
      explains: NOT_KEPT,
    },
    'store-unreachable': {
      severity: 'critical',
      meaning: 'The object store does not take connections from the cluster.',
      shownBy: 'The Job’s step connect.',
      steps: 'See the endpoint, firewalls, and the egress that the NetworkPolicy allows.',
      explains: NOT_KEPT,
    },
    'store-tls': {
      severity: 'critical',
      meaning: 'The object store’s certificate is not trusted, or no TLS comes about.',
      shownBy: 'The Job’s step tls.',
      steps: 'Name the authority in endpointCA, or correct http and https.',
      explains: NOT_KEPT,
    },
    'store-credentials-wrong': {
      severity: 'critical',
      meaning: 'The object store does not know the access key, or the secret key does not fit it.',
      shownBy: 'Its code: InvalidAccessKeyId, SignatureDoesNotMatch, ExpiredToken.',
      steps: `${CREDENTIAL_STEP}. The Secret needs the label cnpg.io/reload to be read again.`,
      explains: NOT_KEPT,
    },
    'store-access-denied': {
      severity: 'critical',
      meaning: 'The object store knows the credentials and does not allow this.',
      shownBy: 'Its code: AccessDenied.',
      steps:
        'Grant list, get, put and delete on the bucket and its objects; see the bucket’s policy and its encryption key’s.',
      explains: NOT_KEPT,
    },
    'store-clock-skew': {
      severity: 'critical',
      meaning: 'The clock of the node and that of the object store differ too much for signatures.',
      shownBy: 'Its code: RequestTimeTooSkewed.',
      steps: 'See time synchronisation of the nodes.',
      explains: NOT_KEPT,
    },
    'store-region-wrong': {
      severity: 'critical',
      meaning: 'The bucket is in another region than it is asked in.',
      shownBy: 'Its code: PermanentRedirect, AuthorizationHeaderMalformed.',
      steps: 'Correct the region or the endpoint of the backup.',
      explains: NOT_KEPT,
    },
    'bucket-missing': {
      severity: 'critical',
      meaning: 'The bucket of the archive does not exist.',
      shownBy: 'The store’s code: NoSuchBucket.',
      steps: 'Create it, with versioning; or correct backup.destination. WAL waits on the volume until then.',
      explains: NOT_KEPT,
    },
    'store-fails': {
      severity: 'critical',
      meaning: 'The object store refuses for another reason.',
      shownBy: 'Its code.',
      steps: 'By its code and message.',
      explains: NOT_KEPT,
    },
    'archive-shared': {
      severity: 'critical',
      meaning:
        'The folder of the archive has backups of another database system: two clusters share it, and spoil each other’s archive.',
      shownBy: 'System identifiers in backup.info beside the cluster’s own.',
      steps: 'Give this cluster a server name of its own, and make a base backup.',
      explains: ['archive-not-empty', 'archiving-failing'],
    },
  },
  judge: (scene) => {
    const { objectStore, cluster } = scene.evidence;
    if (scene.plugin === undefined) {
      return {
        found: [],
        unseen: notSeen({ Cluster: cluster }),
        fine: 'the cluster has no archive, and none is asked for',
      };
    }
    const job = objectStore.kind === 'seen' ? ofAnswer(scene, objectStore.value) : [];
    const answered = objectStore.kind === 'seen' && (job.length > 0 || complete(objectStore.value));
    return {
      found: [
        ...storeMissing(scene),
        ...(answered ? job : fromLogs(scene)),
        ...(objectStore.kind === 'seen' ? shared(scene, objectStore.value) : []),
      ],
      unseen: [
        ...notSeen({ 'object store, from the cluster': objectStore, ObjectStore: scene.evidence.objects.ObjectStore }),
        ...(objectStore.kind === 'seen' && !complete(objectStore.value) && job.length === 0
          ? [`object store: asked, and not to the end${caveats(objectStore.value)}`]
          : []),
      ],
      fine:
        objectStore.kind === 'seen'
          ? `${objectStore.value.destination} was listed and read from the cluster${caveats(objectStore.value)}`
          : '',
    };
  },
};

function caveats({ caveats: said }: StoreAnswer): string {
  return said.length === 0 ? '' : ` (${said.join('; ')})`;
}

function complete({ steps }: StoreAnswer): boolean {
  return STORE_STEPS.every((name) =>
    steps.some(({ step, outcome }) => step === name && (outcome === 'ok' || outcome === 'not-needed')),
  );
}

function storeMissing(scene: Scene): readonly Found[] {
  const stores = whole(scene, 'ObjectStore');
  const name = scene.plugin?.objectStore ?? '';
  if (stores === undefined || named(stores, name) !== undefined) return [];
  return [
    {
      id: 'object-store-missing',
      subject: `ObjectStore ${name}`,
      headline: `ObjectStore ${name}, which the Cluster’s plugin names, is not there.`,
      evidence: [`ObjectStores: ${stores.map(nameOf).join(', ') || 'none'}`],
      nextSteps: ['sync the cluster’s Application in Argo CD', kubectl(scene, 'get objectstores')],
    },
  ];
}

function ofAnswer(scene: Scene, answer: StoreAnswer): readonly Found[] {
  const failed = answer.steps.find(({ outcome }) => outcome === 'failed');
  if (failed === undefined) return [];
  const passed = answer.steps.filter(({ outcome }) => outcome === 'ok').map(({ step }) => step);
  return [
    finding(scene, idOf(failed), failed.code ?? failed.step, answer.destination, [
      `from the cluster with its own credentials: ${failed.step} failed, ${failed.code ?? 'no code'} ${quoted(failed.detail)}`,
      `endpoint ${answer.endpoint ?? 'of the provider'}${passed.length === 0 ? '' : `; before it, ${passed.join(', ')} went well`}`,
      ...answer.caveats,
    ]),
  ];
}

function idOf({ step, code }: StoreStep): string {
  const known = code === null ? undefined : CODES[code];
  if (known !== undefined) return known;
  switch (step) {
    case 'resolve':
      return 'store-not-resolved';
    case 'connect':
      return 'store-unreachable';
    case 'tls':
      return 'store-tls';
    case 'authenticate':
      return 'store-credentials-wrong';
    case 'bucket':
      return code === '404' || code === 'NotFound' ? 'bucket-missing' : 'store-fails';
    case 'list':
    case 'read':
      return 'store-fails';
    default:
      return step satisfies never;
  }
}

/** Where no Job could ask, the plugin's own logs and the events of backups have the store's codes. */
function fromLogs(scene: Scene): readonly Found[] {
  const since = scene.now - 3_600_000;
  const lines = linesOf(
    scene,
    ({ container, pod }) =>
      container === 'plugin-barman-cloud' || container === 'barman-cloud' || pod.startsWith(scene.name),
  ).filter(({ at, level }) => (at === undefined || at >= since) && level !== 'debug');
  const events = eventsAbout(scene, {}).filter(({ warning }) => warning);
  const archiver = scene.primary?.answer.archiver;
  const healed =
    archiver?.lastArchivedAt !== null &&
    archiver?.lastArchivedAt !== undefined &&
    Date.parse(archiver.lastArchivedAt) > Date.parse(archiver.lastFailedAt ?? '1970-01-01');
  if (healed) return [];
  for (const [code, id] of Object.entries(CODES)) {
    const pattern = new RegExp(`\\b${code}\\b`);
    const said = [
      ...lines
        .filter(({ text }) => pattern.test(text))
        .slice(-2)
        .map(lineQuoted),
      ...events
        .filter(({ message }) => pattern.test(message))
        .map(({ message }) => quoted(message))
        .slice(-1),
    ];
    if (said.length > 0) return [finding(scene, id, code, destinationOf(scene), said)];
  }
  return [];
}

function destinationOf(scene: Scene): string {
  const store = named(whole(scene, 'ObjectStore') ?? [], scene.plugin?.objectStore ?? '');
  return textAt(store, 'spec', 'configuration', 'destinationPath') ?? `ObjectStore ${scene.plugin?.objectStore ?? '?'}`;
}

function finding(scene: Scene, id: string, code: string, destination: string, evidence: readonly string[]): Found {
  const store = scene.plugin?.objectStore ?? '';
  const secret = scene.evidence.secrets.find(({ referredBy }) => referredBy.endsWith(`/${store}`))?.name;
  const credentials = id === 'store-credentials-wrong' || id === 'store-access-denied';
  const what: Readonly<Record<string, string>> = {
    'bucket-missing': `The bucket of ${destination} does not exist`,
    'store-credentials-wrong': `The archive ${destination} does not take the cluster’s credentials${secret === undefined ? '' : ` (Secret ${secret})`}`,
    'store-access-denied': `The archive ${destination} denies access`,
    'store-not-resolved': `The host of ${destination} cannot be resolved from the cluster`,
    'store-unreachable': `The archive ${destination} cannot be reached from the cluster`,
    'store-tls': `The certificate of the archive ${destination} is not trusted`,
  };
  return {
    id,
    subject: destination,
    headline: `${what[id] ?? `The archive ${destination} refuses`}: ${code}.`,
    evidence,
    nextSteps: [
      ...(credentials && secret !== undefined ? [kubectl(scene, `describe secret ${secret}`)] : []),
      kubectl(scene, `get objectstores ${store} -o yaml`),
      ...(id === 'bucket-missing'
        ? [
            `aws s3api create-bucket --bucket ${/^s3:\/\/([^/]+)/.exec(destination)?.[1] ?? '<bucket>'}, or correct backup.destination in the cluster’s file`,
          ]
        : []),
      kubectl(scene, `logs ${scene.currentPrimary ?? `${scene.name}-1`} -c plugin-barman-cloud --tail=50`),
    ],
  };
}

function shared(scene: Scene, { found, destination, serverName }: StoreAnswer): readonly Found[] {
  const own = textAt(scene.cluster, 'status', 'systemID') ?? scene.primary?.answer.systemId ?? undefined;
  const others = found === null || own === undefined ? [] : found.systemIds.filter((id) => id !== own);
  if (others.length === 0) return [];
  return [
    {
      id: 'archive-shared',
      subject: destination,
      headline: `${destination}${serverName} holds backups of another database system.`,
      evidence: [`system identifiers in backup.info: ${others.join(', ')}`, `this cluster’s: ${own ?? '?'}`],
      nextSteps: [
        'npm run catalog -- <address>',
        'give this cluster another backup.serverName in its file; the old archive stays as it is',
      ],
    },
  ];
}
