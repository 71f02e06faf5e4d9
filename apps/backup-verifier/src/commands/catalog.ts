import type { Machine } from '../machine.ts';
import { type Outcome } from '@postgres-ha/command-line';
import { refused } from '../refused.ts';
import { readCatalogRequest } from '../request/read-request.ts';
import type { PlaceOptions } from '../request/request.ts';
import { verify } from './verify.ts';

/** Says what backups and WAL there are, by one listing and the small files beside the backups. */
export async function catalog(
  address: string | undefined,
  { options, machine }: { readonly options: PlaceOptions; readonly machine: Machine },
): Promise<Outcome> {
  const request = readCatalogRequest(address, { options, machine });
  return request.kind === 'refused' ? refused(request.problems) : verify(request.value, machine);
}
