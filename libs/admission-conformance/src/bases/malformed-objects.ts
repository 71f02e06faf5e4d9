import type { JudgedKind } from '@postgres-ha/admission';
import type { JsonMap } from '../object/json.ts';
import type { Prepared } from '../server/live-objects.ts';
import { laidOverPlainest } from './plainest.ts';

/**
 * What is wrong by the schema, as an object may be that was stored under an older one: an update must let it be where it has not changed.
 * Some of it the webhooks refuse as well, by checks that are not ported because the schema refuses first (`NOT_PORTED`).
 */
const SPECS: readonly (readonly [JudgedKind, string, JsonMap])[] = [
  ['Cluster', 'words', { logLevel: 'loud', primaryUpdateMethod: 'x', bootstrap: { initdb: { walSegmentSize: 5000 } } }],
  ['Cluster', 'bounds', { replicationSlots: { updateInterval: 0 }, primaryLease: { retryPeriodSeconds: -1 } }],
  ['Cluster', 'patterns', { serviceAccountName: 'A b', replicationSlots: { highAvailability: { slotPrefix: 'Ü-' } } }],
  [
    'Cluster',
    'items of a list',
    { managed: { roles: [{ name: 'a', ensure: 'x' }, { name: 'b' }] }, plugins: [{ name: 'p' }] },
  ],
  [
    'Cluster',
    'items of a keyed list',
    {
      podSelectorRefs: [
        { name: 'A B', selector: {} },
        { name: 'ok', selector: {} },
      ],
      postgresql: {
        extensions: [
          { name: 'A_', image: { reference: 'r' } },
          { name: 'b', image: { reference: 'r' } },
        ],
      },
    },
  ],
  ['Cluster', 'too few standbys', { minSyncReplicas: -1 }],
  [
    'Cluster',
    'repeated items of a keyed list',
    {
      podSelectorRefs: [
        { name: 'a', selector: {} },
        { name: 'a', selector: {} },
      ],
    },
  ],
  ['Cluster', 'repeated items', { resources: { claims: [{ name: 'a' }, { name: 'a', request: 'r' }] } }],
  [
    'Cluster',
    'expressions',
    { postgresql: { synchronous: { method: 'any', number: 0, dataDurability: 'preferred', standbyNamesPre: ['a'] } } },
  ],
  ['Cluster', 'an image and a catalogue', { imageCatalogRef: { apiGroup: 'x', kind: 'X', name: 'c', major: 17 } }],
  ['Cluster', 'locales', { bootstrap: { initdb: { icuLocale: 'en', builtinLocale: 'C' } } }],
  [
    'Pooler',
    'words',
    {
      type: 'any',
      pgbouncer: { poolMode: 'x', image: 'i', imageCatalogRef: { apiGroup: 'x', kind: 'X', name: 'c', key: 'K' } },
    },
  ],
  [
    'Pooler',
    'a template',
    {
      template: {
        spec: { containers: [{ name: 'a' }, { name: 'a', ports: [{ containerPort: 1 }, { containerPort: 1 }] }] },
      },
    },
  ],
  ['Database', 'words', { name: 'postgres', ensure: 'x', schemas: [{ name: 's', ensure: 'x' }], icuLocale: 'en' }],
  [
    'DatabaseRole',
    'expressions',
    { name: 'pg_x', ensure: 'absent', passwordSecret: { name: 's' }, disablePassword: true, validUntil: '' },
  ],
  [
    'ObjectStore',
    'words',
    { retentionPolicy: 'x', configuration: { serverName: 's', destinationPath: '', wal: { compression: 'x' } } },
  ],
  ['ScheduledBackup', 'words', { target: 'x', backupOwnerReference: 'x' }],
];

/** The webhooks, which would refuse some of it, are told to let be; so they are when it is updated, unless that is changed too. */
const NOT_VALIDATED = { annotations: { 'cnpg.io/validation': 'disabled' } };

export const MALFORMED: readonly Prepared[] = SPECS.map(([kind, name, spec]) => ({
  name: `malformed: ${name}`,
  kind,
  object: laidOverPlainest(kind, { name, metadata: NOT_VALIDATED, spec }),
}));
