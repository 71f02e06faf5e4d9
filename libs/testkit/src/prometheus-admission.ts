import type { KubeObject } from '@postgres-ha/kube-manifest';

export type AdmissionVerdict = { readonly kind: 'admitted' } | { readonly kind: 'refused'; readonly because: string };

/** The webhook's paths and the plural names that it wants to hear. */
const JUDGED: Readonly<Record<string, { readonly path: string; readonly resource: string }>> = {
  PrometheusRule: { path: '/admission-prometheusrules/validate', resource: 'prometheusrules' },
  AlertmanagerConfig: { path: '/admission-alertmanagerconfigs/validate', resource: 'alertmanagerconfigs' },
};

interface AdmissionReview {
  readonly response?: {
    readonly allowed: boolean;
    readonly status?: {
      readonly message?: string;
      readonly details?: { readonly causes?: readonly { readonly message?: string }[] };
    };
  };
}

/** Asks the webhook as the API server does, without one in between. */
export function judgeBy(address: string): (object: KubeObject) => Promise<AdmissionVerdict> {
  return async (object) => {
    const judged = JUDGED[object.kind];
    if (judged === undefined) throw new Error(`the Prometheus operator has no say in a ${object.kind}`);
    const [group = '', version = ''] = object.apiVersion.split('/');
    const { name, namespace } = object.metadata;
    const answer = await fetch(new URL(judged.path, address), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        apiVersion: 'admission.k8s.io/v1',
        kind: 'AdmissionReview',
        request: {
          uid: '11111111-2222-4333-8444-555555555555',
          kind: { group, version, kind: object.kind },
          resource: { group, version, resource: judged.resource },
          name,
          namespace,
          operation: 'CREATE',
          userInfo: {},
          object,
        },
      }),
      signal: AbortSignal.timeout(180_000),
    });
    const { response } = (await answer.json()) as AdmissionReview;
    if (response === undefined) throw new Error(`the webhook answered ${answer.status} without a verdict`);
    if (response.allowed) return { kind: 'admitted' };
    const { message = '', details } = response.status ?? {};
    const causes = (details?.causes ?? []).map((cause) => cause.message ?? '');
    return { kind: 'refused', because: [message, ...causes].join('; ') };
  };
}
