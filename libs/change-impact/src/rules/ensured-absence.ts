import type { FieldPath } from '../field-impact.ts';
import { valueAt } from '../value-at.ts';

/** Whether a change says `ensure: absent`, in the field itself or in an item that came with it. */
export function ensuresAbsence(path: FieldPath, after: unknown): boolean {
  return path.at(-1) === 'ensure' ? after === 'absent' : valueAt(after, ['ensure']) === 'absent';
}
