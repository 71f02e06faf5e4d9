import { parseGoInt } from './go-integer.ts';

/** What JSON holds, whole numbers apart from others: Go takes `1` for an integer, and neither `1.0` nor `1e3`. */
export type JsonValue = string | boolean | null | bigint | number | readonly JsonValue[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/**
 * Reads JSON as Go does. Of a key that is written twice in the very same way only the last counts.
 *
 * @returns undefined when the text is no JSON.
 * @see Go: encoding/json
 */
export function readGoJson(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text, splitNumbers) as JsonValue;
  } catch {
    return undefined;
  }
}

function splitNumbers(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  return typeof value === 'number' ? (parseGoInt(context?.source ?? String(value)) ?? value) : value;
}

export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The values that Go puts into the field of a struct, in order: it does not mind the case of a key. */
export function fieldValues(object: JsonObject, field: string): readonly JsonValue[] {
  const wanted = folded(field);
  return Object.entries(object).flatMap(([key, value]) => (folded(key) === wanted ? [value] : []));
}

/** Both ways, for the letters that have two small forms or two large ones: `ſ`, and the sign for kelvin. */
function folded(key: string): string {
  return key.toUpperCase().toLowerCase();
}
