import type { StoreError, StoreProblem } from '@postgres-ha/object-store';

/** Why a store could not be looked at, and what to do. */
export function storeTrouble(name: string, { problem, message }: StoreError): string {
  const what = message.includes(name) ? message : `${name}: ${message}`;
  return `${what.replace(/\.$/, '')}. ${REMEDIES[problem]} Nothing is known of the backups.`;
}

const REMEDIES: Readonly<Record<StoreProblem, string>> = {
  'object-missing': 'It was listed a moment ago: look who deletes there, and run again.',
  'object-changed': 'It changed while it was read: run again when nobody writes it.',
  'access-denied':
    'Allow s3:ListBucket on the bucket and s3:GetObject on its objects (docs/backup-verification.md has the policy).',
  'bucket-missing': 'Correct the name of the bucket, or --endpoint and --region.',
  'credentials-refused': 'Give credentials that are valid, as the AWS SDK takes them: variables, a profile, a role.',
  'object-archived': 'It lies in a storage class that has to be restored before it can be read.',
  'key-needed': 'It is encrypted by a key that the server does not keep, or that these credentials may not use.',
  'object-damaged': 'The store says itself that its bytes have changed: tell whoever runs it.',
  'object-exists': 'Run again.',
  'clocks-differ': 'Set the clock of this machine.',
  unavailable: 'See whether the server can be reached from here, and run again.',
  aborted: 'Run again.',
};
