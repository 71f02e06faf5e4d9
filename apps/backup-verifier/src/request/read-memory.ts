import { existsSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { parseStoreAddress } from '@postgres-ha/object-store';
import { isInside, type LedgerPlace } from '@postgres-ha/proof-ledger';
import {
  durationMs,
  type InputProblem,
  LONG_MS,
  quoted,
  readAs,
  type Reading,
  refuse,
} from '@postgres-ha/command-line';
import type { ProofOptions } from '../policy/proof-options.ts';
import type { MemoryOptions, Memory, Place, Server } from './request.ts';

export interface MemorySources {
  readonly options: MemoryOptions;
  /** Of the archive; undefined where it is not known, which is a problem of its own. */
  readonly place: Place | undefined;
  readonly server: Server | undefined;
  readonly workingDirectory: string;
  /** What the policy says of it; only a worker goes by that. */
  readonly policy: Pick<ProofOptions, 'ledger' | 'budget' | 'reverify'> | undefined;
}

/** What is remembered from one run to the next, where, and how much a run may do anew. */
export function readMemory({ options, place, server, workingDirectory, policy }: MemorySources): Reading<Memory> {
  const ledger = ledgerFrom(options.ledger ?? policy?.ledger, { place, server, workingDirectory });
  const bytes = bytesFrom(options.budgetBytes);
  const time = durationFrom('--budget-time', options.budgetTime);
  const age = durationFrom('--reverify-after', options.reverifyAfter);
  const all = [ledger, bytes, time, age, withLedger(options)];
  if (ledger.kind === 'read' && bytes.kind === 'read' && time.kind === 'read' && age.kind === 'read') {
    if (withLedger(options).kind === 'read') {
      return readAs({
        ledger: ledger.value,
        budget: {
          ...policy?.budget,
          ...(bytes.value !== undefined && { bytes: bytes.value }),
          ...(time.value !== undefined && { seconds: time.value }),
        },
        reverifyAfterSeconds: age.value ?? policy?.reverify?.olderThanSeconds,
        sample: policy?.reverify?.sample ?? 0,
      });
    }
  }
  return refuse(...all.flatMap((each) => (each.kind === 'refused' ? each.problems : [])));
}

function ledgerFrom(
  text: string | undefined,
  { place, server, workingDirectory }: Omit<MemorySources, 'options' | 'policy'>,
): Reading<Place | undefined> {
  if (text === undefined) return readAs(undefined);
  const expected = 's3://bucket/path or a directory, beside the archive';
  const where = '--ledger';
  const parsed = parseStoreAddress(text);
  if (parsed.kind === 'malformed') {
    const found = parsed.problem.split('; expected ')[0] ?? parsed.problem;
    return refuse({ where, found, expected, remedy: 'Correct the address.' });
  }
  const ledger: Place =
    parsed.kind === 'directory'
      ? { kind: 'directory', directory: resolve(workingDirectory, parsed.directory) }
      : // on the server of the archive, where that is on one
        { ...(place?.kind === 's3' && place), ...parsed };
  if (ledger.kind === 'directory' && statSync(ledger.directory, { throwIfNoEntry: false })?.isDirectory() === false) {
    return refuse({ where, found: `${quoted(text)}, which is no directory`, expected, remedy: 'Name another.' });
  }
  if (place === undefined || !isInside(real(ledger), real(archiveOf(place, server)))) return readAs(ledger);
  return refuse({
    where,
    found: `${quoted(text)}, in the place of the archive or around it`,
    expected,
    remedy:
      'Name a place beside it: nothing is written into an archive, and what lies in it goes with it. Where the archive is a whole bucket, --server or a policy says which folder it is.',
  });
}

/** The folder of the server, where only that one is looked at. */
function archiveOf(place: Place, server: Server | undefined): Place {
  if (server === undefined) return place;
  return place.kind === 'directory'
    ? { kind: 'directory', directory: join(place.directory, server.name) }
    : { ...place, prefix: `${place.prefix}/${server.name}` };
}

/** Without symbolic links, as far as it is there. */
function real(place: Place): LedgerPlace {
  return place.kind === 'directory' ? { kind: 'directory', directory: realPath(place.directory) } : place;
}

function realPath(path: string): string {
  if (existsSync(path) || dirname(path) === path) return realpathSync(path);
  return join(realPath(dirname(path)), path.slice(dirname(path).length));
}

const UNITS: Readonly<Record<string, number>> = { '': 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30, TiB: 2 ** 40 };

function bytesFrom(text: string | undefined): Reading<number | undefined> {
  if (text === undefined) return readAs(undefined);
  const [, amount, unit = ''] = /^([1-9]\d{0,14})(|KiB|MiB|GiB|TiB)$/.exec(text) ?? [];
  const bytes = Number(amount) * (UNITS[unit] ?? Number.NaN);
  if (Number.isSafeInteger(bytes)) return readAs(bytes);
  return refuse({
    where: '--budget-bytes',
    found: quoted(text),
    expected: 'a number of bytes such as 500GiB',
    remedy: 'Write a whole number, with KiB, MiB, GiB, TiB or without a unit.',
  });
}

function durationFrom(where: string, text: string | undefined): Reading<number | undefined> {
  if (text === undefined) return readAs(undefined);
  const milliseconds = durationMs(text, LONG_MS);
  if (milliseconds !== undefined) return readAs(milliseconds / 1000);
  return refuse({
    where,
    found: quoted(text),
    expected: 'a duration such as 2h or 30d',
    remedy: 'Write the unit: s, m, h or d.',
  });
}

/** What makes sense only with a memory. */
function withLedger({ ledger, reverifyAfter }: MemoryOptions): Reading<undefined> {
  if (ledger !== undefined || reverifyAfter === undefined) return readAs(undefined);
  const problem: InputProblem = {
    where: '--reverify-after',
    found: 'no --ledger beside it',
    expected: 'a ledger: without one, every run looks at everything anew',
    remedy: 'Name one with --ledger, or leave the option out.',
  };
  return refuse(problem);
}
