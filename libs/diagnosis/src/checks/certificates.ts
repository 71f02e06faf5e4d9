import type { CertificateSeen } from '../evidence/certificate-seen.ts';
import { duration } from '../reading/amounts.ts';
import { moment, textAt } from '../reading/fields.ts';
import type { Check, Found } from './check.ts';
import { kubectl } from './next-steps.ts';
import { notSeen, type Scene } from './scene.ts';

const NEEDED = ['server', 'server-ca', 'client-ca', 'replication'] as const;
const BROKEN = [
  'standby-not-streaming',
  'replication-login-fails',
  'pooler-login-fails',
  'pooler-not-ready',
  'instance-not-ready',
  'cluster-not-ready',
  'synchronous-degraded',
  'commits-blocked',
  'bootstrap-failed',
  'no-answer',
  'probe-failing',
  'admission-fails',
  'plugin-fails',
  'plugin-down',
  'store-tls',
  'archiving-failing',
  'backup-failed',
  'instances-missing',
  'certificate-expiring',
  'cluster-objects-refused',
  'certificate-stale',
];

export const certificatesCheck: Check = {
  name: 'certificates',
  question: 'Are the certificates valid, for the names that are used, and signed by those who are trusted?',
  findings: {
    'certificate-expired': {
      severity: 'critical',
      meaning: 'A certificate has expired: whoever verifies it gets no connection.',
      shownBy: 'notAfter of the certificate, as it is kept or served.',
      steps:
        'The operator renews its own 7 days before; see why it did not. Certificates of others are renewed by cert-manager or whoever made them.',
      explains: BROKEN,
    },
    'certificate-not-yet-valid': {
      severity: 'critical',
      meaning: 'A certificate is not valid yet: a clock is wrong.',
      shownBy: 'notBefore of the certificate.',
      steps: 'See time synchronisation.',
      explains: BROKEN,
    },
    'certificate-expiring': {
      severity: 'warning',
      meaning: 'A certificate expires soon, and should have been renewed.',
      shownBy: 'notAfter of the certificate.',
      steps: 'See the operator’s log; with a Secret of your own, renew it.',
    },
    'certificate-mismatch': {
      severity: 'critical',
      meaning: 'A certificate was not signed by the authority that its users trust.',
      shownBy: 'The signature, verified with the authority’s certificate.',
      steps:
        'Bring Secrets of authority and certificate together. Deleting an operator’s own <cluster>-server Secret makes it anew.',
      explains: BROKEN,
    },
    'certificate-name-missing': {
      severity: 'critical',
      meaning:
        'The certificate that is served is not valid for a name that clients connect to: with sslmode=verify-full they are refused.',
      shownBy: 'Its subject alternative names.',
      steps: 'spec.certificates.serverAltDNSNames; npm run check renders them.',
      explains: ['pooler-login-fails'],
    },
    'certificate-stale': {
      severity: 'warning',
      meaning: 'An instance serves another certificate than its Secret holds: it has not read the new one.',
      shownBy: 'Fingerprints of both.',
      steps: 'The Secret needs the label cnpg.io/reload; annotate the Cluster with cnpg.io/reloadedAt.',
    },
  },
  judge: (scene) => {
    const { certificates } = scene.evidence;
    const all = certificates.kind === 'seen' ? certificates.value : [];
    const missing = NEEDED.filter((use) => !all.some((each) => each.use === use));
    const first = Math.min(...all.map(({ notAfter }) => moment(notAfter) ?? Number.POSITIVE_INFINITY));
    return {
      found: [...all.flatMap((each) => ofCertificate(scene, each)), ...names(scene, all), ...stale(scene, all)],
      unseen: [
        ...notSeen({ certificates }),
        ...(certificates.kind === 'seen' && missing.length > 0 ? [`certificates: ${missing.join(', ')}`] : []),
        ...all
          .filter(({ notAfter, notBefore }) => moment(notAfter) === undefined || moment(notBefore) === undefined)
          .map(({ where }) => `validity of ${where}`),
      ],
      fine: Number.isFinite(first)
        ? `${all.length} certificates, the first expires in ${duration(first - scene.now)}`
        : '',
    };
  },
};

function ofCertificate(scene: Scene, each: CertificateSeen): readonly Found[] {
  const end = moment(each.notAfter);
  const begin = moment(each.notBefore);
  const name = /Secret \S+?\/(\S+)/.exec(each.where)?.[1];
  const steps = [
    ...(name === undefined
      ? []
      : [
          kubectl(
            scene,
            `get secret ${name} -o jsonpath='{.data.tls\\.crt}' | base64 -d | openssl x509 -noout -dates -subject`,
          ),
        ]),
    kubectl(scene, `get clusters.postgresql.cnpg.io ${scene.name} -o jsonpath='{.status.certificates}'`),
  ];
  const words = `${each.where}: ${each.subject}, ${each.notBefore} to ${each.notAfter}`;
  const made = (id: string, headline: string, evidence: readonly string[] = []): Found => ({
    id,
    subject: each.where,
    headline,
    evidence: [words, ...evidence],
    nextSteps: steps,
  });
  const found: Found[] = [];
  if (end !== undefined && end <= scene.now)
    found.push(
      made(
        'certificate-expired',
        `The ${each.use} certificate of ${each.where} expired ${duration(scene.now - end)} ago.`,
      ),
    );
  else if (end !== undefined && end - scene.now < scene.limits.certificateExpirySeconds * 1000)
    found.push(
      made(
        'certificate-expiring',
        `The ${each.use} certificate of ${each.where} expires in ${duration(end - scene.now)}.`,
      ),
    );
  // An instance's clock may be a little behind the one that signed.
  if (begin !== undefined && begin - scene.now > 300_000)
    found.push(
      made(
        'certificate-not-yet-valid',
        `The ${each.use} certificate of ${each.where} is valid only in ${duration(begin - scene.now)}.`,
      ),
    );
  if (each.signed.outcome === 'mismatch')
    found.push(
      made('certificate-mismatch', `The ${each.use} certificate of ${each.where} is not signed by ${each.signed.by}.`, [
        `issuer: ${each.issuer}`,
      ]),
    );
  return found;
}

function names(scene: Scene, all: readonly CertificateSeen[]): readonly Found[] {
  const service = textAt(scene.cluster, 'status', 'writeService') ?? `${scene.name}-rw`;
  const wanted = [service, `${service}.${scene.namespace}`, `${service}.${scene.namespace}.svc`];
  return all
    .filter(({ use, names: valid }) => use === 'server' && valid.length > 0)
    .flatMap((each): readonly Found[] => {
      const missing = wanted.filter(
        (name) =>
          !each.names.some(
            (valid) => valid === name || (valid.startsWith('*.') && name.slice(name.indexOf('.')) === valid.slice(1)),
          ),
      );
      if (missing.length === 0) return [];
      return [
        {
          id: 'certificate-name-missing',
          subject: each.where,
          headline: `The server certificate of ${each.where} is not valid for ${missing.join(', ')}.`,
          evidence: [`valid for: ${each.names.join(', ')}`],
          nextSteps: [
            'npm run check',
            kubectl(scene, `get clusters.postgresql.cnpg.io ${scene.name} -o jsonpath='{.spec.certificates}'`),
          ],
        },
      ];
    });
}

function stale(scene: Scene, all: readonly CertificateSeen[]): readonly Found[] {
  const kept = all.filter(({ use, where }) => use === 'server' && where.startsWith('Secret '));
  const served = all.filter(({ use, where }) => use === 'server' && where.startsWith('served by '));
  if (kept.length === 0) return [];
  return served
    .filter(({ fingerprint }) => !kept.some((each) => each.fingerprint === fingerprint))
    .map(({ where }) => ({
      id: 'certificate-stale',
      subject: where,
      headline: `The certificate ${where} is not the one in its Secret.`,
      evidence: kept.map((each) => `${each.where}: ${each.fingerprint.slice(0, 16)}…`),
      nextSteps: [
        kubectl(
          scene,
          `annotate clusters.postgresql.cnpg.io ${scene.name} cnpg.io/reloadedAt="$(date -u +%FT%TZ)" --overwrite`,
        ),
      ],
    }));
}
