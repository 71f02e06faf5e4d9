/** A custom resource definition, as far as an object can be refused for it. */
export interface Crd {
  readonly apiVersion: string;
  readonly kind: string;
  readonly plural: string;
  readonly schema: CrdSchema;
}

/**
 * The structural schema of a custom resource as its CRD publishes it, less what nobody is refused for: descriptions, and `status`,
 * which only controllers write. `metadata` is Kubernetes' own.
 * @see https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema
 */
export interface CrdSchema {
  readonly type?: string;
  readonly format?: string;
  readonly properties?: Readonly<Record<string, CrdSchema>>;
  readonly additionalProperties?: CrdSchema;
  readonly items?: CrdSchema;
  readonly required?: readonly string[];
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  /** In code points. */
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly default?: unknown;
  /** A number of bytes or a share may be written as an integer or as a text. */
  readonly intOrString?: boolean;
  /** `map`: items are told apart by their `mapKeys`; `set`: each value once. */
  readonly listType?: string;
  readonly mapKeys?: readonly string[];
  readonly celRules?: readonly CelRule[];
}

/** The schema of what a map holds under a key. Names that every JavaScript object has are no fields. */
export function propertySchema(schema: CrdSchema | undefined, key: string): CrdSchema | undefined {
  const properties = schema?.properties;
  return properties !== undefined && Object.hasOwn(properties, key) ? properties[key] : schema?.additionalProperties;
}

/** A rule in the Common Expression Language; one that says `oldSelf` is judged only where there is an old value. */
export interface CelRule {
  readonly rule: string;
  readonly message: string;
  readonly reason?: string;
  readonly fieldPath?: string;
}
