import type { ManifestMap } from './kube-object.ts';

const DNS_PORT = 53;

/** A TCP port of a NetworkPolicy, its protocol written out as the API server would. */
export function tcp(port: number): ManifestMap {
  return { protocol: 'TCP', port };
}

/** Where NodeLocal DNSCache listens, on the node itself, where no selector reaches. */
const NODE_LOCAL_DNS = '169.254.20.10/32';

/** Egress to whatever serves DNS in the cluster. */
export function dnsEgress(): ManifestMap {
  return {
    to: [{ namespaceSelector: {} }, { ipBlock: { cidr: NODE_LOCAL_DNS } }],
    ports: [{ protocol: 'UDP', port: DNS_PORT }, tcp(DNS_PORT)],
  };
}

/** Egress to address ranges, for what no selector can name: the API server, an object store. */
export function addressEgress({
  cidrs,
  ports,
}: {
  readonly cidrs: readonly string[];
  readonly ports: readonly number[];
}): ManifestMap {
  return { to: cidrs.map((cidr) => ({ ipBlock: { cidr } })), ports: ports.map(tcp) };
}

/** All pods of a namespace, as a peer. */
export function podsOfNamespace(name: string): ManifestMap {
  return { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } } };
}
