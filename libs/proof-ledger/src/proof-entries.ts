import { createHash } from 'node:crypto';
import {
  EVIDENCE_FORMAT,
  type ProofEvidence,
  type ProofFinding,
  type ProofPlace,
  type Recalled,
} from '@postgres-ha/backup-proof';
import { evidenceJson, readEvidence } from './evidence-json.ts';
import { entryUnreadable, ledgerUnavailable } from './ledger-notice.ts';
import { listNames, readSealed, whereAvailable, type LedgerObjects, type Waiting } from './ledger-objects.ts';
import { sealed, type Seal } from './sealed-text.ts';

const SEAL: Seal = { kind: 'proof', format: EVIDENCE_FORMAT };

/**
 * Evidence of a backup lies below `proofs/<server>/<backup>/`, each in an object that is named for what is in it. So an object is never changed: two
 * workers cannot take away what the other has written, on any store, and a write that was cut short leaves what was there.
 */
export async function recallProofs(objects: LedgerObjects, place: ProofPlace, waiting: Waiting): Promise<Recalled> {
  const entries = await whereAvailable(
    () => entriesOf(objects, place, waiting),
    (error) => error,
  );
  if (entries instanceof Error) {
    return { evidence: [], notices: [ledgerUnavailable(`reading what is kept of ${place.backupId}`, entries)] };
  }
  return {
    evidence: entries.flatMap((entry) => (entry.kind === 'proof' ? [entry.evidence] : [])),
    notices: entries.flatMap(({ name, ...entry }) =>
      entry.kind === 'proof' ? [] : [entryUnreadable(name, entry.because)],
    ),
  };
}

/** Writes it, then removes what it makes superfluous. @returns notices: why it is not kept */
export async function keepProof(
  objects: LedgerObjects,
  evidence: ProofEvidence,
  waiting: Waiting,
): Promise<readonly ProofFinding[]> {
  const { store, prefix } = objects;
  const place = evidence.inputs;
  const { text, checksum } = sealed(evidenceJson(evidence), SEAL);
  const name = nameOf(place, checksum);
  const error = await whereAvailable(
    async () => {
      await store.put(`${prefix}${name}`, Buffer.from(text), waiting);
      return undefined;
    },
    (problem) => problem,
  );
  if (error !== undefined) return [ledgerUnavailable(`keeping the proof of ${place.backupId}`, error)];
  // What is left too much is passed over by whoever reads it: that it could not be removed is no matter.
  await whereAvailable(
    async () => {
      for (const entry of await entriesOf(objects, place, waiting)) {
        const isSuperfluous = entry.kind === 'proof' ? supersedes(evidence, entry.evidence) : entry.kind === 'broken';
        if (entry.name !== name && isSuperfluous) await store.remove(`${prefix}${entry.name}`, waiting);
      }
    },
    () => undefined,
  );
  return [];
}

/** Of two, at most one supersedes the other: it is newer, or of the same look and further, and says as much. */
export function supersedes(one: ProofEvidence, other: ProofEvidence): boolean {
  const newer = one.at.getTime() - other.at.getTime() || one.inputs.way.count - other.inputs.way.count;
  const saysAsMuch = isDamaged(one) || [...other.looked].every((level) => one.looked.has(level));
  return newer > 0 && saysAsMuch && !(isDamaged(other) && !isDamaged(one) && one.looked.size < LEVELS_OF_A_REPLAY);
}

/** L0 to L4: only a replay has a better word than a look that found damage. */
const LEVELS_OF_A_REPLAY = 5;

function isDamaged({ findings }: ProofEvidence): boolean {
  return findings.some(({ weight }) => weight === 'damaged');
}

type Entry = { readonly name: string } & (
  | { readonly kind: 'proof'; readonly evidence: ProofEvidence }
  | { readonly kind: 'broken' | 'foreign'; readonly because: string }
);

async function entriesOf(objects: LedgerObjects, place: ProofPlace, waiting: Waiting): Promise<readonly Entry[]> {
  const folder = folderOf(place);
  const mine = (await listNames(objects, folder, waiting)).filter(({ name }) =>
    name.slice(folder.length).startsWith(`${archiveHash(place)}-`),
  );
  const entries = await Promise.all(mine.map(({ name }) => entryOf(objects, { name, place }, waiting)));
  return entries.filter((entry) => entry !== undefined);
}

async function entryOf(
  objects: LedgerObjects,
  { name, place }: { readonly name: string; readonly place: ProofPlace },
  waiting: Waiting,
): Promise<Entry | undefined> {
  const opened = await readSealed(objects, name, { seal: SEAL, ...waiting });
  // another worker has removed it meanwhile
  if (opened === undefined) return undefined;
  if (opened.kind !== 'content') return { name, ...opened };
  const evidence = readEvidence(opened.content);
  if (evidence === undefined) return { name, kind: 'broken', because: 'its content is no evidence' };
  return isOf(evidence.inputs, place) && name === nameOf(place, opened.checksum)
    ? { name, kind: 'proof', evidence }
    : { name, kind: 'broken', because: 'it is of another backup, or of another archive, than its name says' };
}

function isOf(one: ProofPlace, other: ProofPlace): boolean {
  return one.archive === other.archive && one.serverName === other.serverName && one.backupId === other.backupId;
}

function nameOf(place: ProofPlace, checksum: string): string {
  return `${folderOf(place)}${archiveHash(place)}-${checksum.slice(0, 32)}.json`;
}

function folderOf({ serverName, backupId }: ProofPlace): string {
  return `proofs/${nameFor(serverName)}/${nameFor(backupId)}/`;
}

/** Any name of an archive as one that every store takes. */
function nameFor(name: string): string {
  return encodeURIComponent(name).replace(/^\./, '%2E') || '%';
}

/** One ledger may be of several archives with servers of one name. */
function archiveHash({ archive }: ProofPlace): string {
  return createHash('sha256').update(archive).digest('hex').slice(0, 12);
}
