import type { CommentReading } from '../command.ts';
import { readComment } from '../read-comment.ts';
import { referenceReading } from './reference-reading.ts';

export interface Difference {
  readonly body: string;
  readonly ours: string;
  readonly reference: string;
}

/** How the grammar and the reference differ on a comment; undefined where both take the same, or nothing. */
export function differenceOn(body: string, reading: CommentReading = readComment(body)): Difference | undefined {
  const taken = reading.kind === 'commands' ? reading.commands : [];
  const ours = asText(taken);
  const reference = asText(referenceReading(body));
  return ours === reference ? undefined : { body, ours, reference };
}

/** In one order of keys: a reading is what it says, not how it was put together. */
function asText(taken: readonly { readonly line: number; readonly command: object }[]): string {
  return taken
    .map(
      ({ line, command }) =>
        `${line} ${JSON.stringify(Object.entries(command).toSorted(([a], [b]) => (a < b ? -1 : 1)))}`,
    )
    .join('\n');
}
