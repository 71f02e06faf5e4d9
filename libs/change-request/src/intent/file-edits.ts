import { formatKeyPath } from '@postgres-ha/environment';
import { freezeEdits, maintenanceEdits, unfreezeEdits } from './calendar-edits.ts';
import {
  backupEdits,
  parameterEdits,
  resizeEdits,
  resourcesEdits,
  scaleEdits,
  serviceEdits,
  type Edits,
} from './cluster-edits.ts';
import { fileEdit, type ClusterContext, type EditContext, type FileEdits } from './edit-context.ts';
import type { FileEdit, Intent } from './intent.ts';
import { clusterImageEdits, environmentImageEdits } from './upgrade-edits.ts';

/**
 * What an intent changes in the files that people write, as edits of single keys. A value that the environment's defaults give counts as said.
 * Nothing is edited here, and nothing is judged but whether it can be asked for at all.
 */
export function fileEdits(intent: Intent, context: EditContext): FileEdits {
  const { target, environmentSource } = context;
  switch (intent.kind) {
    case 'freeze':
      return inFile(environmentSource.path, freezeEdits(intent, context));
    case 'unfreeze':
      return inFile(environmentSource.path, unfreezeEdits(intent, context));
    case 'upgrade':
      if (target === undefined) return inFile(environmentSource.path, environmentImageEdits(intent.image, context));
      return ofCluster(intent, { ...context, target });
    case 'scale':
    case 'resize':
    case 'set':
    case 'resources':
    case 'backups':
    case 'service':
    case 'maintenance':
      return target === undefined ? clusterMissing(context) : ofCluster(intent, { ...context, target });
  }
}

function ofCluster(intent: Exclude<Intent, { kind: 'freeze' | 'unfreeze' }>, context: ClusterContext): FileEdits {
  const { path } = context.target.source;
  switch (intent.kind) {
    case 'scale':
      return inFile(path, scaleEdits(intent, context));
    case 'resize':
      return inFile(path, resizeEdits(intent, context));
    case 'set':
      return inFile(path, parameterEdits(intent, context));
    case 'resources':
      return inFile(path, resourcesEdits(intent, context));
    case 'backups':
      return inFile(path, backupEdits(intent, context));
    case 'service':
      return inFile(path, serviceEdits(intent, context));
    case 'upgrade':
      return inFile(path, clusterImageEdits(intent.image, context));
    case 'maintenance': {
      const edits = maintenanceEdits(intent, context);
      if ('problems' in edits) return { kind: 'refused', ...edits };
      return made(path, [
        ...fileEdit(path, edits.cluster),
        ...fileEdit(context.environmentSource.path, edits.environment),
      ]);
    }
  }
}

function inFile(path: string, edits: Edits): FileEdits {
  return 'problems' in edits ? { kind: 'refused', problems: edits.problems } : made(path, fileEdit(path, edits));
}

function made(path: string, edits: readonly FileEdit[]): FileEdits {
  return edits.length === 0 ? { kind: 'unchanged', path } : { kind: 'edits', edits };
}

function clusterMissing({ environment, environmentSource }: EditContext): FileEdits {
  const problem = {
    id: 'target-without-cluster',
    file: environmentSource.path,
    ...environmentSource.locate([]),
    at: formatKeyPath([]),
    found: `${environment.name} alone`,
    expected: 'a cluster of it',
    remedy: `Name the cluster too, as in ${environment.name}/${environment.clusters[0]?.name ?? '<cluster>'}.`,
  };
  return { kind: 'refused', problems: [problem] };
}
