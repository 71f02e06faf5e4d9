import { readComment, type Intent, type Origin } from '@postgres-ha/change-request';
import type { Claim } from '../locks/claim.ts';

export interface AskedFor {
  readonly intent: Intent;
  readonly origin: Origin;
}

/** What a commit of the bot says that was asked for, and by whom. Undefined: by a version that wrote commands otherwise. */
export function askedFor({ command: text, request: key, by, at, url }: Claim): AskedFor | undefined {
  const reading = readComment(text);
  const [line] = reading.kind === 'commands' ? reading.commands : [];
  switch (line?.command.kind) {
    case undefined:
    case 'plan':
    case 'render':
    case 'override':
    case 'unlock':
    case 'help':
      return undefined;
    default:
      return line === undefined ? undefined : { intent: line.command, origin: { kind: kindOf(key), key, by, at, url } };
  }
}

function kindOf(key: string): Origin['kind'] {
  if (key.startsWith('comment-')) return 'comment';
  if (key.startsWith('issue-')) return 'form';
  return key.startsWith('schedule-') ? 'schedule' : 'command-line';
}
