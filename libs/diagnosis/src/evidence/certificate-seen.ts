/** A public certificate. Of a bundle, each. */
export interface CertificateSeen {
  /** `Secret link-services/postgres-cluster-server`, `served by postgres-cluster-1:5432`. */
  readonly where: string;
  readonly use:
    'server' | 'server-ca' | 'client-ca' | 'replication' | 'pooler' | 'webhook' | 'plugin' | 'store-ca' | 'other';
  readonly subject: string;
  readonly issuer: string;
  /** ISO 8601. */
  readonly notBefore: string;
  readonly notAfter: string;
  /** DNS names and addresses that it is valid for. */
  readonly names: readonly string[];
  /** SHA-256 of the certificate, in hex. */
  readonly fingerprint: string;
  /** Whether the authority that its users trust signed it, and which that is; `not-told` where there is none to compare with. */
  readonly signed: { readonly by: string; readonly outcome: 'ok' | 'mismatch' | 'not-told' };
}
