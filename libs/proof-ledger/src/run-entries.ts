import { randomUUID } from 'node:crypto';
import type { ProofFinding } from '@postgres-ha/backup-proof';
import { entryUnreadable, ledgerUnavailable } from './ledger-notice.ts';
import { listNames, readSealed, whereAvailable, type LedgerObjects, type Waiting } from './ledger-objects.ts';
import { sealed, type Seal } from './sealed-text.ts';

const SEAL: Seal = { kind: 'run', format: 1 };
const RUN = /^runs\/(\d{8}T\d{6}\.\d{3}Z)-[0-9a-f-]+\.json$/;

export interface Runs {
  /** As they were given, the newest first. */
  readonly texts: readonly string[];
  readonly notices: readonly ProofFinding[];
}

/** Below `runs/`, by time. Each has a name that no other has, so that none is ever replaced. */
export async function addRun(
  objects: LedgerObjects,
  { at, text }: { readonly at: Date; readonly text: string },
  waiting: Waiting,
): Promise<readonly ProofFinding[]> {
  const name = `runs/${timeName(at)}-${randomUUID().slice(0, 8)}.json`;
  const body = Buffer.from(sealed(text, SEAL).text);
  return whereAvailable(
    async () => {
      await objects.store.put(`${objects.prefix}${name}`, body, { ...waiting, ifAbsent: true });
      return [];
    },
    (error) => [ledgerUnavailable('keeping this run', error)],
  );
}

export async function readRuns(
  objects: LedgerObjects,
  { limit, ...waiting }: Waiting & { readonly limit: number },
): Promise<Runs> {
  const texts: string[] = [];
  const notices: ProofFinding[] = [];
  return whereAvailable(
    async () => {
      const names = (await listNames(objects, 'runs/', waiting)).filter(({ name }) => RUN.test(name)).toReversed();
      for (const { name } of names) {
        if (texts.length >= limit) break;
        const opened = await readSealed(objects, name, { seal: SEAL, ...waiting });
        if (opened?.kind === 'content') texts.push(opened.content);
        else if (opened !== undefined) notices.push(entryUnreadable(name, opened.because));
      }
      return { texts, notices };
    },
    (error) => ({ texts, notices: [...notices, ledgerUnavailable('reading earlier runs', error)] }),
  );
}

/** Removes runs that began before that time. Proofs stay: what is proven of an object that has not changed does not go by. */
export async function forgetRuns(
  objects: LedgerObjects,
  { before, ...waiting }: Waiting & { readonly before: Date },
): Promise<readonly ProofFinding[]> {
  return whereAvailable(
    async () => {
      for (const { key, name } of await listNames(objects, 'runs/', waiting)) {
        const [, time = ''] = RUN.exec(name) ?? [];
        if (time !== '' && time < timeName(before)) await objects.store.remove(key, waiting);
      }
      return [];
    },
    (error) => [ledgerUnavailable('removing old runs', error)],
  );
}

/** `20261125T220314.123Z`: in the order of time. */
function timeName(at: Date): string {
  return at.toISOString().replace(/[-:]/g, '');
}
