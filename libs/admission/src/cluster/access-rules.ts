import type { StateRule } from '../rule.ts';
import { CLUSTER_ERROR, WEBHOOK } from './cluster-error.ts';
import type { ClusterResource } from './cluster-resource.ts';

/** Rules about the superuser's Secret and the certificates. */
export const accessRules: readonly StateRule<ClusterResource>[] = [
  {
    ...CLUSTER_ERROR,
    id: 'superuser-secret-name',
    summary: "The superuser's Secret has a name.",
    remedy: 'Name the Secret, or remove superuserSecret: CloudNativePG then makes one.',
    source: `${WEBHOOK}: validateSuperuserSecret`,
    breaches: ({ spec: { superuserSecret } }) =>
      superuserSecret?.name === ''
        ? [{ path: ['spec', 'superuserSecret', 'name'], found: '""', reported: 'spec.superusersecret.name' }]
        : [],
    vectors: {
      fails: { spec: { superuserSecret: { name: '' } } },
      passes: { spec: { superuserSecret: { name: 's' } } },
    },
  },
  {
    ...CLUSTER_ERROR,
    id: 'certs-alt-names-with-tls',
    summary: "With a server certificate of one's own its names are in it: serverAltDNSNames is empty.",
    remedy: 'Put the names into the certificate and remove serverAltDNSNames.',
    source: `${WEBHOOK}: validateCerts`,
    breaches: ({ spec: { certificates: { serverTLSSecret = '', serverAltDNSNames = [] } = {} } }) =>
      serverTLSSecret !== '' && serverAltDNSNames.length > 0
        ? [
            {
              path: ['spec', 'certificates', 'serverAltDNSNames'],
              found: `${serverAltDNSNames.join(', ')} beside serverTLSSecret ${serverTLSSecret}`,
              reported: 'spec.certificates.serveraltdnsnames',
            },
          ]
        : [],
    vectors: {
      fails: { spec: { certificates: { serverTLSSecret: 't', serverCASecret: 'c', serverAltDNSNames: ['n'] } } },
      passes: { spec: { certificates: { serverTLSSecret: 't', serverCASecret: 'c', serverAltDNSNames: [] } } },
    },
  },
  {
    ...CLUSTER_ERROR,
    id: 'certs-server-ca',
    summary: "A server certificate of one's own comes with the certificate of its authority.",
    remedy: 'Name the Secret of the authority in serverCASecret.',
    source: `${WEBHOOK}: validateCerts`,
    breaches: ({ spec: { certificates: { serverTLSSecret = '', serverCASecret = '' } = {} } }) =>
      serverTLSSecret !== '' && serverCASecret === ''
        ? [
            {
              path: ['spec', 'certificates', 'serverCASecret'],
              found: `none beside serverTLSSecret ${serverTLSSecret}`,
              reported: 'spec.certificates.servercasecret',
            },
          ]
        : [],
    vectors: {
      fails: { spec: { certificates: { serverTLSSecret: 't' } } },
      passes: { spec: { certificates: { serverTLSSecret: 't', serverCASecret: 'c' } } },
    },
  },
  {
    ...CLUSTER_ERROR,
    id: 'certs-client-ca',
    summary: "A replication certificate of one's own comes with the certificate of its authority.",
    remedy: 'Name the Secret of the authority in clientCASecret.',
    source: `${WEBHOOK}: validateCerts`,
    breaches: ({ spec: { certificates: { replicationTLSSecret = '', clientCASecret = '' } = {} } }) =>
      replicationTLSSecret !== '' && clientCASecret === ''
        ? [
            {
              path: ['spec', 'certificates', 'clientCASecret'],
              found: `none beside replicationTLSSecret ${replicationTLSSecret}`,
              reported: 'spec.certificates.clientcasecret',
            },
          ]
        : [],
    vectors: {
      fails: { spec: { certificates: { replicationTLSSecret: 't' } } },
      passes: { spec: { certificates: { replicationTLSSecret: 't', clientCASecret: 'c' } } },
    },
  },
];
