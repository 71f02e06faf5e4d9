const RESERVED = /^(?:CNPG_|PG|(?:POD_NAME|NAMESPACE|CLUSTER_NAME)$)/;
const PLACEHOLDER = /(\$+)\{([^}]+)\}/g;
const KNOWN_PLACEHOLDER = 'image_root';

/**
 * Whether the operator keeps an environment variable for itself, in any case of letters.
 * @see https://github.com/cloudnative-pg/cloudnative-pg/blob/v1.30.0/pkg/postgres/environment.go IsReservedEnvironmentVariable
 */
export function isReservedVariable(name: string): boolean {
  return RESERVED.test(name.toUpperCase());
}

/**
 * The placeholders in a value that nothing will fill: all but `${image_root}`. Two dollars stand for one, so `$${foo}` is none.
 * @see https://github.com/cloudnative-pg/cloudnative-pg/blob/v1.30.0/pkg/postgres/environment.go FindUnknownPlaceholders
 */
export function unknownPlaceholders(value: string): readonly string[] {
  return [...value.matchAll(PLACEHOLDER)].flatMap(([, dollars = '', name = '']) =>
    dollars.length % 2 === 1 && name !== KNOWN_PLACEHOLDER ? [`\${${name}}`] : [],
  );
}
