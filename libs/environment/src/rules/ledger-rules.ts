import { ledgerAddress } from '../verification.ts';
import { bucketFolder, foldersAbove } from './bucket-folder.ts';
import { sharingLedger } from './neighbours.ts';
import type { Breach, ClusterInEnvironment, Rule } from './rule.ts';

const PATH = ['backup', 'verification', 'ledger'] as const;

/** Rules about the place where proofs of backups are remembered. */
export const ledgerRules: readonly Rule<ClusterInEnvironment>[] = [
  {
    id: 'ledger-in-archive',
    level: 'error',
    summary: 'Proofs may not be remembered in an archive, nor in a folder that an archive lies in.',
    detail:
      "The archive is only ever read; whoever may write to the ledger must not be able to write there, and Barman's retention deletes what it finds in its folders. The default, <destination>/<serverName>-verification/, lies beside.",
    source: 'Barman Cloud: layout of the archive; house rule',
    breaches: ({ cluster, neighbours: { byArchiveFolder, byFolderAboveArchive } }) => {
      const place = bucketFolder(ledgerAddress(cluster) ?? '');
      if (place === undefined) return [];
      const inside = [...foldersAbove(place), place].flatMap((folder) => byArchiveFolder.get(folder) ?? []);
      const around = byFolderAboveArchive.get(place) ?? [];
      return [
        ...inside.map((other) => breach(cluster, `in the archive of ${other.name}`)),
        ...around.slice(0, 1).map((other) => breach(cluster, `around the archive of ${other.name}`)),
      ];
    },
  },
  {
    id: 'ledger-shared',
    level: 'error',
    summary: 'Two clusters may not remember their proofs in the same place.',
    detail:
      'Each keeps its own history of runs there, and either would take the runs of the other for its own. Give each a ledger of its own, or leave the key out.',
    source: 'house rule',
    breaches: ({ cluster, neighbours }) =>
      sharingLedger(cluster, neighbours).map((other) => breach(cluster, `where ${other.name} remembers its own`)),
  },
];

function breach(cluster: ClusterInEnvironment['cluster'], where: string): Breach {
  return {
    path: PATH,
    found: `${ledgerAddress(cluster) ?? ''}, ${where}`,
    expected: 'a folder beside the archives, of its own',
  };
}
