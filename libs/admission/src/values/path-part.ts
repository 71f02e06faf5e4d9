/**
 * Whether a text can be one part of a file's path without leading out of its directory. An empty one can.
 * @see CloudNativePG 1.30.0, internal/webhook/v1/cluster_webhook.go: isUnsafePathComponent
 */
export function isSafePathPart(text: string): boolean {
  return text !== '.' && text !== '..' && !/[/\\]/.test(text);
}
