import { type Refusal, type Splice } from './edit.ts';
import { fileStyleOf } from './file-style.ts';
import type { Operation } from './operation.ts';
import { planAddition } from './plan-addition.ts';
import { planRemoval } from './plan-removal.ts';
import { planReplacement } from './plan-replacement.ts';
import type { Source } from './source.ts';

/** The splices that do an operation, in the way the file is written. What they come to is verified afterwards. */
export function planOperation(source: Source, operation: Operation): readonly Splice[] | Refusal {
  const style = fileStyleOf(source);
  switch (operation.kind) {
    case 'replace':
      return planReplacement(source, operation, style);
    case 'add':
      return planAddition(source, operation, style);
    case 'remove':
      return planRemoval(source, operation.way);
  }
}
