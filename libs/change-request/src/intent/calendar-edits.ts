import { calendarOf, maintenanceOf, type Freeze, type Maintenance } from '@postgres-ha/calendar';
import type { Problem } from '@postgres-ha/environment';
import type { Edit, JsonValue } from '@postgres-ha/yaml-edit';
import { valueAt, type ClusterContext, type EditContext } from './edit-context.ts';
import type { Edits } from './cluster-edits.ts';
import type { Intent } from './intent.ts';

/** Edits of the two files that maintenance stands in. */
export interface MaintenanceEdits {
  readonly cluster: readonly Edit[];
  readonly environment: readonly Edit[];
}

interface Problems {
  readonly problems: readonly Problem[];
}
type MaintenanceIntent = Extract<Intent, { kind: 'maintenance' }>;

/** It begins at the moment at which it was asked for: the same request gives the same files whenever it is planned. */
export function maintenanceEdits(intent: MaintenanceIntent, context: ClusterContext): MaintenanceEdits | Problems {
  const state = maintenanceOf(calendarOf(context.environment), context.target.cluster.name, context.origin.at);
  const going = state.kind === 'active' || state.kind === 'overdue' ? state.maintenance : undefined;
  if (intent.phase === 'start') {
    return going === undefined ? startOf(intent, context) : { problems: [underWay(going, context)] };
  }
  return going === undefined ? { problems: [notUnderWay(context)] } : endOf(going, context);
}

function startOf({ until, reason = 'maintenance' }: MaintenanceIntent, context: ClusterContext): MaintenanceEdits {
  const { cluster, source } = context.target;
  const was = valueAt(source.value, ['primaryUpdateStrategy']);
  const entry: JsonValue = {
    cluster: cluster.name,
    from: instantText(context.origin.at),
    ...(until !== undefined && { until: instantText(until) }),
    reason,
    ...(typeof was === 'string' && { was }),
  };
  return {
    cluster:
      cluster.primaryUpdateStrategy === 'supervised'
        ? []
        : [{ kind: 'set', path: ['primaryUpdateStrategy'], value: 'supervised' }],
    environment: [{ kind: 'append', path: ['calendar', 'maintenance'], value: entry }],
  };
}

/** The strategy becomes what it was, unless someone has changed it meanwhile. */
function endOf(maintenance: Maintenance, context: ClusterContext): MaintenanceEdits {
  const { was, from, cluster } = maintenance;
  const now = valueAt(context.target.source.value, ['primaryUpdateStrategy']);
  const path = ['primaryUpdateStrategy'];
  const isSame = (entry: Maintenance): boolean => entry.cluster === cluster && entry.from.getTime() === from.getTime();
  const position = calendarOf(context.environment).maintenance.findIndex(isSame);
  return {
    cluster:
      now !== 'supervised' || was === 'supervised'
        ? []
        : [was === undefined ? { kind: 'delete', path } : { kind: 'set', path, value: was }],
    environment: removal('maintenance', [position], context),
  };
}

function underWay({ from, reason }: Maintenance, context: ClusterContext): Problem {
  return inCalendar(context, {
    id: 'maintenance-under-way',
    found: `maintenance of ${context.target.cluster.name} since ${instantText(from)}: ${reason}`,
    expected: 'none',
    remedy: `/maintenance end ${context.environment.name}/${context.target.cluster.name} ends it.`,
  });
}

function notUnderWay(context: ClusterContext): Problem {
  const { cluster } = context.target;
  const supervised = cluster.primaryUpdateStrategy === 'supervised';
  return inCalendar(context, {
    id: 'maintenance-not-under-way',
    found: `no maintenance of ${cluster.name} that has begun`,
    expected: 'one',
    remedy: supervised
      ? 'Its primaryUpdateStrategy is supervised because the files say so, with or without maintenance: edit it by a pull request of your own.'
      : `/maintenance start ${context.environment.name}/${cluster.name} begins one.`,
  });
}

export function freezeEdits(
  { target, until, reason }: Extract<Intent, { kind: 'freeze' }>,
  context: EditContext,
): Edits {
  const [held] = heldBy(target.cluster, context);
  if (held !== undefined) {
    const { freeze } = held;
    return {
      problems: [
        inCalendar(context, {
          id: 'frozen-already',
          found: `a freeze of ${nameOf(context)} since ${instantText(freeze.from)}: ${freeze.reason}`,
          expected: 'none',
          remedy: `/unfreeze ${nameOf(context)} ends it; then freeze it anew.`,
        }),
      ],
    };
  }
  const entry: JsonValue = {
    ...(target.cluster !== undefined && { cluster: target.cluster }),
    from: instantText(context.origin.at),
    ...(until !== undefined && { until: instantText(until) }),
    reason,
  };
  return [{ kind: 'append', path: ['calendar', 'freezes'], value: entry }];
}

/** Ends every freeze of exactly this target that has begun and is not over. */
export function unfreezeEdits({ target }: Extract<Intent, { kind: 'unfreeze' }>, context: EditContext): Edits {
  const held = heldBy(target.cluster, context);
  if (held.length > 0) {
    return removal(
      'freezes',
      held.map(({ position }) => position),
      context,
    );
  }
  const whole = target.cluster === undefined ? [] : heldBy(undefined, context);
  const { name } = context.environment;
  return {
    problems: [
      inCalendar(context, {
        id: 'not-frozen',
        found: whole.length === 0 ? `no freeze of ${nameOf(context)}` : `a freeze of all of ${name}`,
        expected: `a freeze of ${nameOf(context)} that has begun and is not over`,
        remedy:
          whole.length === 0
            ? 'There is nothing to end; one that is planned can be taken out of the file by a pull request of your own.'
            : `/unfreeze ${name} ends it, for all of its clusters.`,
      }),
    ],
  };
}

interface Held {
  readonly freeze: Freeze;
  readonly position: number;
}

/** Freezes of exactly a cluster, or of the whole environment, at the moment of the request. */
function heldBy(cluster: string | undefined, { environment, origin }: EditContext): readonly Held[] {
  return calendarOf(environment).freezes.flatMap((freeze, position) =>
    freeze.cluster === cluster && freeze.from <= origin.at && (freeze.until === undefined || origin.at < freeze.until)
      ? [{ freeze, position }]
      : [],
  );
}

/** Takes entries out of a list of the calendar; with the last one the list goes, and with the last list the calendar. */
function removal(
  list: 'freezes' | 'maintenance',
  positions: readonly number[],
  { environmentSource }: EditContext,
): readonly Edit[] {
  const calendar = environmentSource.value['calendar'];
  const entries = valueAt(calendar, [list]);
  const left = Array.isArray(entries) ? entries.length - positions.length : 0;
  if (left > 0) {
    const last = positions.toSorted((a, b) => b - a);
    return last.map((position) => ({ kind: 'delete', path: ['calendar', list, position] }));
  }
  const isAlone = typeof calendar === 'object' && calendar !== null && Object.keys(calendar).length === 1;
  return [{ kind: 'delete', path: isAlone ? ['calendar'] : ['calendar', list] }];
}

function inCalendar(
  { environmentSource }: EditContext,
  fault: Pick<Problem, 'id' | 'found' | 'expected' | 'remedy'>,
): Problem {
  return {
    file: environmentSource.path,
    ...environmentSource.locate(['calendar'], 'key'),
    at: 'calendar',
    ...fault,
  };
}

function nameOf({ environment, target }: EditContext): string {
  return target === undefined ? environment.name : `${environment.name}/${target.cluster.name}`;
}

/** To the second, in UTC. */
function instantText(moment: Date): string {
  return moment.toISOString().replace(/\.\d+Z$/, 'Z');
}
