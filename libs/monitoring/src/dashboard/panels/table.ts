import { NEUTRAL } from '../colours.ts';
import type { MappingModel, OverrideModel, ThresholdModel } from '../grafana-model.ts';
import { ofSeries, type PanelBasics, type PanelDefinition } from './panel.ts';

/** A column that a query fills; the first column is the label by which rows are joined. */
export interface TableColumn {
  readonly title: string;
  /** PromQL that keeps the label of the rows. */
  readonly expression: string;
  readonly unit: string;
  readonly thresholds?: readonly ThresholdModel[];
  readonly mappings?: readonly MappingModel[];
  readonly decimals?: number;
}

export interface TableBasics extends Omit<PanelBasics, 'queries' | 'unit'> {
  /** The label that a row is of. */
  readonly rowLabel: string;
  readonly rowTitle: string;
  readonly columns: readonly TableColumn[];
  /** Further labels that are shown, by their titles, before the columns. */
  readonly labels?: Readonly<Record<string, string>>;
  /** What the cells of the row's label lead to. */
  readonly rowLinks?: readonly { readonly title: string; readonly url: string }[];
  readonly sortBy?: { readonly title: string; readonly descending: boolean };
}

/** A row for each value of a label, a column for each query. */
export function table(basics: TableBasics): PanelDefinition {
  const { rowLabel, rowTitle, columns, labels = {}, rowLinks = [], sortBy, height = 8, ...rest } = basics;
  const shown = [rowLabel, ...Object.keys(labels)];
  const valueOf = (index: number) => (columns.length === 1 ? 'Value' : `Value #${refId(index)}`);
  return {
    thresholds: NEUTRAL,
    mappings: [],
    ...rest,
    unit: 'none',
    height,
    queries: columns.map(({ expression }) => ({ expression })),
    instant: true,
    format: 'table',
    links: [],
    colour: 'thresholds',
    transformations: [
      // Only what is a column: labels that differ between the queries would keep their rows apart.
      {
        id: 'filterFieldsByName',
        options: { include: { names: [...shown, ...columns.map((_, index) => valueOf(index))] } },
      },
      { id: 'merge', options: {} },
      {
        id: 'organize',
        options: {
          excludeByName: {},
          indexByName: Object.fromEntries(
            [...shown, ...columns.map((_, index) => valueOf(index))].map((name, index) => [name, index]),
          ),
          renameByName: {
            [rowLabel]: rowTitle,
            ...labels,
            ...Object.fromEntries(columns.map(({ title }, index) => [valueOf(index), title])),
          },
        },
      },
    ],
    overrides: [
      ...(rowLinks.length === 0
        ? []
        : [ofSeries(rowTitle, { links: rowLinks.map((link) => ({ ...link, targetBlank: true })) })]),
      ...columns.map(columnOverride),
      ...(rest.overrides ?? []),
    ],
    visualization: {
      type: 'table',
      options: {
        frameIndex: 0,
        showHeader: true,
        showTypeIcons: false,
        cellHeight: 'sm',
        footer: { show: false, reducer: [], countRows: false },
        sortBy: sortBy === undefined ? [] : [{ displayName: sortBy.title, desc: sortBy.descending }],
      },
      custom: { align: 'auto', inspect: false, filterable: false },
    },
  };
}

function columnOverride({ title, unit, thresholds, mappings, decimals }: TableColumn): OverrideModel {
  const coloured = thresholds !== undefined || mappings !== undefined;
  return ofSeries(title, {
    unit,
    ...(decimals !== undefined && { decimals }),
    ...(mappings !== undefined && { mappings }),
    ...(thresholds !== undefined && { thresholds: { mode: 'absolute', steps: thresholds } }),
    ...(coloured && { 'custom.cellOptions': { type: 'color-text' } }),
  });
}

/** A, B, … as Grafana names the queries of a panel. */
export function refId(index: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + index);
}
