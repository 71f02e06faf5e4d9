const UNITS: Readonly<Record<string, number>> = { B: 1, kB: 2 ** 10, MB: 2 ** 20, GB: 2 ** 30, TB: 2 ** 40 };

/**
 * Bytes in a PostgreSQL size such as `512MB`. The unit is required: without one, PostgreSQL counts pages or kilobytes and
 * CloudNativePG's webhook megabytes.
 *
 * @returns undefined when malformed or without a unit.
 * @see https://www.postgresql.org/docs/17/config-setting.html#CONFIG-SETTING-NAMES-VALUES
 */
export function postgresSizeBytes(text: string): number | undefined {
  const match = /^(\d+) *(B|kB|MB|GB|TB)$/.exec(text);
  const unit = UNITS[match?.[2] ?? ''];
  return match === null || unit === undefined ? undefined : Number(match[1]) * unit;
}
