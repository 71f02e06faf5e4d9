import { isJsonObject, readGoJson, type JsonValue } from './go-json.ts';

/**
 * Whether a text is a JSON patch (RFC 6902) as CloudNativePG decodes it: a list of operations, or `null`. Whether it applies to anything
 * is another question.
 * @see https://pkg.go.dev/github.com/evanphx/json-patch/v5@v5.9.11#DecodePatch
 */
export function isJsonPatch(text: string): boolean {
  const patch = readGoJson(text);
  return patch === null || (Array.isArray(patch) && (patch as readonly JsonValue[]).every(isOperation));
}

function isOperation(operation: JsonValue): boolean {
  if (!isJsonObject(operation) || typeof operation['path'] !== 'string') return false;
  switch (operation['op']) {
    case 'add':
    case 'replace':
      return operation['value'] !== undefined;
    case 'move':
    case 'copy':
      return typeof operation['from'] === 'string';
    case 'remove':
    case 'test':
      return true;
    default:
      return false;
  }
}
