import type { Crd, CrdSchema } from '@postgres-ha/admission';

/** A CRD as Kubernetes has it, as far as it is read here. */
interface PublishedCrd {
  readonly kind: 'CustomResourceDefinition';
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string; readonly plural: string };
    readonly versions: readonly {
      readonly name: string;
      readonly storage: boolean;
      readonly schema: { readonly openAPIV3Schema: PublishedSchema };
    }[];
  };
}

type PublishedSchema = Readonly<Record<string, unknown>> & {
  readonly properties?: Readonly<Record<string, PublishedSchema>>;
  readonly required?: readonly string[];
  readonly items?: PublishedSchema;
  readonly additionalProperties?: PublishedSchema;
};

/** Kubernetes knows the metadata of every object, and only controllers write a status. */
const NOT_JUDGED: ReadonlySet<string> = new Set(['metadata', 'status']);

/** A published CRD without what nobody is refused for; undefined where the document is something else. */
export function compactCrd(document: unknown): Crd | undefined {
  if (!isCrd(document)) return undefined;
  const { group, names, versions } = document.spec;
  const version = versions.find(({ storage }) => storage);
  if (version === undefined) throw new Error(`the CRD of ${names.kind} stores no version`);
  const properties = Object.fromEntries(
    Object.entries(version.schema.openAPIV3Schema.properties ?? {}).filter(([name]) => !NOT_JUDGED.has(name)),
  );
  const required = version.schema.openAPIV3Schema.required ?? [];
  return {
    apiVersion: `${group}/${version.name}`,
    kind: names.kind,
    plural: names.plural,
    schema: compact({
      ...version.schema.openAPIV3Schema,
      properties,
      required: required.filter((name) => !NOT_JUDGED.has(name)),
    }),
  };
}

function isCrd(document: unknown): document is PublishedCrd {
  return (
    typeof document === 'object' &&
    document !== null &&
    'kind' in document &&
    document.kind === 'CustomResourceDefinition'
  );
}

/** Keywords by their name in `CrdSchema`. One that is neither here nor in `IGNORED` is not understood, so it is an error. */
const KEYWORDS: ReadonlyMap<string, keyof CrdSchema> = new Map([
  ['type', 'type'],
  ['format', 'format'],
  ['required', 'required'],
  ['enum', 'enum'],
  ['pattern', 'pattern'],
  ['minimum', 'minimum'],
  ['maximum', 'maximum'],
  ['minLength', 'minLength'],
  ['maxLength', 'maxLength'],
  ['default', 'default'],
  ['x-kubernetes-int-or-string', 'intOrString'],
  ['x-kubernetes-list-type', 'listType'],
  ['x-kubernetes-list-map-keys', 'mapKeys'],
  ['x-kubernetes-validations', 'celRules'],
]);
const IGNORED: ReadonlySet<string> = new Set(['description', 'x-kubernetes-map-type', 'anyOf']);

function compact({ properties, items, additionalProperties, ...published }: PublishedSchema): CrdSchema {
  const keywords = Object.entries(published)
    .filter(([keyword]) => !IGNORED.has(keyword))
    .map(([keyword, value]) => {
      const name = KEYWORDS.get(keyword);
      if (name === undefined) throw new Error(`the keyword ${keyword} is not known to libs/admission`);
      return [name, value] as const;
    });
  return {
    ...Object.fromEntries(keywords),
    ...(properties && {
      properties: Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, compact(schema)])),
    }),
    ...(items && { items: compact(items) }),
    ...(additionalProperties && { additionalProperties: compact(additionalProperties) }),
  };
}
