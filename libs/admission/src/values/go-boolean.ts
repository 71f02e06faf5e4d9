const TRUE: ReadonlySet<string> = new Set(['1', 't', 'T', 'true', 'True', 'TRUE']);
const FALSE: ReadonlySet<string> = new Set(['0', 'f', 'F', 'false', 'False', 'FALSE']);

/**
 * A boolean as Go reads it from a text.
 *
 * @returns undefined for all else, `yes`, `on` and `tRUE` among it.
 * @see Go: strconv.ParseBool
 */
export function goBoolean(text: string): boolean | undefined {
  if (TRUE.has(text)) return true;
  return FALSE.has(text) ? false : undefined;
}
