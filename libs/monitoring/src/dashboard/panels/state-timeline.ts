import { NEUTRAL } from '../colours.ts';
import type { MappingModel } from '../grafana-model.ts';
import type { PanelBasics, PanelDefinition } from './panel.ts';

export interface StateTimelineBasics extends PanelBasics {
  readonly mappings: readonly MappingModel[];
}

/** What was when, a band for each series. Where nothing was known the band has a hole. */
export function stateTimeline({ height = 8, ...basics }: StateTimelineBasics): PanelDefinition {
  return {
    thresholds: NEUTRAL,
    overrides: [],
    ...basics,
    height,
    instant: false,
    format: 'time_series',
    transformations: [],
    links: [],
    colour: 'thresholds',
    visualization: {
      type: 'state-timeline',
      options: {
        showValue: 'auto',
        rowHeight: 0.85,
        mergeValues: true,
        alignValue: 'left',
        perPage: 20,
        legend: { displayMode: 'list', placement: 'bottom', showLegend: true, calcs: [] },
        tooltip: { mode: 'single', sort: 'none' },
      },
      custom: { lineWidth: 0, fillOpacity: 75, spanNulls: false, insertNulls: false },
    },
  };
}
