import type { PaxRecords } from './pax-records.ts';
import type { TarMember, TarProblem } from './tar-event.ts';
import type { TarHeader } from './tar-header.ts';

/** What stood before a header and is about it: extended records, and the long names of GNU tar. */
export interface TarExtension {
  readonly records: PaxRecords;
  readonly longPath?: string;
  readonly longTarget?: string;
}

export type TarMemberOutcome =
  | { readonly kind: 'member'; readonly member: TarMember }
  | { readonly kind: 'refused'; readonly problem: TarProblem; readonly because: string };

const KINDS: Readonly<Record<string, TarMember['kind']>> = {
  '0': 'file',
  '\0': 'file',
  '7': 'file',
  '5': 'directory',
  '2': 'symlink',
};

/** The latest time that a Date can hold, in seconds. */
const MAX_SECONDS = 8.64e12;

/** Puts a header and its extension together. Refuses what a restore could not put inside of its directory as it is. */
export function tarMember(
  header: TarHeader,
  { records, longPath, longTarget }: TarExtension,
  offsetBytes: number,
): TarMemberOutcome {
  const refuse = (problem: TarProblem, because: string): TarMemberOutcome => ({ kind: 'refused', problem, because });
  const record = (keyword: string): string | undefined => {
    const value = records.get(keyword);
    return value === '' ? undefined : value;
  };

  const wholePath = record('path') ?? longPath ?? header.path;
  const kind = header.type === '\0' && wholePath.endsWith('/') ? 'directory' : KINDS[header.type];
  if (kind === undefined || [...records.keys()].some((keyword) => keyword.startsWith('GNU.sparse.')))
    return refuse(
      'member-kind',
      `${wholePath} is of type ${JSON.stringify(header.type)}; Barman stores files, directories and symbolic links`,
    );
  const steps = wholePath.split('/').filter((step) => step !== '' && step !== '.');
  if (wholePath.startsWith('/') || steps.includes('..'))
    return refuse('path-outside', `${JSON.stringify(wholePath)} leads out of the directory that is restored`);
  const sizeBytes = decimal(record('size')) ?? header.sizeBytes;
  const modifiedAt = decimal(record('mtime')) ?? header.modifiedAt;
  if (wholePath === '' || wholePath.includes('\0')) return refuse('header-malformed', 'a member without a name');
  if (!Number.isSafeInteger(sizeBytes) || sizeBytes < 0 || !(Math.abs(modifiedAt) <= MAX_SECONDS))
    return refuse('header-malformed', `${wholePath} has a size or time that is no number`);
  if (kind !== 'file' && sizeBytes !== 0)
    return refuse('header-malformed', `${wholePath} is a ${kind} with ${sizeBytes} bytes of content`);
  const target = record('linkpath') ?? longTarget ?? header.target;
  if (kind === 'symlink' && target === '') return refuse('header-malformed', `${wholePath} points nowhere`);
  return {
    kind: 'member',
    member: {
      path: steps.length === 0 ? '.' : steps.join('/'),
      kind,
      sizeBytes,
      mode: header.mode,
      modifiedAt: new Date(modifiedAt * 1000),
      ...(kind === 'symlink' && { target }),
      offsetBytes,
    },
  };
}

/** @returns NaN when the text is no decimal number */
function decimal(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  return /^-?[0-9]+(\.[0-9]*)?$/.test(text) ? Number(text) : Number.NaN;
}
