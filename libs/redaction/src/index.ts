export { blotOut, REDACTED } from './blot-out.ts';
export { isSecretName } from './secret-name.ts';
export { redact, type RedactOptions } from './redact.ts';
export { redactText } from './redact-text.ts';
