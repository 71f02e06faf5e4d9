import type { JsonMap } from '../object/json.ts';

/** What is laid over the plainest valid object of a kind, as a JSON merge patch. */
export interface Fragment {
  readonly name: string;
  readonly metadata?: JsonMap;
  readonly spec: JsonMap;
}
