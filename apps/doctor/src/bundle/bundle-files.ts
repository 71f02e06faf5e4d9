import { diagnose, diagnosisText, statusText, statusView, type Evidence, type LogEnd } from '@postgres-ha/diagnosis';
import { redact } from '@postgres-ha/redaction';
import { canonicalYaml, type KubeObject } from '@postgres-ha/kube-manifest';
import { whyUnseen } from '../fields.ts';

/** A file of a bundle. */
export interface BundleFile {
  readonly path: string;
  readonly text: string;
}

export interface BundleContent {
  readonly files: readonly BundleFile[];
  /** What could not be seen, and why. */
  readonly unseen: readonly string[];
  /** Files that were left out so that the bundle stays within its bound. */
  readonly leftOut: readonly string[];
}

/** So much text, before it is compressed. */
const LIMIT_CHARACTERS = 24 * 1024 * 1024;

/** What a bundle holds, in its order: first what people read, then what programs do, then objects and logs, until it is full. */
export function bundleFiles(evidence: Evidence): BundleContent {
  const safe = redact(evidence);
  const diagnosis = diagnose(safe);
  const all: readonly BundleFile[] = [
    { path: 'diagnosis.txt', text: diagnosisText(diagnosis, { verbose: true }) },
    { path: 'status.txt', text: statusText(statusView(safe)) },
    { path: 'evidence.json', text: `${JSON.stringify(safe, null, 1)}\n` },
    ...objectFiles(safe),
    ...[...safe.logs, ...safe.operator.logs].flatMap(logFile),
  ];
  const files: BundleFile[] = [];
  const leftOut: string[] = [];
  let size = 0;
  for (const file of all) {
    if (size + file.text.length > LIMIT_CHARACTERS) leftOut.push(`${file.path} (${file.text.length} characters)`);
    else {
      files.push(file);
      size += file.text.length;
    }
  }
  return { files, leftOut, unseen: diagnosis.unseen };
}

function objectFiles({ cluster, objects, operator, events }: Evidence): readonly BundleFile[] {
  const looks = [
    ['cluster', cluster.kind === 'seen' ? { kind: 'seen' as const, value: [cluster.value] } : cluster],
    ...Object.entries(objects),
    ['operator-pods', operator.pods],
    ['plugin-pods', operator.pluginPods],
    ['operator-services', operator.services],
    ['webhooks', operator.webhooks],
    ['events', events],
  ] as const;
  return looks.map(([name, look]) => ({
    path: `objects/${name}.yaml`,
    text: look.kind === 'seen' ? yamlOf(look.value) : `# not seen: ${whyUnseen(look).replaceAll('\n', ' ')}\n`,
  }));
}

function yamlOf(objects: readonly KubeObject[]): string {
  if (objects.length === 0) return '# none\n';
  const sorted = objects.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
  return sorted.map((object) => `---\n${canonicalYaml(object)}`).join('');
}

function nameOf({ metadata }: KubeObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}

function logFile({ namespace, pod, container, previous, lines }: LogEnd): readonly BundleFile[] {
  const path = `logs/${namespace}/${pod}/${container}${previous ? '.previous' : ''}.log`;
  return [{ path, text: lines.kind === 'seen' ? `${lines.value.join('\n')}\n` : `# not seen: ${whyUnseen(lines)}\n` }];
}
