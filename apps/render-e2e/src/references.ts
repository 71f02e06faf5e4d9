import { describeObject, waveOf, type KubeObject } from '@postgres-ha/kube-manifest';

/** An object by what it is and what it is called. */
export interface Named {
  readonly kind: string;
  readonly name: string;
}

/** What the value of a field refers to, if anything. */
type Rule = (value: unknown) => Named | undefined;

const secret = named('Secret');
const configMap = named('ConfigMap');
const ofItsKind = kindFrom('kind');

/** By the name of the field that holds it, every reference that the kinds of the manifests know. */
const RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ['passwordSecret', secret],
  ['accessKeyId', secret],
  ['secretAccessKey', secret],
  ['sessionToken', secret],
  ['region', secret],
  ['endpointCA', secret],
  ['secretKeyRef', secret],
  ['secretRef', secret],
  ['superuserSecret', secret],
  ['authQuerySecret', secret],
  ['serverTLSSecret', secret],
  ['serverCASecret', secret],
  ['clientTLSSecret', secret],
  ['clientCASecret', secret],
  ['configMapKeyRef', configMap],
  ['configMapRef', configMap],
  ['customQueriesConfigMap', configMap],
  ['imageCatalogRef', ofItsKind],
  ['roleRef', ofItsKind],
  ['subjects', ofItsKind],
  ['secretStoreRef', ofItsKind],
  ['storeRef', ofItsKind],
  ['caProvider', kindFrom('type')],
  ['serviceAccount', named('ServiceAccount')],
  ['cluster', named('Cluster')],
  ['barmanObjectName', called('ObjectStore')],
  ['storageClass', called('StorageClass')],
  ['storageClassName', called('StorageClass')],
]);

export interface Reach {
  readonly of: readonly KubeObject[];
  readonly among: readonly KubeObject[];
  readonly fromElsewhere: (target: Named) => boolean;
}

/**
 * The references that nothing in reach satisfies: neither an object of the same or an earlier wave (an ExternalSecret counts as the
 * Secret that it makes), nor what comes from elsewhere. None is what a manifest wants that must work by itself.
 */
export function dangling({ of: referring, among, fromElsewhere }: Reach): readonly string[] {
  const made = among.map((object) => ({ ...madeBy(object), wave: waveOf(object) }));
  return referring.flatMap((object) =>
    referencesOf(object).flatMap(({ path, kind, name }) => {
      const makers = made.filter((maker) => maker.kind === kind && maker.name === name);
      if (fromElsewhere({ kind, name }) || makers.some(({ wave }) => wave <= waveOf(object))) return [];
      const problem = makers.length === 0 ? 'which nothing makes' : 'which only a later wave makes';
      return [`${describeObject(object)} ${path}: ${kind} ${name}, ${problem}`];
    }),
  );
}

/** The strings anywhere in an object that are exactly one of the names: whatever the field, such a string refers to the name. */
export function mentions(object: KubeObject, names: ReadonlySet<string>): readonly string[] {
  return fieldsOf(object, '', '').flatMap(({ value }) =>
    typeof value === 'string' && names.has(value) ? [value] : [],
  );
}

/** What there is once the object is there and its controller has acted on it. */
export function madeBy({ kind, metadata, ...body }: KubeObject): Named {
  if (kind !== 'ExternalSecret') return { kind, name: metadata.name };
  const target = isRecord(body['spec']) ? body['spec']['target'] : undefined;
  return secret(target) ?? { kind: 'Secret', name: metadata.name };
}

function referencesOf(object: KubeObject): readonly (Named & { readonly path: string })[] {
  const body = Object.entries(object).filter(([field]) => field !== 'metadata');
  return body
    .flatMap(([field, content]) => fieldsOf(content, field, field))
    .flatMap(({ key, path, value }) => {
      const target = RULES.get(key)?.(value);
      return target === undefined ? [] : [{ path, ...target }];
    });
}

interface Field {
  /** The field's own name; an item of a list has that of the list. */
  readonly key: string;
  readonly path: string;
  readonly value: unknown;
}

/** Every field at every depth. */
function fieldsOf(value: unknown, key: string, path: string): readonly Field[] {
  const children = Array.isArray(value)
    ? value.flatMap((item: unknown, index) => fieldsOf(item, key, `${path}[${index}]`))
    : isRecord(value)
      ? Object.entries(value).flatMap(([name, field]) => fieldsOf(field, name, `${path}.${name}`))
      : [];
  return [{ key, path, value }, ...children];
}

function named(kind: string): Rule {
  return (value) => (isRecord(value) && typeof value['name'] === 'string' ? { kind, name: value['name'] } : undefined);
}

function called(kind: string): Rule {
  return (value) => (typeof value === 'string' ? { kind, name: value } : undefined);
}

function kindFrom(field: 'kind' | 'type'): Rule {
  return (value) => {
    if (!isRecord(value)) return undefined;
    const { [field]: kind, name } = value;
    return typeof kind === 'string' && typeof name === 'string' ? { kind, name } : undefined;
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
