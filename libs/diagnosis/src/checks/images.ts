import { listAt, numberAt, textAt } from '../reading/fields.ts';
import { nameOf } from '../reading/objects.ts';
import { containersOf, imageInSpec } from '../reading/pods.ts';
import type { Check, Found } from './check.ts';
import { edit, kubectl } from './next-steps.ts';
import { eventQuoted, lastOf, quoted } from './quoting.ts';
import { eventsAbout, kindsNotSeen, linesOf, named, notSeen, whole, type Scene } from './scene.ts';

const NOT_STARTED = [
  'instance-not-ready',
  'cluster-not-ready',
  'instances-missing',
  'pooler-not-ready',
  'standby-not-streaming',
  'bootstrap-stuck',
  'no-primary',
  'service-without-endpoints',
  'plugin-sidecar-down',
  'synchronous-degraded',
];
const PULLING = new Set(['ErrImagePull', 'ImagePullBackOff', 'RegistryUnavailable', 'SignatureValidationFailed']);
const NAME = new Set(['InvalidImageName', 'ErrImageNeverPull', 'ImageInspectError']);

export const imagesCheck: Check = {
  name: 'images',
  question: 'Can every image be pulled and run?',
  findings: {
    'image-unavailable': {
      severity: 'critical',
      meaning: 'A node cannot pull an image: it does not exist, may not be read, or its registry does not answer.',
      shownBy: 'The waiting reason of the container, and the kubelet’s message.',
      steps: 'See tag and digest; see that the registry is reached from the nodes and whether it wants a pull secret.',
      explains: NOT_STARTED,
    },
    'image-name-invalid': {
      severity: 'critical',
      meaning: 'The name of an image is not one that the kubelet can use.',
      shownBy: 'The waiting reason of the container.',
      steps: 'Correct it in the environment’s images.',
      explains: NOT_STARTED,
    },
    'image-architecture': {
      severity: 'critical',
      meaning: 'The image is not for the processors of the node.',
      shownBy: '"exec format error" in its log, or "no match for platform" of the kubelet.',
      steps: 'Use an image for this architecture, or keep the pods on nodes of the other one.',
      explains: [...NOT_STARTED, 'crash-looping'],
    },
    'catalogue-missing': {
      severity: 'critical',
      meaning: 'The image catalogue that the Cluster names is not there.',
      shownBy: 'The list of catalogues.',
      steps: 'It is in the cluster’s file 01: apply it.',
      explains: ['cluster-not-ready', 'instances-missing', 'catalogue-without-major'],
    },
    'catalogue-without-major': {
      severity: 'critical',
      meaning: 'The image catalogue has no image for the major version that the Cluster asks for.',
      shownBy: 'The catalogue’s images beside spec.imageCatalogRef.major.',
      steps: 'Add the image to the environment’s images.postgresql.',
      explains: ['cluster-not-ready', 'instances-missing'],
    },
  },
  judge: (scene) => ({
    found: [...pulls(scene), ...architectures(scene), ...catalogue(scene)],
    unseen: [
      ...kindsNotSeen(scene, 'Pod'),
      ...catalogueNotSeen(scene),
      ...notSeen({ Cluster: scene.evidence.cluster }),
    ],
    fine: 'no container waits for an image, and the catalogue has the one that is asked for',
  }),
};

function pulls(scene: Scene): readonly Found[] {
  const pods = [...scene.instancePods, ...scene.jobPods, ...scene.poolerPods];
  const waiting = pods.flatMap((pod) =>
    containersOf(pod).flatMap((container) => {
      const reason = container.waiting?.reason ?? '';
      const id = PULLING.has(reason) ? 'image-unavailable' : NAME.has(reason) ? 'image-name-invalid' : undefined;
      const image = imageInSpec(pod, container.name) ?? container.image;
      return id === undefined ? [] : [{ id, pod: nameOf(pod), container, image, reason }];
    }),
  );
  const images = [...new Set(waiting.map(({ image }) => image))];
  return images.flatMap((image): readonly Found[] => {
    const all = waiting.filter((each) => each.image === image);
    const first = all[0];
    if (first === undefined) return [];
    const message = first.container.waiting?.message ?? '';
    const events = eventsAbout(scene, { kind: 'Pod', name: first.pod, reasons: ['Failed', 'InspectFailed'] });
    const platform = [message, ...events.map((event) => event.message)].some((text) =>
      text.includes('no match for platform'),
    );
    return [
      {
        id: platform ? 'image-architecture' : first.id,
        subject: `image ${image}`,
        headline: `${image} cannot be ${first.id === 'image-name-invalid' ? 'used' : 'pulled'}: ${first.reason} in ${all.map(({ pod }) => pod).join(', ')}.`,
        evidence: [
          ...all
            .slice(0, 3)
            .map(
              ({ pod, container, reason }) =>
                `pod ${pod}, container ${container.name}: ${reason} ${quoted(container.waiting?.message ?? '')}`,
            ),
          ...lastOf(events, 2).map(eventQuoted),
        ],
        nextSteps: [
          kubectl(scene, `describe pod ${first.pod}`),
          `correct ${image} in images of environment.yaml (or in the Cluster), npm run render, commit`,
        ],
      },
    ];
  });
}

function architectures(scene: Scene): readonly Found[] {
  const lines = linesOf(scene, ({ pod }) =>
    scene.instancePods.concat(scene.jobPods, scene.poolerPods).some((each) => nameOf(each) === pod),
  ).filter(({ message }) => message.includes('exec format error'));
  const pods = [...new Set(lines.map(({ pod }) => pod))];
  return pods.map((pod) => ({
    id: 'image-architecture',
    subject: `pod ${pod}`,
    headline: `The image of ${pod} is for another processor architecture than its node.`,
    evidence: lines
      .filter((line) => line.pod === pod)
      .slice(-1)
      .map((line) => `log of ${pod}/${line.container}: ${quoted(line.message)}`),
    nextSteps: ['kubectl get nodes -L kubernetes.io/arch', kubectl(scene, `get pod ${pod} -o wide`)],
  }));
}

function catalogueOf(
  scene: Scene,
):
  | { readonly kind: 'ImageCatalog' | 'ClusterImageCatalog'; readonly name: string; readonly major: number | undefined }
  | undefined {
  const name = textAt(scene.cluster, 'spec', 'imageCatalogRef', 'name');
  if (name === undefined) return undefined;
  const kind =
    textAt(scene.cluster, 'spec', 'imageCatalogRef', 'kind') === 'ClusterImageCatalog'
      ? 'ClusterImageCatalog'
      : 'ImageCatalog';
  return { kind, name, major: numberAt(scene.cluster, 'spec', 'imageCatalogRef', 'major') };
}

function catalogueNotSeen(scene: Scene): readonly string[] {
  const catalogue = catalogueOf(scene);
  return catalogue === undefined ? [] : kindsNotSeen(scene, catalogue.kind);
}

function catalogue(scene: Scene): readonly Found[] {
  const wanted = catalogueOf(scene);
  const all = wanted === undefined ? undefined : whole(scene, wanted.kind);
  if (wanted === undefined || all === undefined) return [];
  const object = named(all, wanted.name);
  const subject = `${wanted.kind} ${wanted.name}`;
  if (object === undefined) {
    return [
      {
        id: 'catalogue-missing',
        subject,
        headline: `${subject}, which the Cluster names, is not there.`,
        evidence: [`${wanted.kind}s: ${all.map(nameOf).join(', ') || 'none'}`],
        nextSteps: [
          'sync the cluster’s Application in Argo CD',
          kubectl(scene, 'get imagecatalogs,clusterimagecatalogs'),
        ],
      },
    ];
  }
  const majors = listAt(object, 'spec', 'images').map((image) => numberAt(image, 'major'));
  if (wanted.major === undefined || majors.includes(wanted.major)) return [];
  return [
    {
      id: 'catalogue-without-major',
      subject,
      headline: `${subject} has no image of PostgreSQL ${wanted.major}.`,
      evidence: [`majors in it: ${majors.join(', ')}`, `spec.imageCatalogRef.major: ${wanted.major}`],
      nextSteps: [
        `add images.postgresql.'${wanted.major}' to environment.yaml, npm run render, commit`,
        edit(scene, `postgresql.version=${majors.find((major) => major !== undefined) ?? '<major>'}`),
      ],
    },
  ];
}
