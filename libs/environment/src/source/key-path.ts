/** Keys and list positions that lead to a value. */
export type KeyPath = readonly (string | number)[];

/** `services[2].name`; a key that is not a plain word stands in quotes. */
export function formatKeyPath(path: KeyPath): string {
  return path
    .map((step, position) => {
      if (typeof step === 'number') return `[${step}]`;
      if (!/^[\w-]+$/.test(step)) return `[${JSON.stringify(step)}]`;
      return position === 0 ? step : `.${step}`;
    })
    .join('');
}

/** The value at a path, or undefined where the path leads nowhere. */
export function valueAt(value: unknown, path: KeyPath): unknown {
  let at = value;
  for (const step of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return undefined;
    at = (at as Record<string | number, unknown>)[step];
  }
  return at;
}
