import * as timeseries from '@grafana/grafana-foundation-sdk/timeseries';
import * as stat from '@grafana/grafana-foundation-sdk/stat';
import * as statetimeline from '@grafana/grafana-foundation-sdk/statetimeline';
import * as table from '@grafana/grafana-foundation-sdk/table';
import * as units from '@grafana/grafana-foundation-sdk/units';
import { describe, expect, test } from 'vitest';
import { ANNOTATIONS } from './annotations.ts';
import { COLOURS, NO_DATA } from './colours.ts';
import { dashboardText } from './dashboard-objects.ts';
import { dashboardQueries } from './dashboard-queries.ts';
import { dashboard, DASHBOARD_TITLE, DASHBOARD_UID } from './dashboard.ts';
import type { PanelModel, RowModel } from './grafana-model.ts';
import { COLUMNS } from './layout.ts';
import { defaultLimits } from './limits.ts';
import { VARIABLES } from './variables.ts';

const MADE = dashboard({ runbooks: 'https://git.example/databases/docs/runbooks/' });
const ROWS = MADE.panels.filter((each): each is RowModel => each.type === 'row');
const PANELS = MADE.panels.filter((each): each is PanelModel => each.type !== 'row');
const named = PANELS.map((panel) => ({ name: panel.title, panel }));

describe('the dashboard', () => {
  test('is found at the address that its operators know', () => {
    const slug = DASHBOARD_TITLE.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
    expect(`/d/${DASHBOARD_UID}/${slug}`).toBe('/d/postgres-ha/postgresql-ha-cloudnativepg');
  });

  test('has its five sections in order', () => {
    expect(ROWS.map(({ title }) => title)).toEqual([
      'Roles and overview',
      'Replication lag',
      'Connections and performance',
      'Backup and WAL archiving',
      'Alert status and history',
    ]);
  });

  test('gives every panel an id and a title of its own', () => {
    const ids = MADE.panels.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const titles = PANELS.map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
  });

  test('lays panels on 24 columns without a gap and without one over the other', () => {
    const taken = new Map<string, string>();
    for (const { title = '', gridPos: at = { x: 0, y: 0, w: 0, h: 0 } } of MADE.panels) {
      expect(at.x + at.w, title).toBeLessThanOrEqual(COLUMNS);
      for (let x = at.x; x < at.x + at.w; x += 1) {
        for (let y = at.y; y < at.y + at.h; y += 1) {
          expect(taken.get(`${x},${y}`), `${title} lies on another`).toBeUndefined();
          taken.set(`${x},${y}`, title);
        }
      }
    }
    const bottom = Math.max(...MADE.panels.map(({ gridPos }) => (gridPos?.y ?? 0) + (gridPos?.h ?? 0)));
    expect(taken.size).toBe(bottom * COLUMNS);
  });

  test('is ASCII in lines, so that YAML shows it as text, and small enough for a ConfigMap and for kubectl apply', () => {
    const text = dashboardText({ runbooks: 'https://git.example/databases/docs/runbooks' });
    expect(text).toMatch(/^[\n -~]*\n$/);
    expect(text.split('\n').filter((line) => line.endsWith(' '))).toEqual([]);
    // kubectl keeps what it applied in an annotation, of 256 KiB at most, in which each quotation mark is two characters.
    expect(JSON.stringify(text).length).toBeLessThan(230_000);
    expect(JSON.parse(text)).toEqual(
      JSON.parse(JSON.stringify(dashboard({ runbooks: 'https://git.example/databases/docs/runbooks' }))),
    );
  });

  test('links to runbooks only where somebody said where they are', () => {
    expect(dashboardText({})).not.toContain('https://');
    expect(MADE.links?.map(({ url }) => url)).toEqual([
      'https://git.example/databases/docs/runbooks',
      'https://git.example/databases/docs/dashboard.md',
    ]);
  });
});

describe.each(named)('the panel $name', ({ panel }) => {
  const { defaults, overrides } = panel.fieldConfig;

  test('says what it shows', () => {
    expect(panel.description.length).toBeGreaterThan(20);
    expect(panel.description).toMatch(/\.$/);
  });

  test('has a unit that Grafana knows', () => {
    const known = new Set<unknown>([...Object.values(units), 'none', 'dateTimeFromNow', 'dateTimeAsIso']);
    const own = overrides.flatMap(({ properties }) =>
      properties.flatMap(({ id, value }) => (id === 'unit' ? [value] : [])),
    );
    for (const unit of [defaults.unit, ...own]) expect(known).toContain(unit);
  });

  test('says that it knows nothing where there is no data, and is never green there', () => {
    expect(defaults.noValue).toBe(NO_DATA);
    const steps = [
      defaults.thresholds?.steps,
      ...overrides.flatMap(({ properties }) =>
        properties.flatMap(({ id, value }) =>
          id === 'thresholds' ? [(value as typeof defaults.thresholds)?.steps] : [],
        ),
      ),
    ];
    for (const each of steps) expect(each?.[0]).toEqual({ value: null, color: COLOURS.unknown });
  });

  test('raises its limits step by step', () => {
    const values = (defaults.thresholds?.steps ?? []).slice(1).map(({ value }) => Number(value));
    expect(values).toEqual(values.toSorted((a, b) => a - b));
    expect(new Set(values).size).toBe(values.length);
  });

  test('asks at least one query, each under its own letter', () => {
    expect(panel.targets.map(({ refId }) => refId)).toEqual(panel.targets.map((_, index) => 'ABCDEFGH'[index]));
    expect(panel.targets).not.toHaveLength(0);
  });

  test("has each option that the Foundation SDK's builders give it", () => {
    const builders = { timeseries, stat, 'state-timeline': statetimeline, table } as const;
    const built = new builders[panel.type].PanelBuilder().build();
    expect(Object.keys(panel.options as object)).toEqual(expect.arrayContaining(Object.keys(built.options as object)));
    expect(built.type).toBe(panel.type);
  });
});

describe('variables', () => {
  test('are chosen one within the other', () => {
    expect(VARIABLES.map(({ name }) => name)).toEqual([
      'datasource',
      'environment',
      'namespace',
      'cluster',
      'instance',
    ]);
    const before: string[] = [];
    for (const { name, definition = '' } of VARIABLES) {
      for (const [, used = ''] of definition.matchAll(/\$(\w+)/g)) expect(before).toContain(used);
      before.push(name);
    }
  });

  test('are the only ones that queries, titles and data sources use', () => {
    const known = new Set([...VARIABLES.map(({ name }) => name), '__rate_interval', '__range', '__value', '__all']);
    const used = [...JSON.stringify(MADE).matchAll(/\$\{?(\w+)/g)].map(([, name]) => name ?? '');
    expect(used.filter((name) => !known.has(name))).toEqual([]);
    expect([...known].filter((name) => !used.includes(name))).toEqual([]);
  });

  test('hold every query to what was chosen', () => {
    for (const { expr = '' } of [...PANELS.flatMap(({ targets }) => targets), ...ANNOTATIONS]) {
      const selections = expr.match(/\{[^}]*\}/g) ?? [];
      expect(selections.length).toBeGreaterThan(0);
      for (const selection of selections) expect(selection).toContain('environment="$environment"');
    }
  });
});

describe('thresholds', () => {
  test.each([
    { title: 'Not replayed by the standby', limit: defaultLimits().lagBytes, is: 16 * 2 ** 20 },
    { title: 'Connections in use', limit: defaultLimits().connections, is: 0.8 },
    { title: 'Oldest transaction', limit: defaultLimits().transactionSeconds, is: 3600 },
    { title: 'Newest backup', limit: defaultLimits().backupAgeSeconds, is: 93_600 },
    { title: 'Segments that wait for the archive', limit: defaultLimits().walBacklog, is: 64 },
    { title: 'Volumes in use', limit: defaultLimits().volumeCritical, is: 0.9 },
    { title: 'WAL held back by slots', limit: defaultLimits().slotBytes, is: 10 * 2 ** 30 },
    { title: 'Pooler: longest wait', limit: defaultLimits().poolerWaitSeconds, is: 5 },
    { title: 'Certificate', limit: defaultLimits().certificateSeconds, is: 432_000 },
  ])('of "$title" are those of its alert', ({ title, limit, is }) => {
    expect(limit).toBe(is);
    const steps = PANELS.find((panel) => panel.title === title)?.fieldConfig.defaults.thresholds?.steps;
    expect(steps?.at(-1)?.value).toBe(limit);
  });
});

describe('queries with a cluster filled in', () => {
  const cluster = { environment: 'production', namespace: 'link-services', cnpg_io_cluster: 'postgres-cluster' };
  const queries = dashboardQueries(cluster, { instances: 'postgres-cluster-1|postgres-cluster-2' });

  test('have no variable left', () => {
    for (const { expression } of queries) expect(expression).not.toContain('$');
  });

  test('are those of every panel, annotation and variable', () => {
    expect(queries).toHaveLength(
      PANELS.flatMap(({ targets }) => targets).length + ANNOTATIONS.length + VARIABLES.length - 1,
    );
    expect(queries).toContainEqual({
      where: 'Roles and overview / Timeline',
      kind: 'instant',
      expression:
        'max(postgres_ha_timeline{environment="production",namespace="link-services",cnpg_io_cluster="postgres-cluster"})',
    });
    expect(queries).toContainEqual({
      where: 'variable environment',
      kind: 'instant',
      expression: 'count by (environment) (up{cnpg_io_cluster!="",environment!=""})',
    });
  });
});
