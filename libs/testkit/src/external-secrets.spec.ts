import { expect, test } from 'vitest';
import {
  fulfil,
  generatedValues,
  type ExternalSecret,
  type SecretSources,
  type SecretStore,
} from './external-secrets.ts';
import { evaluateTemplate } from './secret-template.ts';

const inClusterStore: SecretStore = {
  apiVersion: 'external-secrets.io/v1',
  kind: 'SecretStore',
  metadata: { name: 'this-namespace', namespace: 'shop' },
  spec: { provider: { kubernetes: { remoteNamespace: 'shop' } } },
};

function externalSecret(spec: ExternalSecret['spec']): ExternalSecret {
  return {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: { name: 'orders', namespace: 'shop' },
    spec,
  };
}

function sources(overrides: Partial<SecretSources> = {}): SecretSources {
  return {
    stores: [],
    remoteValue: generatedValues('seed'),
    inCluster: () => Promise.resolve(undefined),
    ...overrides,
  };
}

const vault = { name: 'vault', kind: 'ClusterSecretStore' } as const;

test('without a template the Secret holds the data under its own name', async () => {
  const outcome = await fulfil(
    externalSecret({
      secretStoreRef: vault,
      data: [{ secretKey: 'password', remoteRef: { key: 'db', property: 'password' } }],
    }),
    sources({ remoteValue: () => 'p4ss' }),
  );
  expect(outcome).toEqual({
    kind: 'secret',
    secret: {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'orders', namespace: 'shop' },
      type: 'Opaque',
      stringData: { password: 'p4ss' },
    },
  });
});

test('a template replaces the data, and names type and labels', async () => {
  const outcome = await fulfil(
    externalSecret({
      secretStoreRef: vault,
      target: {
        name: 'orders-role',
        template: {
          type: 'kubernetes.io/basic-auth',
          metadata: { labels: { 'cnpg.io/reload': 'true' } },
          data: { username: 'orders', password: '{{ .password }}' },
        },
      },
      data: [{ secretKey: 'password', remoteRef: { key: 'db' } }],
    }),
    sources({ remoteValue: () => 'p4ss' }),
  );
  expect(outcome).toMatchObject({
    kind: 'secret',
    secret: {
      metadata: { name: 'orders-role', labels: { 'cnpg.io/reload': 'true' } },
      type: 'kubernetes.io/basic-auth',
      stringData: { username: 'orders', password: 'p4ss' },
    },
  });
});

test('the same remote reference has the same value, another one another', () => {
  const remoteValue = generatedValues('seed');
  expect(remoteValue({ key: 'db', property: 'password' }, vault)).toBe(
    remoteValue({ key: 'db', property: 'password' }, undefined),
  );
  expect(remoteValue({ key: 'db', property: 'password' }, vault)).not.toBe(
    remoteValue({ key: 'db', property: 'user' }, vault),
  );
});

const withAuthority = externalSecret({
  secretStoreRef: vault,
  target: { template: { data: { ca: '{{ .ca }}' } } },
  data: [
    {
      secretKey: 'ca',
      remoteRef: { key: 'orders-ca', property: 'ca.crt' },
      sourceRef: { storeRef: { name: 'this-namespace' } },
    },
  ],
});

test('a store with the Kubernetes provider reads the Secret of the cluster', async () => {
  const inCluster: SecretSources['inCluster'] = (namespace, name) =>
    Promise.resolve(namespace === 'shop' && name === 'orders-ca' ? { 'ca.crt': 'CERTIFICATE' } : undefined);
  const outcome = await fulfil(withAuthority, sources({ stores: [inClusterStore], inCluster }));
  expect(outcome).toMatchObject({ secret: { stringData: { ca: 'CERTIFICATE' } } });
});

test('a Secret that is not there yet is waited for, by name', async () => {
  const outcome = await fulfil(withAuthority, sources({ stores: [inClusterStore] }));
  expect(outcome).toEqual({ kind: 'waiting', for: 'Secret shop/orders-ca' });
});

test('a key that the Secret of the cluster lacks is an error', async () => {
  const inCluster: SecretSources['inCluster'] = () => Promise.resolve({});
  await expect(fulfil(withAuthority, sources({ stores: [inClusterStore], inCluster }))).rejects.toThrow(
    /no key ca\.crt/,
  );
});

test.each([
  { name: 'a field', template: 'host={{ .host }}', expected: 'host=db 1' },
  { name: 'a field by index', template: '{{ index . "tls.crt" }}', expected: 'PEM' },
  { name: 'a pipe', template: 'x://{{ .host | urlquery }}/', expected: 'x://db+1/' },
  { name: 'a function with arguments', template: '{{ .host | urlquery | replace "+" "%20" }}', expected: 'db%201' },
])('a template may hold $name', ({ template, expected }) => {
  expect(evaluateTemplate(template, { host: 'db 1', 'tls.crt': 'PEM' })).toBe(expected);
});

test.each(['{{ .absent }}', '{{ if .host }}x{{ end }}', '{{ .host | unheardOf }}'])(
  '%s is refused, not guessed',
  (template) => {
    expect(() => evaluateTemplate(template, { host: 'db' })).toThrow();
  },
);
