import type { Fragment } from './fragment.ts';

/** Clusters whose `spec.postgresql` and replication are set in every way there is. */
export const POSTGRESQL_FRAGMENTS: readonly Fragment[] = [
  {
    name: 'parameters',
    spec: {
      postgresql: {
        parameters: {
          max_connections: '200',
          shared_buffers: '512MB',
          work_mem: '16MB',
          wal_level: 'logical',
          hot_standby_feedback: 'on',
          wal_log_hints: 'on',
          min_wal_size: '1GB',
          max_wal_size: '2GB',
          archive_timeout: '5min',
          'pg_stat_statements.track': 'all',
        },
        shared_preload_libraries: ['pg_stat_statements'],
        enableAlterSystem: true,
        promotionTimeout: 600,
      },
      walStorage: { size: '4Gi' },
      resources: { requests: { memory: '2Gi' } },
    },
  },
  {
    name: 'synchronous, any',
    spec: {
      postgresql: {
        synchronous: { method: 'any', number: 1, dataDurability: 'preferred', maxStandbyNamesFromCluster: 2 },
      },
    },
  },
  {
    name: 'synchronous, first, with names',
    spec: {
      instances: 5,
      postgresql: {
        synchronous: {
          method: 'first',
          number: 2,
          standbyNamesPre: ['a'],
          standbyNamesPost: ['b'],
          dataDurability: 'required',
        },
      },
    },
  },
  {
    name: 'failover by quorum',
    spec: { postgresql: { synchronous: { method: 'any', number: 1, failoverQuorum: true } } },
  },
  {
    name: 'failover by quorum, as it was set before',
    metadata: { annotations: { 'alpha.cnpg.io/failoverQuorum': 'true' } },
    spec: { postgresql: { synchronous: { method: 'any', number: 2 } } },
  },
  {
    name: 'election by labels',
    spec: {
      postgresql: {
        syncReplicaElectionConstraint: { enabled: true, nodeLabelsAntiAffinity: ['topology.kubernetes.io/zone'] },
      },
      maxSyncReplicas: 1,
    },
  },
  {
    name: 'LDAP by search',
    spec: {
      postgresql: {
        ldap: {
          server: 'ldap.example.com',
          port: 636,
          scheme: 'ldaps',
          tls: false,
          bindSearchAuth: {
            baseDN: 'dc=x',
            bindDN: 'cn=y',
            bindPassword: { name: 's', key: 'k', optional: false },
            searchAttribute: 'uid',
            searchFilter: '(x=1)',
          },
        },
      },
    },
  },
  {
    name: 'LDAP by prefix',
    spec: { postgresql: { ldap: { server: 'ldap.example.com', bindAsAuth: { prefix: 'uid=', suffix: ',dc=x' } } } },
  },
  {
    name: 'access by pod selectors',
    spec: {
      podSelectorRefs: [
        { name: 'apps', selector: { matchLabels: { 'app.kubernetes.io/part-of': 'shop' } } },
        {
          name: 'jobs',
          selector: {
            matchExpressions: [
              { key: 'tier', operator: 'In', values: ['job', 'cron'] },
              { key: 'x', operator: 'DoesNotExist' },
            ],
          },
        },
      ],
      postgresql: {
        pg_hba: [
          'host app app ${podselector:apps} scram-sha-256',
          'hostssl all all ${podselector:jobs} cert # jobs',
          'host all all all reject',
        ],
        pg_ident: ['map system role'],
      },
    },
  },
  {
    name: 'extensions',
    spec: {
      imageName: 'registry.example.com/postgresql:18.1',
      postgresql: {
        extensions: [
          {
            name: 'post_gis',
            image: { reference: 'registry.example.com/postgis:3.6', pullPolicy: 'IfNotPresent' },
            extension_control_path: ['share', 'share/more'],
            dynamic_library_path: ['lib'],
            ld_library_path: ['/system'],
            bin_path: ['bin'],
            env: [
              { name: 'PROJ_DATA', value: '${image_root}/share/proj' },
              { name: 'COST', value: '$${free}' },
            ],
          },
          { name: 'pgvector', image: { reference: 'registry.example.com/pgvector:0.8' } },
        ],
      },
    },
  },
  {
    name: 'replication slots',
    spec: {
      replicationSlots: {
        updateInterval: 10,
        highAvailability: { enabled: true, slotPrefix: 'ha_' },
        synchronizeReplicas: { enabled: true, excludePatterns: ['^keep_', '[a-z]+$'] },
      },
    },
  },
  {
    name: 'no replication slots',
    spec: { replicationSlots: { highAvailability: { enabled: false }, synchronizeReplicas: { enabled: false } } },
  },
  {
    name: 'logical slots on standbys, 17',
    spec: {
      replicationSlots: { highAvailability: { enabled: true, synchronizeLogicalDecoding: true } },
      postgresql: { parameters: { hot_standby_feedback: 'on', sync_replication_slots: 'on' } },
    },
  },
  {
    name: 'logical slots on standbys, 16',
    spec: {
      imageName: 'registry.example.com/postgresql:16.9',
      replicationSlots: { highAvailability: { enabled: true, synchronizeLogicalDecoding: true } },
      postgresql: {
        parameters: { hot_standby_feedback: 'on', 'pg_failover_slots.synchronize_slot_names': 'name_like:%' },
      },
    },
  },
  {
    name: 'no archive, wal_level minimal',
    metadata: { annotations: { 'cnpg.io/skipWalArchiving': 'enabled' } },
    spec: { instances: 1, postgresql: { parameters: { wal_level: 'minimal', max_wal_senders: '0' } } },
  },
  {
    name: 'probes',
    spec: {
      probes: {
        startup: { type: 'streaming', maximumLag: '16Mi', failureThreshold: 10, periodSeconds: 10 },
        readiness: { type: 'query', timeoutSeconds: 5, maximumLag: 64 },
        liveness: {
          isolationCheck: { enabled: false, requestTimeout: 500, connectionTimeout: 500 },
          timeoutSeconds: 5,
        },
      },
    },
  },
];
