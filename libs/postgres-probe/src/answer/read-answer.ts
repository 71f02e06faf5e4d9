import type { MemberAnswer, MemberDetails } from '@postgres-ha/split-brain';
import type { Row } from '../session/session.ts';
import type { Abilities } from './statements.ts';

export interface ProbeAnswer {
  readonly answer: MemberAnswer;
  /** Changes when the postmaster begins, is ready, is promoted or stops; null where the login may not see it. */
  readonly postmasterFile: string | null;
}

/** Where the login may not see what is there. */
const HIDDEN = 'unknown';

/** @returns undefined for anything but one row as it was asked for: then nothing was answered */
export function readAnswer(rows: readonly Row[], { systemIdentifier }: Abilities): ProbeAnswer | undefined {
  const [row] = rows;
  if (row === undefined || rows.length !== 1) return undefined;
  const [recovery, readOnly, startedAt, walFile, lsn, receivedLsn, nextTransactionId, ...rest] = row;
  const [receiverPid, status, receivedTimeline, senderHost, senderPort, postmasterFile, ...details] = rest;
  if ((recovery !== 't' && recovery !== 'f') || !isText(startedAt) || !isText(nextTransactionId)) return undefined;
  const inRecovery = recovery === 't';
  const timeline = isText(walFile) ? Number.parseInt(walFile.slice(0, 8), 16) : null;
  if (inRecovery !== (timeline === null) || Number.isNaN(timeline)) return undefined;
  // a standby that has replayed nothing yet has no position
  const position = isText(lsn) ? lsn : inRecovery ? '0/0' : undefined;
  const found = details.length === 0 ? null : readDetails(details);
  if (position === undefined || found === undefined) return undefined;
  return {
    postmasterFile: postmasterFile ?? null,
    answer: {
      systemIdentifier,
      inRecovery,
      readOnlyByDefault: readOnly === 'on',
      postmasterStartedAt: startedAt,
      timeline,
      lsn: position,
      receivedLsn: receivedLsn ?? null,
      nextTransactionId,
      receiver:
        inRecovery && isText(receiverPid)
          ? {
              status: status ?? HIDDEN,
              timeline: isText(receivedTimeline) ? Number(receivedTimeline) : null,
              senderHost: senderHost ?? null,
              senderPort: isText(senderPort) ? Number(senderPort) : null,
            }
          : null,
      details: found,
    },
  };
}

function readDetails([followers, clients, synchronousStandbyNames]: Row): MemberDetails | undefined {
  const list = parsed(followers);
  const counts = parsed(clients);
  if (!Array.isArray(list) || !Array.isArray(counts) || !isText(synchronousStandbyNames)) return undefined;
  return {
    followers: list.map((follower: readonly (string | null)[]) => {
      const [application, address, state, syncState, flushLsn] = follower;
      return {
        application: application ?? '',
        address: address ?? null,
        state: state ?? HIDDEN,
        syncState: syncState ?? HIDDEN,
        flushLsn: flushLsn ?? null,
      };
    }),
    otherClients: Number(counts[0]),
    waitingForSync: Number(counts[1]),
    synchronousStandbyNames,
  };
}

function parsed(text: string | null | undefined): unknown {
  if (!isText(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isText(value: string | null | undefined): value is string {
  return value !== null && value !== undefined;
}
