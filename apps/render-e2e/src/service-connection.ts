import type { KubeObject } from '@postgres-ha/kube-manifest';
import { isExternalSecret, type Kubectl } from '@postgres-ha/testkit';
import type { LiveSecret } from '@postgres-ha/production-rig';

/** What a service is given to connect with, read from its connection Secret. */
export interface ServiceConnection {
  readonly service: string;
  readonly user: string;
  readonly host: string;
  readonly uri: string;
  /** PEM of the authority that signed the server's certificate. */
  readonly authority: string;
  /** libpq's environment, as the keys of the Secret say; the authority is a file and not in it. */
  readonly env: Readonly<Record<string, string>>;
}

const KEYS = {
  PGHOST: 'host',
  PGPORT: 'port',
  PGDATABASE: 'database',
  PGUSER: 'user',
  PGPASSWORD: 'password',
  PGSSLMODE: 'sslmode',
} as const;

/** The connection Secrets of the services, found by the ExternalSecrets that ask for a `uri`. */
export async function serviceConnections(
  kubectl: Kubectl,
  objects: readonly KubeObject[],
  services: readonly string[],
): Promise<readonly ServiceConnection[]> {
  const secrets = objects
    .filter(isExternalSecret)
    .filter(({ spec }) => spec.target?.template?.data?.['uri'] !== undefined);
  return Promise.all(
    services.map(async (service) => {
      const external = secrets.find(({ spec, metadata }) => (spec.target?.name ?? metadata.name).includes(service));
      if (external === undefined) throw new Error(`${service} has no connection Secret`);
      const { spec, metadata } = external;
      const secret = await readSecret(kubectl, {
        name: spec.target?.name ?? metadata.name,
        namespace: metadata.namespace ?? 'default',
      });
      const key = (name: string): string => {
        const value = secret[name];
        if (value === undefined)
          throw new Error(`the connection Secret of ${service} has no ${name}, only ${Object.keys(secret).join(', ')}`);
        return value;
      };
      const env = Object.fromEntries(Object.entries(KEYS).map(([variable, name]) => [variable, key(name)]));
      return { service, user: key('user'), host: key('host'), uri: key('uri'), authority: key('ca.crt'), env };
    }),
  );
}

async function readSecret(
  kubectl: Kubectl,
  at: { readonly name: string; readonly namespace: string },
): Promise<Readonly<Record<string, string>>> {
  const secret = await kubectl.get<LiveSecret>({ resource: 'secrets', ...at });
  if (secret === undefined) throw new Error(`there is no Secret ${at.namespace}/${at.name}`);
  return Object.fromEntries(
    Object.entries(secret.data ?? {}).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]),
  );
}
