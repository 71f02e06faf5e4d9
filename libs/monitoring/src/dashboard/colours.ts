import type { MappingModel, ThresholdModel } from './grafana-model.ts';

/** What each colour says, everywhere on the dashboard. */
export const COLOURS = {
  good: 'green',
  notice: 'blue',
  warning: 'orange',
  critical: 'red',
  /** Not known: neither good nor bad, and never green. */
  unknown: 'purple',
} as const;

/** What stands where no series is: a query that finds nothing has shown nothing. */
export const NO_DATA = 'no data: unknown';

/**
 * Steps from the least value on. Below the first, and where there is no value at all, is unknown: Grafana paints a missing value in the
 * colour of the lowest step.
 */
export function thresholds(
  ...steps: readonly (readonly [from: number, colour: keyof typeof COLOURS])[]
): readonly ThresholdModel[] {
  return [
    { value: null, color: COLOURS.unknown },
    ...steps.map(([value, colour]) => ({ value, color: COLOURS[colour] })),
  ];
}

/** Good up to a value that is an alert. */
export function goodBelow(value: number, then: 'warning' | 'critical' = 'warning'): readonly ThresholdModel[] {
  return thresholds([0, 'good'], [value, then]);
}

/** For numbers that are neither good nor bad. */
export const NEUTRAL: readonly ThresholdModel[] = thresholds([0, 'notice']);

/** Words for values, and the one for none. */
export function words(
  ...values: readonly (readonly [value: number, text: string, colour: keyof typeof COLOURS])[]
): readonly MappingModel[] {
  return [
    {
      type: 'value',
      options: Object.fromEntries(
        values.map(([value, text, colour], index) => [String(value), { text, color: COLOURS[colour], index }]),
      ),
    },
    { type: 'special', options: { match: 'null+nan', result: { text: NO_DATA, color: COLOURS.unknown } } },
  ];
}
