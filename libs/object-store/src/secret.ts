import { inspect } from 'node:util';

/** A text that is not printed by accident: logs, JSON, templates and debuggers show `[secret]`. Only `reveal` gives it away. */
export interface Secret<T extends string | Uint8Array = string> {
  readonly reveal: () => T;
  readonly toString: () => string;
  readonly toJSON: () => string;
}

const SHOWN = '[secret]';

export function secret<T extends string | Uint8Array>(value: T): Secret<T> {
  const shown = (): string => SHOWN;
  return Object.freeze({ reveal: () => value, toString: shown, toJSON: shown, [inspect.custom]: shown });
}
