import type { Evidence } from '@postgres-ha/diagnosis';
import { at, seenList, text, whyUnseen } from '../fields.ts';
import { failed, ok, unknown, type Proof } from '../proof.ts';
import { hasObjectStore } from './judge-installation.ts';

const PLACE = { id: 'backup', question: 'there is a backup' };

/** By what lies in the object store where it was asked, and by Backup objects, of which the plugin keeps those that still lie there. */
export function judgeBackup({ cluster, objects, objectStore, target }: Evidence): Proof {
  if (cluster.kind === 'seen' && !hasObjectStore(cluster.value)) return ok(PLACE, 'this cluster is to have none');
  const own = seenList(objects.Backup).filter((backup) => at(backup, 'spec', 'cluster', 'name') === target.cluster);
  const completed = own
    .filter((backup) => at(backup, 'status', 'phase') === 'completed')
    .map((backup) => ({
      name: backup.metadata.name,
      at: text(at(backup, 'status', 'stoppedAt')),
      id: text(at(backup, 'status', 'backupId')),
    }))
    .sort((a, b) => (a.at < b.at ? 1 : -1));
  const newest = completed[0];
  const proof = 'whether it can be restored is what backup-verifier proves';
  if (objectStore.kind === 'seen' && objectStore.value.found !== null) {
    const { backups, newestBackup } = objectStore.value.found;
    if (newestBackup !== null) {
      const ended = newest?.id === newestBackup ? `, ended ${newest.at}` : '';
      return ok(
        PLACE,
        `${newestBackup} is complete in ${objectStore.value.destination}${ended} (${backups} in all); ${proof}`,
      );
    }
    const begun = own.find((backup) => at(backup, 'status', 'phase') === 'started');
    const because = `none is complete in ${objectStore.value.destination}`;
    return begun === undefined
      ? failed(PLACE, because, 'Take one: docs/gitops-bot.md says how, or wait for the schedule of file 02.')
      : unknown(PLACE, `${because}; ${begun.metadata.name} is running`);
  }
  const unasked = `the object store was not seen: ${objectStore.kind === 'unseen' ? whyUnseen(objectStore) : 'it was not listed'}`;
  if (objects.Backup.kind === 'unseen') return unknown(PLACE, `${whyUnseen(objects.Backup)}; ${unasked}`);
  if (newest !== undefined) return ok(PLACE, `${newest.name} ended ${newest.at} by its object; ${unasked}; ${proof}`);
  return failed(
    PLACE,
    `no Backup of ${target.cluster} is completed; ${unasked}`,
    'Apply file 02; its schedule takes the first one at once.',
  );
}
