import { NEUTRAL } from '../colours.ts';
import type { PanelBasics, PanelDefinition } from './panel.ts';

export interface TimeSeriesBasics extends PanelBasics {
  /** `area` for what adds up to a whole. */
  readonly draws?: 'lines' | 'area';
  /** Columns of the legend beside the name. */
  readonly calculations?: readonly string[];
}

/** Lines over time; where thresholds are given they are drawn as lines too, as the alert has them. */
export function timeSeries({
  draws = 'lines',
  height = 8,
  calculations = ['lastNotNull', 'max'],
  ...basics
}: TimeSeriesBasics): PanelDefinition {
  const hasLimit = basics.thresholds !== undefined;
  return {
    thresholds: NEUTRAL,
    mappings: [],
    overrides: [],
    min: 0,
    ...basics,
    height,
    instant: false,
    format: 'time_series',
    transformations: [],
    links: [],
    colour: 'palette-classic-by-name',
    visualization: {
      type: 'timeseries',
      options: {
        legend: { displayMode: 'table', placement: 'bottom', showLegend: true, calcs: calculations },
        tooltip: { mode: 'multi', sort: 'desc' },
      },
      custom: {
        drawStyle: 'line',
        lineWidth: 1,
        fillOpacity: draws === 'area' ? 30 : 8,
        showPoints: 'never',
        // A gap is shown as one.
        spanNulls: false,
        stacking: { mode: draws === 'area' ? 'normal' : 'none', group: 'A' },
        thresholdsStyle: { mode: hasLimit ? 'dashed' : 'off' },
      },
    },
  };
}
