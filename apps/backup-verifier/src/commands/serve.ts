import type { Outcome } from '@postgres-ha/command-line';
import type { ServeArguments } from '../serve/serve-request.ts';
import { serveParts } from '../serve/serve-parts.ts';
import { serve as serveWith } from '../serve/serve.ts';

/** Proves by the schedule of the policy, until it is told to stop. */
export function serve(given: ServeArguments): Promise<Outcome> {
  return serveWith(given, serveParts());
}
