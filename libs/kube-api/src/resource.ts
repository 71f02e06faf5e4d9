/** A kind of objects as an API server serves it. */
export interface ResourceType {
  /** `v1`, `postgresql.cnpg.io/v1`. */
  readonly apiVersion: string;
  readonly kind: string;
  /** As in addresses: `persistentvolumeclaims`. */
  readonly plural: string;
  readonly namespaced: boolean;
}

/** One object, or the place where objects of a kind are. */
export interface Place {
  /** Left out: all namespaces, or a kind that has none. */
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
  readonly query?: Readonly<Record<string, string>>;
}

export function groupPath(apiVersion: string): string {
  return apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}

export function pathOf(type: Pick<ResourceType, 'apiVersion' | 'plural' | 'namespaced'>, place: Place): string {
  const { namespace, name, query = {} } = place;
  const inside = type.namespaced && namespace !== undefined ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  const one = name === undefined ? '' : `/${encodeURIComponent(name)}`;
  const asked = new URLSearchParams(query).toString();
  return `${groupPath(type.apiVersion)}${inside}/${type.plural}${one}${asked === '' ? '' : `?${asked}`}`;
}
