import type { VizLegendOptions, VizTooltipOptions } from '@grafana/grafana-foundation-sdk/common';
import type * as sdk from '@grafana/grafana-foundation-sdk/dashboard';
import type { Dataquery } from '@grafana/grafana-foundation-sdk/prometheus';
import type { Options as StatOptions } from '@grafana/grafana-foundation-sdk/stat';
import type {
  FieldConfig as StateTimelineFields,
  Options as StateTimelineOptions,
} from '@grafana/grafana-foundation-sdk/statetimeline';
import type { FieldConfig as TableFields, Options as TableOptions } from '@grafana/grafana-foundation-sdk/table';
import type {
  FieldConfig as TimeSeriesFields,
  Options as TimeSeriesOptions,
} from '@grafana/grafana-foundation-sdk/timeseries';

/**
 * Grafana's own types of a dashboard, as its Foundation SDK has them. Only types are taken: loading the SDK's builders would make each start
 * of `postgres-ha` two fifths longer. What is built is read by the SDK's strict reader in apps/monitoring-e2e.
 *
 * A type with its enumerations as the words that stand in JSON, since a type alone brings no values.
 */
type Written<T> = 0 extends 1 & T
  ? unknown
  : T extends string
    ? `${T}`
    : T extends number
      ? WrittenNumber<T>
      : T extends readonly (infer Item)[]
        ? readonly Written<Item>[]
        : T extends object
          ? { readonly [Key in keyof T]: Written<T[Key]> }
          : T;

/** An enumeration of numbers as these numbers. */
type WrittenNumber<T extends number> = number extends T
  ? number
  : `${T}` extends `${infer Value extends number}`
    ? Value
    : never;

// The second version of Grafana's dashboards is read by the newest servers only, and by no sidecar.
// eslint-disable-next-line @typescript-eslint/no-deprecated -- see above
type Dashboard = sdk.Dashboard;

export type DashboardModel = Omit<Written<Dashboard>, 'panels' | 'annotations'> & {
  readonly panels: readonly (PanelModel | RowModel)[];
  readonly annotations: { readonly list: readonly AnnotationModel[] };
};
export type RowModel = Written<sdk.RowPanel>;
export type LinkModel = Written<sdk.DashboardLink>;
export type VariableModel = Written<sdk.VariableModel>;
export type ThresholdModel = Written<sdk.Threshold>;
export type MappingModel = Written<sdk.ValueMapping>;
export type TransformationModel = Written<sdk.DataTransformerConfig>;
export type GridPosition = Written<sdk.GridPos>;
export type TargetModel = Written<Omit<Dataquery, '_implementsDataqueryVariant'>>;
export type OverrideModel = Written<sdk.FieldConfigSource>['overrides'][number];
export type AnnotationModel = Omit<Written<sdk.AnnotationQuery>, 'target'> & { readonly target?: unknown };
export type LegendModel = Written<VizLegendOptions>;
export type TooltipModel = Written<VizTooltipOptions>;

/** What is particular to each kind of panel. */
export type Visualization =
  | { readonly type: 'stat'; readonly options: Written<StatOptions> }
  | {
      readonly type: 'timeseries';
      readonly options: Written<TimeSeriesOptions>;
      readonly custom: Written<TimeSeriesFields>;
    }
  | {
      readonly type: 'state-timeline';
      readonly options: Written<StateTimelineOptions>;
      readonly custom: Written<StateTimelineFields>;
    }
  | { readonly type: 'table'; readonly options: Written<TableOptions>; readonly custom: Written<TableFields> };

type FieldDefaults = Omit<Written<sdk.FieldConfig>, 'custom'> & { readonly custom?: unknown };

/** A panel as Grafana keeps it. */
export type PanelModel = Omit<Written<sdk.Panel>, 'targets' | 'fieldConfig' | 'options' | 'type'> & {
  readonly type: Visualization['type'];
  readonly id: number;
  readonly title: string;
  readonly description: string;
  readonly gridPos: GridPosition;
  readonly targets: readonly TargetModel[];
  readonly options: unknown;
  readonly fieldConfig: { readonly defaults: FieldDefaults; readonly overrides: readonly OverrideModel[] };
};
