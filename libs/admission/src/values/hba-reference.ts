/** What is wrong with the references to pods in a line of `pg_hba`. */
export type HbaFault =
  | { readonly kind: 'descriptor'; readonly descriptor: string }
  | { readonly kind: 'unknown'; readonly selector: string }
  | { readonly kind: 'many'; readonly count: number };

const REFERENCE = /\$\{([^:]+):([^}]+)\}/g;

/**
 * The first fault among the references `${podselector:name}` of a line. A line may have one, comments included; a brace that is left
 * open takes all up to the next colon into the descriptor.
 * @see https://github.com/cloudnative-pg/cloudnative-pg/blob/v1.30.0/pkg/postgres/hba/hba.go ValidateLine
 */
export function hbaFault(line: string, selectors: ReadonlySet<string>): HbaFault | undefined {
  const references = [...line.matchAll(REFERENCE)].map(([, descriptor = '', selector = '']) => ({
    descriptor,
    selector,
  }));
  const wrong = references.find(({ descriptor, selector }) => descriptor !== 'podselector' || !selectors.has(selector));
  if (wrong !== undefined) {
    return wrong.descriptor === 'podselector'
      ? { kind: 'unknown', selector: wrong.selector }
      : { kind: 'descriptor', descriptor: wrong.descriptor };
  }
  return references.length > 1 ? { kind: 'many', count: references.length } : undefined;
}
