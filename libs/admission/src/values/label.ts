const NAME = /^(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const SUBDOMAIN = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;
const MAX_NAME = 63;
const MAX_PREFIX = 253;

/**
 * Whether a text can be the key of a label: `[prefix/]name`, the prefix a DNS name.
 * @see k8s.io/apimachinery/pkg/util/validation: IsQualifiedName
 */
export function isLabelKey(text: string): boolean {
  const parts = text.split('/');
  const name = parts.at(-1) ?? '';
  const prefix = parts.length === 2 ? (parts[0] ?? '') : undefined;
  if (parts.length > 2 || name.length > MAX_NAME || !NAME.test(name)) return false;
  return prefix === undefined || (prefix.length <= MAX_PREFIX && SUBDOMAIN.test(prefix));
}

/**
 * Whether a text can be the value of a label; an empty one can.
 * @see k8s.io/apimachinery/pkg/util/validation: IsValidLabelValue
 */
export function isLabelValue(text: string): boolean {
  return text === '' || (text.length <= MAX_NAME && NAME.test(text));
}
