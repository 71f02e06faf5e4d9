import type { KubeObject } from '@postgres-ha/kube-manifest';
import { fieldsOf, textOf } from '@postgres-ha/kube-api';

export interface CertificateNames {
  readonly server: string;
  readonly serverCa: string;
  readonly replication: string;
  readonly clientCa: string;
}

/** Secrets that hold the certificates of a cluster: its own, or those that it names. */
export function certificateNames(cluster: KubeObject): CertificateNames {
  const { name } = cluster.metadata;
  const named = {
    ...fieldsOf(fieldsOf(cluster['spec'])['certificates']),
    ...fieldsOf(fieldsOf(cluster['status'])['certificates']),
  };
  return {
    server: textOf(named['serverTLSSecret']) || `${name}-server`,
    serverCa: textOf(named['serverCASecret']) || `${name}-ca`,
    replication: textOf(named['replicationTLSSecret']) || `${name}-replication`,
    clientCa: textOf(named['clientCASecret']) || `${name}-ca`,
  };
}
