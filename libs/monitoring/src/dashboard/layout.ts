import { NO_DATA } from './colours.ts';
import type { PanelModel, RowModel } from './grafana-model.ts';
import type { PanelDefinition } from './panels/panel.ts';
import { refId } from './panels/table.ts';
import type { Section } from './section.ts';

export const COLUMNS = 24;
export const DATASOURCE = { type: 'prometheus', uid: '${datasource}' } as const;

/**
 * Sections one below the other, their lines of panels from left to right. Ids say where a panel is (203 is the third of the second
 * section), so that a link to one stays right while others are added elsewhere.
 */
export function laidOut(sections: readonly Section[]): readonly (PanelModel | RowModel)[] {
  const placed: (PanelModel | RowModel)[] = [];
  let y = 0;
  for (const [index, { title, lines }] of sections.entries()) {
    const base = (index + 1) * 100;
    placed.push({ type: 'row', id: base, title, collapsed: false, gridPos: { x: 0, y, w: COLUMNS, h: 1 }, panels: [] });
    y += 1;
    let count = 0;
    for (const line of lines) {
      let x = 0;
      for (const panel of line) {
        count += 1;
        placed.push(placedPanel(panel, { id: base + count, x, y }));
        x += panel.width;
      }
      y += Math.max(...line.map(({ height }) => height));
    }
  }
  return placed;
}

function placedPanel(
  panel: PanelDefinition,
  { id, x, y }: { readonly id: number; readonly x: number; readonly y: number },
): PanelModel {
  const { title, description, unit, width, height, visualization, thresholds, mappings, overrides, links } = panel;
  const { colour, decimals, min, max, instant, format, queries, transformations } = panel;
  return {
    id,
    type: visualization.type,
    title,
    description,
    gridPos: { x, y, w: width, h: height },
    datasource: DATASOURCE,
    targets: queries.map(({ expression, legend }, index) => ({
      refId: refId(index),
      datasource: DATASOURCE,
      editorMode: 'code',
      expr: expression,
      format,
      instant,
      range: !instant,
      ...(legend !== undefined && { legendFormat: legend }),
    })),
    fieldConfig: {
      defaults: {
        unit,
        noValue: NO_DATA,
        color: { mode: colour },
        thresholds: { mode: 'absolute', steps: thresholds },
        ...(mappings.length > 0 && { mappings }),
        ...(decimals !== undefined && { decimals }),
        ...(min !== undefined && { min }),
        ...(max !== undefined && { max }),
        ...('custom' in visualization && { custom: visualization.custom }),
      },
      overrides,
    },
    options: visualization.options,
    ...(transformations.length > 0 && { transformations }),
    ...(links.length > 0 && { links }),
  };
}
