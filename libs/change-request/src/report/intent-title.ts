import { valueText, type ClusterChange } from '@postgres-ha/cluster-change';
import type { Intent } from '../intent/intent.ts';
import type { ChangePlan } from '../plan/change-plan.ts';
import { momentText, targetText } from './words.ts';

/** `production/postgres-cluster: scale from 3 to 5 instances`; plain text, of any length, with nothing taken apart yet. */
export function intentTitle({
  intent,
  target,
  judgement,
}: Pick<ChangePlan, 'intent' | 'target' | 'judgement'>): string {
  return `${targetText(target)}: ${whatTo(intent, (key) => oldValue(judgement.changes, key))}`;
}

type Old = (key: string) => string | undefined;

function whatTo(intent: Intent, old: Old): string {
  switch (intent.kind) {
    case 'scale':
      return `scale${from(old('instances'))} to ${intent.instances} instances`;
    case 'resize':
      return [
        ...(intent.storage === undefined ? [] : [`resize storage${from(old('storage.size'))} to ${intent.storage}`]),
        ...(intent.wal === undefined
          ? []
          : [`resize the volume for WAL${from(old('walStorage.size'))} to ${intent.wal}`]),
      ].join(', ');
    case 'set':
      return intent.parameters
        .map(({ name, value }) => (value === undefined ? `take ${name} back to its default` : `set ${name}=${value}`))
        .join(', ');
    case 'resources':
      return [
        ...(intent.cpu === undefined ? [] : [`cpu${from(old('resources.cpu'))} to ${intent.cpu}`]),
        ...(intent.memory === undefined ? [] : [`memory${from(old('resources.memory'))} to ${intent.memory}`]),
      ].join(', ');
    case 'upgrade':
      return `upgrade PostgreSQL to ${imageName(intent.image)}`;
    case 'maintenance':
      return `${intent.phase} maintenance${until(intent.until)}${because(intent.reason)}`;
    case 'backups':
      return [
        ...(intent.schedule === undefined ? [] : [`back up at "${intent.schedule}"`]),
        ...(intent.retention === undefined
          ? []
          : [`keep backups${from(old('backup.retention'))} for ${intent.retention}`]),
      ].join(', ');
    case 'service':
      return `add the service ${intent.name}`;
    case 'freeze':
      return `freeze${until(intent.until)}${because(intent.reason)}`;
    case 'unfreeze':
      return 'end the freeze';
  }
}

function oldValue(changes: readonly ClusterChange[], key: string): string | undefined {
  const before = changes.flatMap(({ keys }) => keys).find((each) => each.key === key)?.worst.before;
  return before === undefined ? undefined : valueText(before);
}

function from(old: string | undefined): string {
  return old === undefined ? '' : ` from ${old}`;
}

function until(moment: Date | undefined): string {
  return moment === undefined ? '' : ` until ${momentText(moment)}`;
}

function because(reason: string | undefined): string {
  return reason === undefined ? '' : `: ${reason}`;
}

/** The version where the tag begins with one, else name and tag; without registry and digest. */
function imageName(image: string): string {
  const name = image.replace(/@sha\d+:[0-9a-f]+$/i, '').replace(/^.*\//s, '');
  return /:(\d+(?:\.\d+)+)/.exec(name)?.[1] ?? name;
}
