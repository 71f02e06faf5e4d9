import type { JudgedKind } from '@postgres-ha/admission';
import type { JsonMap } from '../object/json.ts';

/** A valid object that mutations begin with. It names no namespace: requests do. */
export interface Base {
  readonly name: string;
  readonly kind: JudgedKind;
  readonly object: JsonMap;
}
