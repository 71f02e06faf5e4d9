const TRUE = /^(?:1|on|y(?:es?)?|t(?:r(?:ue?)?)?)$/;
const FALSE = /^(?:0|off?|no?|f(?:a(?:l(?:se?)?)?)?)$/;

/**
 * A boolean parameter of PostgreSQL as CloudNativePG reads it: the words of PostgreSQL and what they begin with, in any case.
 *
 * @returns undefined for all else, `o` (either word) and the empty text among it.
 * @see https://github.com/cloudnative-pg/cloudnative-pg/blob/v1.30.0/pkg/postgres/booleans.go
 */
export function postgresBoolean(text: string): boolean | undefined {
  const word = text.toLowerCase();
  if (TRUE.test(word)) return true;
  return FALSE.test(word) ? false : undefined;
}
