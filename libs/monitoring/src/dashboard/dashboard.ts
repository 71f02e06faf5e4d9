import { ANNOTATIONS } from './annotations.ts';
import type { DashboardModel, LinkModel } from './grafana-model.ts';
import { laidOut } from './layout.ts';
import { defaultLimits } from './limits.ts';
import type { Section } from './section.ts';
import { alerts } from './sections/alerts.ts';
import { backups } from './sections/backups.ts';
import { connections } from './sections/connections.ts';
import { overview } from './sections/overview.ts';
import { replication } from './sections/replication.ts';
import { VARIABLES } from './variables.ts';

/** In the address of the dashboard, before its slug. */
export const DASHBOARD_UID = 'postgres-ha';
/** Grafana makes the slug `postgresql-ha-cloudnativepg` of it. */
export const DASHBOARD_TITLE = 'PostgreSQL HA CloudNativePG';

export interface DashboardOptions {
  /** Where `docs/runbooks` of this repository can be read; no links without it. */
  readonly runbooks?: string | undefined;
}

export function sections({ runbooks }: DashboardOptions): readonly Section[] {
  const context = { limits: defaultLimits(), runbooks: runbooks?.replace(/\/$/, '') };
  return [overview(context), replication(context), connections(context), backups(context), alerts(context)];
}

/** The dashboard as Grafana keeps it: one for every cluster of every environment that its Prometheus knows. */
export function dashboard(options: DashboardOptions): DashboardModel {
  return {
    uid: DASHBOARD_UID,
    title: DASHBOARD_TITLE,
    description:
      'PostgreSQL clusters of postgres-ha: roles, replication, connections, backups with their proofs, alerts.',
    tags: ['postgresql', 'cloudnative-pg', 'postgres-ha'],
    timezone: 'browser',
    editable: false,
    // One crosshair for all graphs.
    graphTooltip: 1,
    fiscalYearStartMonth: 0,
    schemaVersion: 39,
    time: { from: 'now-6h', to: 'now' },
    refresh: '30s',
    links: links(options),
    templating: { list: VARIABLES },
    annotations: { list: ANNOTATIONS },
    panels: laidOut(sections(options)),
  };
}

function links({ runbooks }: DashboardOptions): readonly LinkModel[] {
  if (runbooks === undefined) return [];
  const base = runbooks.replace(/\/$/, '');
  const link = (title: string, url: string): LinkModel => ({
    type: 'link',
    title,
    url,
    icon: 'doc',
    tooltip: '',
    tags: [],
    asDropdown: false,
    targetBlank: true,
    includeVars: false,
    keepTime: false,
  });
  return [link('Runbooks', base), link('What each panel shows', base.replace(/\/runbooks$/, '/dashboard.md'))];
}
