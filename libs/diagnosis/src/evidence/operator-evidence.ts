import type { KubeObject } from '@postgres-ha/kube-manifest';
import type { LogEnd } from './log-end.ts';
import type { Look } from './look.ts';

export interface OperatorEvidence {
  readonly deployment: Look<KubeObject>;
  readonly pods: Look<readonly KubeObject[]>;
  /** Deployment of the Barman Cloud plugin, in the operator's namespace. */
  readonly plugin: Look<KubeObject>;
  readonly pluginPods: Look<readonly KubeObject[]>;
  /** Services and EndpointSlices of the operator's namespace. */
  readonly services: Look<readonly KubeObject[]>;
  readonly endpoints: Look<readonly KubeObject[]>;
  /** Of the operator and of the plugin. */
  readonly logs: readonly LogEnd[];
  /** What service accounts may do, as the API server says by SubjectAccessReview: the answers to `accessQuestions`. */
  readonly access: Look<readonly AccessSeen[]>;
  /** Names of the CustomResourceDefinitions that are established, such as `clusters.postgresql.cnpg.io`. */
  readonly definitions: Look<readonly string[]>;
  /** ValidatingWebhookConfiguration and MutatingWebhookConfiguration of the operator. */
  readonly webhooks: Look<readonly KubeObject[]>;
}

/** `allowed: null` where the API server gave no answer to this one. */
export interface AccessSeen {
  /** `system:serviceaccount:cnpg-system:cnpg-manager` */
  readonly subject: string;
  readonly verb: string;
  readonly group: string;
  /** With its subresource: `clusters/status`. */
  readonly resource: string;
  readonly namespace: string;
  readonly allowed: boolean | null;
}
