const LABEL = /^[a-z](?:[-a-z0-9]*[a-z0-9])?$/;
const MAX_LENGTH = 63;

/**
 * Whether a text can name a Service: a lower-case letter, then letters, digits and hyphens, the last no hyphen, at most 63.
 * @see k8s.io/apimachinery/pkg/util/validation: IsDNS1035Label
 */
export function isDns1035Label(text: string): boolean {
  return text.length <= MAX_LENGTH && LABEL.test(text);
}
