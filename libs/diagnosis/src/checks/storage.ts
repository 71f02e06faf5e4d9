import type { KubeObject } from '@postgres-ha/kube-manifest';
import { at, textAt, textsAt } from '../reading/fields.ts';
import { annotationOf, conditionOf, nameOf } from '../reading/objects.ts';
import { claimsOf, isReady, unschedulable } from '../reading/pods.ts';
import { sizeBytes } from '../reading/amounts.ts';
import type { Check, Found } from './check.ts';
import { edit, kubectl } from './next-steps.ts';
import { eventQuoted, lastOf, quoted } from './quoting.ts';
import { eventsAbout, kindsNotSeen, list, named, notSeen, whole, type Scene } from './scene.ts';

const NO_VOLUME = [
  'instance-not-ready',
  'cluster-not-ready',
  'instances-missing',
  'unschedulable',
  'bootstrap-stuck',
  'standby-not-streaming',
  'synchronous-degraded',
  'no-primary',
  'service-without-endpoints',
  'claim-pending',
];
const DEFAULT_CLASS = 'storageclass.kubernetes.io/is-default-class';

export const storageCheck: Check = {
  name: 'storage',
  question: 'Is every volume claim bound, and can its volume be used where its pod runs?',
  findings: {
    'storage-class-missing': {
      severity: 'critical',
      meaning: 'A claim asks for a StorageClass that is not there: no volume will ever be made for it.',
      shownBy: 'The claim’s storageClassName beside the list of StorageClasses.',
      steps:
        'Create the class, or name one that exists. A claim’s class cannot be changed: the operator makes a new claim once the pending one is deleted.',
      explains: NO_VOLUME,
    },
    'no-default-storage-class': {
      severity: 'critical',
      meaning: 'A claim names no StorageClass, and none is the default.',
      shownBy: 'The list of StorageClasses.',
      steps: 'Name one in storage.class, or mark one as the default.',
      explains: NO_VOLUME,
    },
    'no-volume-fits': {
      severity: 'critical',
      meaning: 'The class makes no volumes by itself, and no free volume fits the claim.',
      shownBy: 'The class’s provisioner, and the volumes that are available.',
      steps: 'Make a volume of the size and class, or use a class with a provisioner.',
      explains: NO_VOLUME,
    },
    'provisioning-failed': {
      severity: 'critical',
      meaning: 'The provisioner could not make a volume.',
      shownBy: 'Its events at the claim.',
      steps: 'By its message: quota of the provider, rights of the driver, zones, an unknown parameter.',
      explains: NO_VOLUME,
    },
    'claim-pending': {
      severity: 'critical',
      meaning: 'A claim has no volume yet.',
      shownBy: 'The claim’s phase.',
      steps: 'See its events and the provisioner.',
      explains: NO_VOLUME.filter((id) => id !== 'claim-pending'),
    },
    'claim-lost': {
      severity: 'critical',
      meaning: 'The volume of a claim is gone.',
      shownBy: 'The claim’s phase.',
      steps:
        'Look for it at the storage provider before anything is deleted. A standby can be made anew from the others.',
      explains: NO_VOLUME,
    },
    'volume-node-conflict': {
      severity: 'critical',
      meaning: 'The volume of an instance can be used only on nodes that do not take its pod.',
      shownBy: 'The scheduler’s message, and the volume’s node affinity.',
      steps: 'Bring that node or zone back. Making a standby anew elsewhere deletes its claim.',
      explains: NO_VOLUME,
    },
    'volume-not-attached': {
      severity: 'critical',
      meaning: 'A volume could not be attached or mounted.',
      shownBy: 'The kubelet’s events at the pod.',
      steps: 'By its message: still attached to a node that is gone, or the driver does not answer.',
      explains: NO_VOLUME,
    },
    'volume-does-not-grow': {
      severity: 'warning',
      meaning: 'A claim asks for more than its volume has, and the volume does not grow.',
      shownBy: 'The claim’s request beside its capacity, and the class.',
      steps: 'A class without allowVolumeExpansion cannot: make instances anew one by one with a larger claim.',
      explains: ['disk-full', 'disk-filling'],
    },
  },
  judge: (scene) => ({
    found: [...scene.claims.flatMap((claim) => ofClaim(scene, claim)), ...ofPods(scene)],
    unseen: [
      ...kindsNotSeen(scene, 'PersistentVolumeClaim', 'PersistentVolume', 'StorageClass', 'Pod'),
      ...notSeen({ events: scene.evidence.events }),
      ...(scene.claims.length === 0 && scene.evidence.objects.PersistentVolumeClaim.kind === 'seen'
        ? ['the cluster has no volume claim']
        : []),
    ],
    fine: `${scene.claims.length} claims are bound: ${scene.claims.map(nameOf).join(', ')}`,
  }),
};

function ofClaim(scene: Scene, claim: KubeObject): readonly Found[] {
  const phase = textAt(claim, 'status', 'phase');
  if (phase === 'Lost')
    return [
      finding(scene, claim, 'claim-lost', `The volume of claim ${nameOf(claim)} is gone.`, [
        `volume ${textAt(claim, 'spec', 'volumeName') ?? '?'}`,
      ]),
    ];
  if (phase === 'Bound') return grown(scene, claim);
  return phase === 'Pending' ? pending(scene, claim) : [];
}

function pending(scene: Scene, claim: KubeObject): readonly Found[] {
  const name = nameOf(claim);
  const className =
    textAt(claim, 'spec', 'storageClassName') ?? annotationOf(claim, 'volume.beta.kubernetes.io/storage-class');
  const classes = whole(scene, 'StorageClass');
  const size = textAt(claim, 'spec', 'resources', 'requests', 'storage') ?? '?';
  const events = eventsAbout(scene, { kind: 'PersistentVolumeClaim', name });
  const shown = lastOf(events, 2).map(eventQuoted);
  const names = classes?.map(nameOf).join(', ') ?? 'not seen';
  if (
    className === undefined &&
    classes !== undefined &&
    !classes.some((each) => annotationOf(each, DEFAULT_CLASS) === 'true')
  ) {
    return [
      finding(
        scene,
        claim,
        'no-default-storage-class',
        `Claim ${name} names no StorageClass, and there is no default one.`,
        [`StorageClasses: ${names || 'none'}`, ...shown],
      ),
    ];
  }
  const storageClass = classes === undefined || className === undefined ? undefined : named(classes, className);
  if (className !== undefined && classes !== undefined && storageClass === undefined) {
    // A class that is only a name, with volumes of that name, is good enough for Kubernetes.
    const free = fitting(scene, className, size);
    if (free.length === 0) {
      return [
        finding(
          scene,
          claim,
          'storage-class-missing',
          `Claim ${name} (${size}) cannot be bound: there is no StorageClass ${className}.`,
          [`StorageClasses: ${names || 'none'}`, ...shown],
        ),
      ];
    }
  }
  const failed = events.filter(({ reason }) => reason === 'ProvisioningFailed');
  if (failed.length > 0) {
    return [
      finding(
        scene,
        claim,
        'provisioning-failed',
        `No volume could be made for claim ${name} (${size}, class ${className ?? 'default'}).`,
        lastOf(failed, 2).map(eventQuoted),
      ),
    ];
  }
  const waits = textAt(storageClass, 'volumeBindingMode') === 'WaitForFirstConsumer';
  const consumer = scene.instancePods.concat(scene.jobPods).find((pod) => claimsOf(pod).includes(name));
  const provisioner = textAt(storageClass, 'provisioner');
  const manual =
    provisioner === 'kubernetes.io/no-provisioner' || events.some(({ reason }) => reason === 'FailedBinding');
  if (
    manual &&
    scene.evidence.objects.PersistentVolume.kind === 'seen' &&
    fitting(scene, className ?? '', size).length === 0
  ) {
    const volumes = list(scene, 'PersistentVolume').filter(
      (volume) => textAt(volume, 'spec', 'storageClassName') === className,
    );
    const free = volumes.filter((volume) => textAt(volume, 'status', 'phase') === 'Available');
    return [
      finding(
        scene,
        claim,
        'no-volume-fits',
        `No free volume of class ${className ?? 'default'} fits claim ${name} (${size}).`,
        [
          `PersistentVolumes of the class: ${volumes.length}, available ${free.length}${free.length === 0 ? '' : ` (${free.map((volume) => textAt(volume, 'spec', 'capacity', 'storage') ?? '?').join(', ')})`}`,
          ...shown,
        ],
      ),
    ];
  }
  // Waiting for its first consumer is no fault: what keeps that pod from a node is told elsewhere.
  if (waits && (consumer === undefined || unschedulable(consumer) !== undefined)) return [];
  const age = scene.now - Date.parse(textAt(claim, 'metadata', 'creationTimestamp') ?? '');
  if (age < 120_000) return [];
  return [
    finding(scene, claim, 'claim-pending', `Claim ${name} (${size}, class ${className ?? 'default'}) has no volume.`, [
      `provisioner ${provisioner ?? 'not known'}`,
      ...shown,
    ]),
  ];
}

function fitting(scene: Scene, className: string, size: string): readonly KubeObject[] {
  const wanted = sizeBytes(size) ?? 0;
  return list(scene, 'PersistentVolume').filter(
    (volume) =>
      (textAt(volume, 'spec', 'storageClassName') ?? '') === className &&
      textAt(volume, 'status', 'phase') === 'Available' &&
      (sizeBytes(textAt(volume, 'spec', 'capacity', 'storage')) ?? 0) >= wanted,
  );
}

function grown(scene: Scene, claim: KubeObject): readonly Found[] {
  const request = textAt(claim, 'spec', 'resources', 'requests', 'storage');
  const capacity = textAt(claim, 'status', 'capacity', 'storage');
  if ((sizeBytes(request) ?? 0) <= (sizeBytes(capacity) ?? Number.POSITIVE_INFINITY)) return [];
  const name = textAt(claim, 'spec', 'storageClassName') ?? '';
  const storageClass = named(list(scene, 'StorageClass'), name);
  const may = at(storageClass, 'allowVolumeExpansion') === true;
  const resizing = conditionOf(claim, 'FileSystemResizePending') ?? conditionOf(claim, 'Resizing');
  if (may && resizing?.since !== undefined && scene.now - resizing.since < 600_000) return [];
  return [
    finding(
      scene,
      claim,
      'volume-does-not-grow',
      `Claim ${nameOf(claim)} asks for ${request ?? '?'} and has ${capacity ?? '?'}.`,
      [
        `StorageClass ${name}: allowVolumeExpansion ${String(may)}`,
        ...(resizing === undefined ? [] : [`condition: ${quoted(resizing.message)}`]),
      ],
    ),
  ];
}

function ofPods(scene: Scene): readonly Found[] {
  return [...scene.instancePods, ...scene.jobPods].flatMap((pod): readonly Found[] => {
    const name = nameOf(pod);
    const message = unschedulable(pod);
    if (message?.includes('volume node affinity') === true) {
      const volumes = scene.claims
        .filter((claim) => claimsOf(pod).includes(nameOf(claim)))
        .map((claim) => textAt(claim, 'spec', 'volumeName') ?? '?');
      return [
        {
          id: 'volume-node-conflict',
          subject: `pod ${name}`,
          headline: `${name} cannot run where its volume is.`,
          evidence: [`scheduler: ${quoted(message)}`, `volumes: ${volumes.join(', ')}`],
          nextSteps: [
            kubectl(scene, `describe pod ${name}`),
            `kubectl describe pv ${volumes.join(' ')}`,
            'bring the node or zone of the volume back',
          ],
        },
      ];
    }
    const events = isReady(pod)
      ? []
      : eventsAbout(scene, { kind: 'Pod', name, reasons: ['FailedAttachVolume', 'FailedMount'], withinMs: 900_000 });
    // A Secret or ConfigMap that is not there is told by the check of secrets.
    const volumes = events.filter((event) => !/(?:secret|configmap) "[^"]+" not found/.test(event.message));
    if (volumes.length === 0) return [];
    return [
      {
        id: 'volume-not-attached',
        subject: `pod ${name}`,
        headline: `A volume of ${name} cannot be attached or mounted.`,
        evidence: lastOf(volumes, 2).map(eventQuoted),
        nextSteps: [kubectl(scene, `describe pod ${name}`), `kubectl get volumeattachments`],
      },
    ];
  });
}

function finding(scene: Scene, claim: KubeObject, id: string, headline: string, evidence: readonly string[]): Found {
  const name = nameOf(claim);
  const className = textAt(claim, 'spec', 'storageClassName');
  const modes = textsAt(claim, 'spec', 'accessModes').join(', ');
  return {
    id,
    subject: `PersistentVolumeClaim ${name}`,
    headline,
    evidence: [
      `claim ${name}: ${textAt(claim, 'status', 'phase') ?? 'no phase'}${modes === '' ? '' : `, ${modes}`}`,
      ...evidence,
    ],
    nextSteps: [
      kubectl(scene, `describe pvc ${name}`),
      ...(className === undefined
        ? ['kubectl get storageclasses,pv']
        : [`kubectl get storageclass ${className}`, `kubectl get pv, those of class ${className}`]),
      ...(id.includes('class') ? [edit(scene, 'storage.class=<one that exists>')] : []),
    ],
  };
}
