import { NEUTRAL } from '../colours.ts';
import type { PanelBasics, PanelDefinition } from './panel.ts';

/** The newest number, large. `names`: what the series is called is the answer, such as the name of the primary. */
export interface StatBasics extends PanelBasics {
  readonly shows?: 'values' | 'names' | 'names-and-values';
}

const TEXT_MODES = { values: 'value', names: 'name', 'names-and-values': 'value_and_name' } as const;

export function stat({ shows = 'values', height = 4, ...basics }: StatBasics): PanelDefinition {
  return {
    thresholds: NEUTRAL,
    mappings: [],
    overrides: [],
    ...basics,
    height,
    instant: true,
    format: 'time_series',
    transformations: [],
    links: [],
    colour: 'thresholds',
    visualization: {
      type: 'stat',
      options: {
        graphMode: 'none',
        colorMode: 'background',
        justifyMode: 'center',
        textMode: TEXT_MODES[shows],
        wideLayout: true,
        showPercentChange: false,
        percentChangeColorMode: 'standard',
        orientation: 'auto',
        reduceOptions: { calcs: ['lastNotNull'], fields: '', values: false },
      },
    },
  };
}
