import type { Surroundings } from '@postgres-ha/cluster-evidence';
import type { Environment } from '@postgres-ha/environment';
import type { KubeObject } from '@postgres-ha/kube-manifest';
import { at, list, text, whyUnseen } from '../fields.ts';
import { failed, later, ok, unknown, type Proof } from '../proof.ts';

/** Something that is installed, known by what it serves and by its Deployments. */
interface Part {
  readonly id: string;
  readonly name: string;
  readonly groups: readonly { readonly group: string; readonly version: string }[];
  /** Beginnings of names of Deployments that must be available; none where only its kinds are asked for. */
  readonly deployments: readonly string[];
  /** Whether file 00 brings it. */
  readonly by00: boolean;
  readonly version?: string;
}

/** Operator, plugin, and what the environment counts on. */
export function judgeInstalled(around: Surroundings, environment: Environment): readonly Proof[] {
  const { operator, backupPlugin, certManager, secrets, monitoring, clusters } = environment;
  const backups = clusters.some(({ backup }) => backup !== 'none');
  const parts: readonly Part[] = [
    {
      ...{ id: 'operator', name: 'CloudNativePG', by00: true, version: operator.version },
      groups: [{ group: 'postgresql.cnpg.io', version: 'v1' }],
      deployments: ['cnpg-controller-manager', 'cloudnative-pg'],
    },
    {
      ...{ id: 'plugin', name: 'the Barman Cloud plugin', by00: true, version: backupPlugin.version },
      groups: [{ group: 'barmancloud.cnpg.io', version: 'v1' }],
      deployments: ['barman-cloud', 'plugin-barman-cloud'],
    },
    ...(backups
      ? [
          {
            ...{ id: 'cert-manager', name: 'cert-manager', by00: certManager !== 'installed' },
            groups: [{ group: 'cert-manager.io', version: 'v1' }],
            deployments: ['cert-manager'],
          },
        ]
      : []),
    ...(secrets === 'existing'
      ? []
      : [
          {
            ...{ id: 'external-secrets', name: 'External Secrets', by00: false },
            groups: [{ group: 'external-secrets.io', version: 'v1' }],
            deployments: ['external-secrets'],
          },
        ]),
    ...(monitoring === 'none'
      ? []
      : [
          {
            ...{ id: 'prometheus-operator', name: 'the Prometheus operator', by00: false },
            groups: [{ group: 'monitoring.coreos.com', version: 'v1' }],
            deployments: [],
          },
        ]),
  ];
  return parts.map((part) => judgePart(around, part));
}

function judgePart({ groups, deployments }: Surroundings, part: Part): Proof {
  const place = { id: part.id, question: part.name };
  if (groups.kind === 'unseen') return unknown(place, whyUnseen(groups));
  const served = part.groups.map(({ group, version }) => ({ group, version, versions: groups.value.get(group) ?? [] }));
  const missing = served.filter(({ version, versions }) => !versions.includes(version));
  const kinds = served.map(({ group, versions }) => `${group} ${versions.join(', ') || 'not served'}`).join('; ');
  if (missing.length > 0) {
    return part.by00
      ? later(place, `is not installed (${kinds})`, 'File 00 brings it.')
      : failed(place, `is not installed (${kinds})`, 'The environment says that it is there: install it.');
  }
  if (part.deployments.length === 0) return ok(place, `its kinds are served: ${kinds}`);
  if (deployments.kind === 'unseen')
    return unknown(place, `its kinds are served (${kinds}); ${whyUnseen(deployments)}`);
  const found = deployments.value.find(({ metadata }) => part.deployments.includes(metadata.name));
  if (found === undefined)
    return unknown(
      place,
      `its kinds are served (${kinds}), and no Deployment is named ${part.deployments.join(' or ')}`,
    );
  const available = list(at(found, 'status', 'conditions')).some(
    (one) => at(one, 'type') === 'Available' && at(one, 'status') === 'True',
  );
  const image = imageOf(found);
  const because = `${found.metadata.namespace ?? ''}/${found.metadata.name} is ${available ? 'available' : 'not available'}, ${image}; ${kinds}`;
  if (!available) return failed(place, because, 'Run `doctor diagnose` for the cause.');
  return part.version !== undefined && !image.includes(part.version)
    ? later(place, `${because}; environment.yaml says ${part.version}`, 'File 00 brings it to that version.')
    : ok(place, because);
}

function imageOf(deployment: KubeObject): string {
  const [container] = list(at(deployment, 'spec', 'template', 'spec', 'containers'));
  return text(at(container, 'image'));
}
