import { EXIT_CODES, refuse, refused, type ExitCode, type Outcome, type Reading } from '@postgres-ha/command-line';
import {
  statusText,
  statusView,
  type AlertSeen,
  type Evidence,
  type Look,
  type StatusView,
} from '@postgres-ha/diagnosis';
import type { EvidenceOptions } from '../look-options.ts';
import type { Machine } from '../machine.ts';
import { takeEvidence } from '../take-evidence.ts';

export const STATUS_DOCUMENT = 'postgres-ha-doctor/status/1';

export interface StatusOptions extends EvidenceOptions {
  readonly prometheus?: string;
}

const PROMETHEUS_MS = 10_000;

/** One look at clusters: topology, lag, backups, proofs, certificates, poolers, alerts. It judges nothing; whether it could look is its exit code. */
export async function statusCommand(
  target: string | undefined,
  { options, machine }: { readonly options: StatusOptions; readonly machine: Machine },
): Promise<Outcome> {
  const address = readAddress(options);
  if (address.kind === 'refused') return refused(address.problems, 'Nothing was looked at.');
  const taken = await takeEvidence(target, { options: { ...options, job: false }, machine, reports: 'ask' });
  if (taken.kind === 'refused') return refused(taken.problems, 'Nothing was looked at.');
  const views: StatusView[] = [];
  for (const { evidence } of taken.value) {
    const alerts =
      address.value === undefined ? evidence.alerts : await askPrometheus(address.value, evidence, machine);
    views.push(statusView({ ...evidence, alerts }));
  }
  return {
    code: codeOf(taken.value.map(({ evidence }) => evidence)),
    text: views.map((view) => statusText(view).trimEnd()).join('\n\n'),
    json: { document: STATUS_DOCUMENT, clusters: views },
  };
}

/** The page is worth nothing where the cluster itself was not seen. */
function codeOf(all: readonly Evidence[]): ExitCode {
  const missing = all.some(({ cluster }) => cluster.kind === 'unseen' && cluster.reason === 'absent');
  const unseen = all.some(({ cluster }) => cluster.kind === 'unseen' && cluster.reason !== 'absent');
  if (missing) return EXIT_CODES.finding;
  return unseen ? EXIT_CODES.couldNotLook : EXIT_CODES.ok;
}

function readAddress({ prometheus }: StatusOptions): Reading<URL | undefined> {
  if (prometheus === undefined) return { kind: 'read', value: undefined };
  const url = URL.parse(prometheus);
  if (url !== null && (url.protocol === 'http:' || url.protocol === 'https:')) return { kind: 'read', value: url };
  return refuse({
    ...{
      where: '--prometheus',
      found: JSON.stringify(prometheus),
      expected: 'an address such as http://127.0.0.1:9090',
    },
    remedy: 'Forward its port with `kubectl port-forward`, and name that.',
  });
}

async function askPrometheus(
  base: URL,
  { target }: Evidence,
  { signal }: Machine,
): Promise<Look<readonly AlertSeen[]>> {
  const url = new URL(`${base.pathname.replace(/\/+$/, '')}/api/v1/alerts`, base);
  const asked = `GET ${url.origin}${url.pathname}`;
  const limit = AbortSignal.timeout(PROMETHEUS_MS);
  try {
    const answer = await fetch(url, { signal: AbortSignal.any([signal, limit]) });
    const text = await answer.text();
    const { readPrometheusAlerts } = await import('@postgres-ha/cluster-evidence');
    const alerts = answer.ok ? readPrometheusAlerts(text, target) : undefined;
    if (alerts !== undefined) return { kind: 'seen', value: alerts };
    const reason = answer.status === 401 || answer.status === 403 ? 'forbidden' : 'unreadable';
    return { kind: 'unseen', reason, detail: `${asked}: ${answer.status}` };
  } catch {
    signal.throwIfAborted();
    return { kind: 'unseen', reason: limit.aborted ? 'timeout' : 'unreachable', detail: asked };
  }
}
