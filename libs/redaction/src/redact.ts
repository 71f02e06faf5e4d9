import { blotOut, REDACTED } from './blot-out.ts';
import { redactText } from './redact-text.ts';
import { isSecretName } from './secret-name.ts';

export interface RedactOptions {
  /** Values that are known to be secret. */
  readonly known?: readonly string[];
  /** `redacted` blots out network addresses too; they are kept otherwise, for they say who is connected. */
  readonly addresses?: 'kept' | 'redacted';
}

/** Holds the whole object once more, with what was applied. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** Of version 6, what has a double colon or all eight groups: the time of day has colons as well. */
const ADDRESS = /\b(?:\d{1,3}\.){3}\d{1,3}\b|(?<![\w:.])(?=[0-9a-f:]*::|(?:[0-9a-f]+:){7})[0-9a-f:]{3,39}(?![\w:])/gi;

/**
 * A copy of a text, an object of Kubernetes, evidence or whatever is JSON, without what nobody may see: values of Secrets always, values under names that
 * are those of secrets, values of environment variables with such names, and all that `redactText` finds in any text. Names and keys stay.
 */
export function redact<T>(value: T, options: RedactOptions = {}): T {
  return walk(value, options) as T;
}

function walk(value: unknown, options: RedactOptions): unknown {
  if (typeof value === 'string') return text(value, options);
  if (Array.isArray(value)) return value.map((item: unknown) => walk(item, options));
  if (typeof value !== 'object' || value === null) return value;
  const fields = value as Readonly<Record<string, unknown>>;
  const secret = fields['kind'] === 'Secret' || fields['kind'] === 'SecretList';
  const variable =
    typeof fields['name'] === 'string' && typeof fields['value'] === 'string' && isSecretName(fields['name']);
  return Object.fromEntries(
    Object.entries(fields).map(([key, inside]) => {
      if (secret && (key === 'data' || key === 'stringData')) return [key, emptied(inside)];
      if (key === 'items' && fields['kind'] === 'SecretList') return [key, secrets(inside, options)];
      if (key === LAST_APPLIED || (variable && key === 'value')) return [key, REDACTED];
      if (typeof inside === 'string' && inside !== '' && isSecretName(key)) return [text(key, options), REDACTED];
      return [text(key, options), walk(inside, options)];
    }),
  );
}

/** The keys of a Secret, without their values, whatever form they have. */
function emptied(data: unknown): unknown {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return REDACTED;
  return Object.fromEntries(Object.keys(data).map((key) => [key, REDACTED]));
}

/** Items of a list have no kind of their own. */
function secrets(items: unknown, options: RedactOptions): unknown {
  return Array.isArray(items)
    ? items.map((item: unknown) => walk({ kind: 'Secret', ...(item as object) }, options))
    : REDACTED;
}

function text(value: string, { known = [], addresses = 'kept' }: RedactOptions): string {
  const clean = redactText(blotOut(value, known));
  return addresses === 'kept' ? clean : clean.replace(ADDRESS, '[address]');
}
