import type {
  LinkModel,
  MappingModel,
  OverrideModel,
  ThresholdModel,
  TransformationModel,
  Visualization,
} from '../grafana-model.ts';

/** What is asked of Prometheus for a panel. */
export interface PanelQuery {
  /** PromQL with the dashboard's variables in it. */
  readonly expression: string;
  /** Name of a series, such as `{{pod}}`. */
  readonly legend?: string;
}

/** A panel before it has its place. */
export interface PanelDefinition {
  readonly title: string;
  /** What it shows, and what to think of it. */
  readonly description: string;
  /** Grafana's id of a unit: `bytes`, `s`, `percentunit`, `short`. */
  readonly unit: string;
  /** Columns of the 24. */
  readonly width: number;
  /** Units of about 30 pixels. */
  readonly height: number;
  readonly queries: readonly PanelQuery[];
  /** Only the newest value is asked for. */
  readonly instant: boolean;
  /** Series, or rows of a table with a column for each label. */
  readonly format: 'time_series' | 'table';
  readonly visualization: Visualization;
  readonly thresholds: readonly ThresholdModel[];
  readonly mappings: readonly MappingModel[];
  readonly overrides: readonly OverrideModel[];
  readonly transformations: readonly TransformationModel[];
  readonly links: readonly LinkModel[];
  readonly colour: 'thresholds' | 'palette-classic-by-name';
  readonly decimals?: number;
  readonly min?: number;
  readonly max?: number;
}

/** What every builder is told. */
export interface PanelBasics {
  readonly title: string;
  readonly description: string;
  readonly unit: string;
  readonly width: number;
  readonly height?: number;
  readonly queries: readonly PanelQuery[];
  readonly thresholds?: readonly ThresholdModel[];
  readonly mappings?: readonly MappingModel[];
  readonly overrides?: readonly OverrideModel[];
  readonly decimals?: number;
  readonly min?: number;
  readonly max?: number;
}

/** The series of one name in a colour or under a unit of its own. */
export function ofSeries(name: string, properties: Readonly<Record<string, unknown>>): OverrideModel {
  return override({ id: 'byName', options: name }, properties);
}

/** The same for all series whose names match. */
export function ofSeriesLike(pattern: RegExp, properties: Readonly<Record<string, unknown>>): OverrideModel {
  return override({ id: 'byRegexp', options: String(pattern) }, properties);
}

function override(matcher: OverrideModel['matcher'], properties: Readonly<Record<string, unknown>>): OverrideModel {
  return { matcher, properties: Object.entries(properties).map(([id, value]) => ({ id, value })) };
}

export function fixedColour(colour: string): Readonly<Record<string, unknown>> {
  return { color: { mode: 'fixed', fixedColor: colour } };
}
