import { valueText, type ClusterChange } from '@postgres-ha/cluster-change';
import { cut, prose } from '@postgres-ha/markup';
import { printCommand } from '../command/print-command.ts';
import type { Intent } from '../intent/intent.ts';
import type { ChangePlan } from '../plan/change-plan.ts';
import { counted, short, some } from './words.ts';

/** How a change is taken back after it was merged, and what of it cannot be: a few lines of Markdown. */
export function takeBack({ intent, judgement }: Pick<ChangePlan, 'intent' | 'judgement'>): string {
  const { changes, disruption } = judgement;
  const back = reversed(intent, changes);
  const lost = lostFor(intent, changes);
  const again =
    disruption === 'none' || disruption === 'reload'
      ? 'Nothing restarts for it.'
      : `It is a change like this one (${disruption}): its own pull request says what restarts.`;
  return [
    '### How to take it back',
    '',
    back === undefined
      ? '- Revert the merge of this pull request. The bot reads what the revert does like any other change.'
      : `- Comment ${short(printCommand(back), 300)}, or revert the merge of this pull request.`,
    `- ${again}`,
    ...addedNote(changes),
    ...lost.map((each) => `- **Cannot be taken back**: ${each}`),
  ].join('\n');
}

/** The intent that asks for the old state; undefined: none does, or the old state is not known. */
function reversed(intent: Intent, changes: readonly ClusterChange[]): Intent | undefined {
  const { target } = intent;
  switch (intent.kind) {
    case 'scale': {
      const old = oldOf(changes, 'instances');
      return typeof old === 'number' ? { kind: 'scale', target, instances: old } : undefined;
    }
    case 'set': {
      const parameters = intent.parameters.flatMap(({ name }) => {
        const old = oldOf(changes, `postgresql.parameters.${name}`);
        return typeof old === 'string' ? [{ name, value: old }] : [];
      });
      return parameters.length === intent.parameters.length ? { kind: 'set', target, parameters } : undefined;
    }
    case 'maintenance':
      return intent.phase === 'start' ? { kind: 'maintenance', target, phase: 'end' } : undefined;
    case 'freeze':
      return { kind: 'unfreeze', target };
    case 'resize':
    case 'resources':
    case 'upgrade':
    case 'backups':
    case 'service':
    case 'unfreeze':
      return undefined;
  }
}

function oldOf(changes: readonly ClusterChange[], key: string): unknown {
  return changes.flatMap(({ keys }) => keys).find((each) => each.key === key)?.worst.before;
}

function lostFor(intent: Intent, changes: readonly ClusterChange[]): readonly string[] {
  const predictions = changes.map(({ impact }) => impact.prediction);
  const removed = predictions.reduce((sum, { instancesRemoved }) => sum + instancesRemoved, 0);
  const irreversible = changes.flatMap(({ keys }) =>
    keys.flatMap(({ fields }) => fields.filter(({ disruption }) => disruption === 'irreversible')),
  );
  const fields = irreversible.map(({ path, before, effect }) => {
    const name = path.at(-1);
    return `${short(String(name ?? 'the object'))} (was ${short(valueText(before))}): ${prose(cut(effect, 300))}`;
  });
  return [
    ...(intent.kind === 'resize'
      ? ['a volume that has grown does not shrink; a smaller one needs a new cluster.']
      : []),
    ...(removed > 0
      ? [
          `the volumes of ${removed} removed ${removed === 1 ? 'instance' : 'instances'}; scaling out again copies all data.`,
        ]
      : []),
    ...(fields.length > 0 ? [some(fields, { most: 5 })] : []),
  ];
}

function addedNote(changes: readonly ClusterChange[]): readonly string[] {
  const added = changes.reduce((sum, { impact }) => sum + impact.prediction.instancesAdded, 0);
  if (added === 0) return [];
  return [`- It removes ${counted(added, 'instance')} again, with the volumes. The others have the same data.`];
}
