import { createRequire } from 'node:module';

export type Payload = Readonly<Record<string, unknown>>;

interface Examples {
  readonly name: string;
  readonly examples: readonly Payload[];
}

/** For tests: what GitHub has sent, of each event. The package is nothing but JSON, which its types do not say. */
export const EXAMPLES: readonly { readonly event: string; readonly payload: Payload }[] = (
  createRequire(import.meta.url)('@octokit/webhooks-examples') as readonly Examples[]
).flatMap(({ name, examples }) => examples.map((payload) => ({ event: name, payload })));

/** Walks down by numbers, to what is there, and puts something else in its place. */
export function replaced(payload: unknown, path: readonly number[], value: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined || typeof payload !== 'object' || payload === null) return value;
  const names = Object.keys(payload);
  const name = names[step % Math.max(names.length, 1)];
  if (name === undefined) return value;
  const inner = replaced((payload as Payload)[name], rest, value);
  return Array.isArray(payload) ? payload.with(Number(name), inner) : { ...payload, [name]: inner };
}
