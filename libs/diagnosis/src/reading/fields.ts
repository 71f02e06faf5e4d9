/** Fields of objects that come from an API server: whatever they hold, reading them never throws. */
export type Fields = Readonly<Record<string, unknown>>;

/** The value at a path, or undefined where there is none. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inside, key) => (isFields(inside) && Object.hasOwn(inside, key) ? inside[key] : undefined),
    value,
  );
}

/** Text at a path; numbers as text. Empty text counts as none. */
export function textAt(value: unknown, ...path: readonly string[]): string | undefined {
  const found = at(value, ...path);
  if (typeof found === 'number') return String(found);
  return typeof found === 'string' && found !== '' ? found : undefined;
}

export function numberAt(value: unknown, ...path: readonly string[]): number | undefined {
  const found = at(value, ...path);
  return typeof found === 'number' && Number.isFinite(found) ? found : undefined;
}

/** The list at a path; empty where there is none. */
export function listAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? (found as readonly unknown[]) : [];
}

/** The texts of the list at a path. */
export function textsAt(value: unknown, ...path: readonly string[]): readonly string[] {
  return listAt(value, ...path).filter((item): item is string => typeof item === 'string');
}

/** The map at a path; empty where there is none. */
export function mapAt(value: unknown, ...path: readonly string[]): Fields {
  const found = at(value, ...path);
  return isFields(found) ? found : {};
}

/** The moment at a path, in milliseconds; undefined where it is none. */
export function timeAt(value: unknown, ...path: readonly string[]): number | undefined {
  return moment(textAt(value, ...path));
}

/** Milliseconds of an ISO 8601 text. */
export function moment(text: string | null | undefined): number | undefined {
  const milliseconds = text === null || text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(milliseconds) ? undefined : milliseconds;
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
