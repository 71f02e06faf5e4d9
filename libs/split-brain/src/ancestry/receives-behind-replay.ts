import { parseLsn } from '@postgres-ha/postgres-storage';
import type { MemberAnswer } from '../observation/probe.ts';

/**
 * A standby that holds WAL past the fork of the primary it was repointed to stays up, with a live WAL receiver that starts again and
 * again, and has replayed more than it received. The same is seen for a while during replay from an archive and after a restart, so
 * this is a reason to ask for its history, and no proof.
 */
export function receivesBehindReplay(answer: MemberAnswer): boolean {
  if (!answer.inRecovery || answer.receiver === null || answer.receivedLsn === null) return false;
  const received = parseLsn(answer.receivedLsn);
  const replayed = parseLsn(answer.lsn);
  return received !== undefined && replayed !== undefined && received < replayed;
}
