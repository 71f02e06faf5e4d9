/** Steps from the top of an object to a value in it. */
export type ObjectPath = readonly (string | number)[];

/** As Kubernetes prints it: `spec.externalClusters[0].name`. Keys are joined with a dot whatever is in them; an empty one is `[]`. */
export function formatObjectPath(path: ObjectPath): string {
  return path.reduce<string>(
    (text, step) =>
      typeof step === 'number' || step === '' ? `${text}[${step}]` : text === '' ? step : `${text}.${step}`,
    '',
  );
}
