import { readDelivery, type DeliveryReading } from '@postgres-ha/github-api';

/** Payloads as GitHub sends them, by event. */
export type RealPayloads = readonly { readonly event: string; readonly payload: unknown }[];

export interface SentDelivery {
  readonly event: string;
  readonly body: Uint8Array;
}

/** 0 up to, not including, 1; the same for the same seed. Far quicker than a library that could also shrink what it made. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const EVENTS = [
  ...[
    'issue_comment',
    'issues',
    'pull_request',
    'pull_request_target',
    'check_run',
    'check_suite',
    'merge_group',
    'push',
  ],
  ...['ping', 'installation', 'constructor', '__proto__', ''],
] as const;

const VALUES: readonly unknown[] = [
  ...[null, true, false, 0, -1, 0.5, 1e308, 2 ** 53, '', [], {}, [null], [[]], { a: { b: [] } }, { length: 1e9 }],
  ...['/help', '\u0000', '\ud800', '\u202e/scale', '2026-02-30T00:00:00Z', 'x'.repeat(70_000), '__proto__', 'created'],
];

/**
 * Bodies that somebody with the right secret could send: real ones with something wrong in them (a value that is another one or missing, however deep; bytes
 * that are others; an end that is missing), and ones that nobody would send.
 */
export function deliveries(real: RealPayloads, random: () => number): () => SentDelivery {
  const below = (count: number): number => Math.floor(random() * count);
  const one = <Value>(values: readonly Value[]): Value => values[below(values.length)] as Value;
  const slim = real.map(({ event, payload }) => ({ event, payload: withoutAddresses(payload) }));
  const bodies = slim.map(({ event, payload }) => ({ event, body: encoded(payload) }));
  const replaced = (json: unknown, depth: number): unknown => {
    const entries = typeof json === 'object' && json !== null ? Object.entries(json) : [];
    if (entries.length === 0 || depth === 0) return one(VALUES);
    const at = below(entries.length);
    const isDropped = depth === 1 && random() < 0.3;
    const changed = entries.flatMap(([key, value], index): readonly (readonly [string, unknown])[] => {
      if (index !== at) return [[key, value]];
      return isDropped ? [] : [[key, replaced(value, depth - 1)]];
    });
    return Array.isArray(json) ? changed.map(([, value]) => value) : Object.fromEntries(changed);
  };
  const broken = (): SentDelivery => {
    const { event, body } = one(bodies);
    const copy = body.slice(0, random() < 0.3 ? below(body.length) : body.length);
    for (let left = 1 + below(4); left > 0 && copy.length > 0; left--) copy[below(copy.length)] = below(256);
    return { event, body: copy };
  };
  return () => {
    const which = random();
    if (which < 0.1) return { event: one(EVENTS), body: encoded(one(VALUES)) };
    if (which < 0.2) return { event: one(EVENTS), body: Uint8Array.from({ length: below(100) }, () => below(256)) };
    if (which < 0.4) return broken();
    const { event, payload } = one(slim);
    return { event: random() < 0.05 ? one(EVENTS) : event, body: encoded(replaced(payload, 1 + below(4))) };
  };
}

/** Most of a payload are addresses that nobody reads. */
function withoutAddresses(json: unknown): unknown {
  if (typeof json !== 'object' || json === null) return json;
  if (Array.isArray(json)) return json.map(withoutAddresses);
  const kept = Object.entries(json).filter(([key]) => key === 'html_url' || !key.endsWith('url'));
  return Object.fromEntries(kept.map(([key, value]) => [key, withoutAddresses(value)]));
}

function encoded(json: unknown): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(json));
}

/** What is wrong with how a body was read; undefined: it was read, ignored or refused as it should. */
export function flawOfReading({ event, body }: SentDelivery): string | undefined {
  let reading: DeliveryReading;
  try {
    reading = readDelivery({ event, deliveryId: 'a', body });
  } catch (error) {
    return `${event}: ${String(error)}: ${new TextDecoder().decode(body).slice(0, 500)}`;
  }
  if (reading.kind !== 'events') return undefined;
  if (reading.events.length === 0) return `${event}: no events`;
  const numbers = reading.events.flatMap((each) =>
    'number' in each ? [each.number] : 'issue' in each ? [each.issue] : [],
  );
  const fits = numbers.every((number) => Number.isSafeInteger(number) && number > 0);
  return fits ? undefined : `${event}: ${numbers.join(', ')}`;
}

/** Reads so many, and says what is wrong with each that was not read as it should, and how many were taken for events. */
export function readMany(
  real: RealPayloads,
  { count, seed }: { readonly count: number; readonly seed: number },
): { readonly flaws: readonly string[]; readonly taken: number } {
  const next = deliveries(real, seededRandom(seed));
  const flaws: string[] = [];
  let taken = 0;
  for (let index = 0; index < count; index++) {
    const delivery = next();
    const flaw = flawOfReading(delivery);
    if (flaw !== undefined) flaws.push(flaw);
    else if (index % 100 === 0 && readDelivery({ ...delivery, deliveryId: 'a' }).kind === 'events') taken += 1;
  }
  return { flaws: flaws.slice(0, 10), taken };
}
