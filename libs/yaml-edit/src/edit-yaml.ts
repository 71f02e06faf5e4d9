import type { Edit, EditProblem, EditResult, Refusal, Splice } from './edit.ts';
import { keyFault, valueFault } from './json-value.ts';
import { positionOf } from './lines.ts';
import { hasValue, meaningAt } from './meaning.ts';
import { operationFor, type Operation } from './operation.ts';
import { formatPath } from './path.ts';
import { planOperation } from './plan.ts';
import { readBoth, type Readings, type Source } from './source.ts';
import { applySplices, compose, offsetBefore } from './splices.ts';
import { verified } from './verify.ts';

const BYTE_ORDER_MARK = '\ufeff';

/**
 * Makes edits in a person's YAML, one after the other, and touches nothing else: each is a handful of splices at places found by
 * parsing. After each the document is parsed again, by the rules of YAML 1.2 and of 1.1, and is refused unless exactly what was asked
 * is different. If one edit is refused none is made, and the problems of all come back.
 *
 * Offsets are in UTF-16 code units of `text`, a byte order mark included.
 */
export function editYaml(text: string, edits: readonly Edit[]): EditResult {
  const mark = text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : '';
  const original = text.slice(mark.length);
  const readings = readBoth(original);
  if ('kind' in readings) return { kind: 'refused', problems: [problemOf(original, readings, '')] };
  let done: Progress = { readings, changes: [] };
  const problems: EditProblem[] = [];
  for (const edit of edits) {
    const next = withEdit(original, done, edit);
    if (!('kind' in next)) done = next;
    else {
      const offset = offsetBefore(done.changes, next.offset);
      problems.push(problemOf(original, { ...next, offset }, formatPath(edit.path)));
    }
  }
  if (problems.length > 0) return { kind: 'refused', problems };
  if (done.changes.length === 0) return { kind: 'unchanged' };
  const changes = done.changes.map(({ start, end, text: instead }) => ({
    start: start + mark.length,
    end: end + mark.length,
    text: instead,
  }));
  return { kind: 'edited', text: applySplices(text, changes), changes };
}

/** The document after some of the edits, and what they changed in the original. */
interface Progress {
  readonly readings: Readings;
  readonly changes: readonly Splice[];
}

function withEdit(original: string, { readings, changes }: Progress, edit: Edit): Progress | Refusal {
  const { source } = readings;
  const operation = operationFor(source, edit);
  if (operation.kind === 'refusal') return operation;
  const fault = faultOf(operation);
  if (fault !== undefined) return fault;
  if (isDone(readings, operation)) return { readings, changes };
  const splices = planOperation(source, operation);
  if ('kind' in splices) return splices;
  const after = verified(readings, applySplices(source.text, splices), { operation, splices });
  if ('kind' in after) return after;
  return { readings: after, changes: compose(original, changes, splices) };
}

/** What cannot be written as it is asked for. */
function faultOf(operation: Operation): Refusal | undefined {
  if (operation.kind === 'remove') return undefined;
  const offset = operation.way.at(-1)?.entry.start ?? 0;
  const fault = valueFault(operation.value, offset);
  return operation.kind === 'add' && operation.key !== undefined ? (fault ?? keyFault(operation.key, offset)) : fault;
}

/** A value that both readers read already is left as it is written. */
function isDone({ source, older }: Readings, operation: Operation): boolean {
  if (operation.kind !== 'replace') return false;
  const indexes = operation.way.map(({ index }) => index);
  const readers: readonly Source[] = older === undefined ? [source] : [source, older];
  return readers.every(({ meaning }) => {
    const now = meaningAt(meaning, indexes);
    return now !== undefined && hasValue(now, operation.value);
  });
}

function problemOf(text: string, { id, offset, found, expected, remedy }: Refusal, path: string): EditProblem {
  return { id, ...positionOf(text, offset), path, found, expected, remedy };
}
