import type { Problem } from '@postgres-ha/environment';
import type { Edit, JsonValue } from '@postgres-ha/yaml-edit';
import { problemAt, said, setUnlessSaid, valueAt, type ClusterContext } from './edit-context.ts';
import type { Intent } from './intent.ts';

/** The edits of one file, or why there can be none. */
export type Edits = readonly Edit[] | { readonly problems: readonly Problem[] };

type IntentOf<K extends Intent['kind']> = Extract<Intent, { kind: K }>;

export function scaleEdits({ instances }: IntentOf<'scale'>, context: ClusterContext): Edits {
  // Three is the number where nothing is said.
  return instances === context.target.cluster.instances ? [] : setUnlessSaid(context, ['instances'], String(instances));
}

/** Growth of volumes. That none shrinks is the rules' to say. */
export function resizeEdits({ storage, wal }: IntentOf<'resize'>, context: ClusterContext): Edits {
  const { cluster } = context.target;
  return [
    ...(storage === undefined ? [] : setUnlessSaid(context, ['storage', 'size'], storage)),
    ...(wal === undefined
      ? []
      : cluster.walStorage === 'none'
        ? [{ kind: 'set', path: ['walStorage'], value: volume(wal, cluster.storage.class) } as const]
        : setUnlessSaid(context, ['walStorage', 'size'], wal)),
  ];
}

function volume(size: string, storageClass: string | undefined): JsonValue {
  return storageClass === undefined ? { size } : { size, class: storageClass };
}

export function parameterEdits({ parameters }: IntentOf<'set'>, context: ClusterContext): Edits {
  const edits: Edit[] = [];
  const problems: Problem[] = [];
  for (const { name, value } of parameters) {
    const path = ['postgresql', 'parameters', name];
    if (value !== undefined) edits.push(...setUnlessSaid(context, path, value));
    else if (context.target.source.has(path)) edits.push({ kind: 'delete', path });
    else if (said(context, path) !== undefined) problems.push(fromDefaults(name, path, context));
  }
  return problems.length > 0 ? { problems } : edits;
}

function fromDefaults(name: string, path: readonly string[], context: ClusterContext): Problem {
  const { environmentSource } = context;
  return {
    ...problemAt(context, path, {
      id: 'parameter-from-defaults',
      found: `${name} in the defaults of the environment, for all of its clusters`,
      expected: 'a parameter that the file of the cluster sets',
      remedy: `Give the cluster a value of its own with /set, or take it out of ${environmentSource.path} by a pull request of your own.`,
    }),
    file: environmentSource.path,
    ...environmentSource.locate(['defaults', ...path]),
  };
}

export function resourcesEdits({ cpu, memory }: IntentOf<'resources'>, context: ClusterContext): Edits {
  return [
    ...(cpu === undefined ? [] : setUnlessSaid(context, ['resources', 'cpu'], cpu)),
    ...(memory === undefined ? [] : setUnlessSaid(context, ['resources', 'memory'], memory)),
  ];
}

export function backupEdits({ schedule, retention }: IntentOf<'backups'>, context: ClusterContext): Edits {
  if (context.target.cluster.backup === 'none') {
    return {
      problems: [
        problemAt(context, ['backup'], {
          id: 'backups-none',
          found: 'no backups',
          expected: 'a backup block with destination and credentials',
          remedy: 'Add one by a pull request of your own: where they go, and how to get in, is not for a comment.',
        }),
      ],
    };
  }
  return [
    ...(schedule === undefined ? [] : setUnlessSaid(context, ['backup', 'schedule'], schedule)),
    ...(retention === undefined ? [] : setUnlessSaid(context, ['backup', 'retention'], retention)),
  ];
}

export function serviceEdits({ name, connections }: IntentOf<'service'>, context: ClusterContext): Edits {
  const own = valueAt(context.target.source.value, ['services']);
  const known = said(context, ['services']);
  const services = Array.isArray(known) ? (known as readonly unknown[]) : [];
  const position = services.findIndex((one) => valueAt(one, ['name']) === name);
  const isOwn = own !== undefined;
  if (position >= 0) {
    const limit = valueAt(services[position], ['connections']);
    if (connections === undefined || connections === limit) return [];
    if (isOwn) return [{ kind: 'set', path: ['services', position, 'connections'], value: connections }];
  }
  const wanted: JsonValue = connections === undefined ? { name } : { name, connections };
  if (isOwn || services.length === 0) return [{ kind: 'append', path: ['services'], value: wanted }];
  // A list of the cluster's own takes the place of the defaults': so it begins with them.
  const all = position < 0 ? [...services, wanted] : services.with(position, wanted);
  return [{ kind: 'set', path: ['services'], value: all as JsonValue }];
}
