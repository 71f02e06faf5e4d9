import { durationMs, LONG_MS } from '@postgres-ha/command-line';

/** Milliseconds of a duration as in the configuration: also `500ms`. Undefined when malformed or zero. */
export function readDuration(text: string): number | undefined {
  const [, milliseconds] = /^([1-9]\d{0,8})ms$/.exec(text) ?? [];
  return milliseconds === undefined ? durationMs(text, LONG_MS) : Number(milliseconds);
}

const UNITS: Readonly<Record<string, number>> = { KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3, TiB: 1024 ** 4 };

/** Bytes of `512MiB`. Undefined when malformed. */
export function readSize(text: string): number | undefined {
  const [, amount, unit = ''] = /^(\d+)([KMGT]iB)$/.exec(text) ?? [];
  const factor = UNITS[unit];
  return factor === undefined ? undefined : Number(amount) * factor;
}
