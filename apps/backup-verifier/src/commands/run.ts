import type { Machine } from '../machine.ts';
import { type Outcome } from '@postgres-ha/command-line';
import { refused } from '../refused.ts';
import { readRequest } from '../request/read-request.ts';
import type { RunOptions } from '../request/request.ts';
import { verify } from './verify.ts';

/** Proves what can be restored, up to the level that was asked for. */
export async function run(
  address: string | undefined,
  { options, machine }: { readonly options: RunOptions; readonly machine: Machine },
): Promise<Outcome> {
  const request = readRequest(address, { options, machine });
  return request.kind === 'refused' ? refused(request.problems) : verify(request.value, machine);
}
