/** A Cluster when defaults are filled in and the CRD's schema has passed it: only the fields that rules read. */
export interface ClusterResource {
  readonly metadata: {
    readonly name: string;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly resourceVersion?: string;
  };
  readonly spec: ClusterSpec;
  readonly status?: ClusterStatus;
}

export interface ClusterStatus {
  readonly pgDataImageInfo?: { readonly majorVersion: number };
  readonly switchReplicaClusterStatus?: { readonly inProgress?: boolean };
}

type Text = string;
type Words = readonly Text[];
type TextMap = Readonly<Record<string, Text>>;
/** Kubernetes quantities may be written as numbers. */
type Quantity = string | number;

export interface ClusterSpec {
  readonly instances: number;
  readonly imageName?: Text;
  readonly imageCatalogRef?: { readonly major: number };
  readonly imagePullPolicy?: Text;
  readonly bootstrap?: Bootstrap;
  readonly superuserSecret?: { readonly name: Text };
  readonly certificates?: {
    readonly serverTLSSecret?: Text;
    readonly serverCASecret?: Text;
    readonly serverAltDNSNames?: Words;
    readonly replicationTLSSecret?: Text;
    readonly clientCASecret?: Text;
  };
  readonly primaryUpdateStrategy?: Text;
  readonly primaryUpdateMethod?: Text;
  readonly minSyncReplicas: number;
  readonly maxSyncReplicas: number;
  readonly storage: Storage;
  readonly walStorage?: Storage;
  readonly tablespaces?: readonly { readonly name: Text; readonly storage: Storage }[];
  readonly ephemeralVolumeSource?: object;
  readonly ephemeralVolumesSizeLimit?: { readonly temporaryData?: Quantity };
  readonly backup?: Backup;
  readonly externalClusters?: readonly ExternalCluster[];
  readonly affinity?: { readonly tolerations?: readonly Toleration[]; readonly podAntiAffinityType?: Text };
  readonly replica?: Replica;
  readonly postgresql: Postgresql;
  readonly replicationSlots: ReplicationSlots;
  readonly env?: readonly EnvVar[];
  readonly managed?: {
    readonly roles?: readonly ManagedRole[];
    readonly services?: {
      readonly disabledDefaultServices?: Words;
      readonly additional?: readonly {
        readonly serviceTemplate: {
          readonly metadata?: { readonly name?: Text };
          readonly spec?: { readonly selector?: TextMap };
        };
      }[];
    };
  };
  readonly resources?: {
    readonly requests?: Readonly<Record<string, Quantity>>;
    readonly limits?: Readonly<Record<string, Quantity>>;
  };
  readonly plugins?: readonly { readonly name: Text; readonly enabled: boolean; readonly isWALArchiver: boolean }[];
  readonly podSelectorRefs?: readonly { readonly name: Text; readonly selector: LabelSelector }[];
  readonly serviceAccountName?: Text;
  readonly serviceAccountTemplate?: object;
  readonly primaryLease?: {
    readonly leaseDurationSeconds?: number;
    readonly renewDeadlineSeconds?: number;
    readonly retryPeriodSeconds?: number;
  };
  readonly postgresUID: number;
  readonly postgresGID: number;
  readonly nodeMaintenanceWindow?: object;
  readonly monitoring?: {
    readonly metricsQueriesTTL?: Text;
    readonly enablePodMonitor?: boolean;
    readonly podMonitorMetricRelabelings?: readonly unknown[];
    readonly podMonitorRelabelings?: readonly unknown[];
  };
}

export interface Storage {
  readonly size?: Text;
  readonly storageClass?: Text;
  readonly pvcTemplate?: {
    readonly storageClassName?: Text;
    readonly resources?: { readonly requests?: Readonly<Record<string, Quantity>> };
  };
}

export interface Bootstrap {
  readonly initdb?: {
    readonly database?: Text;
    readonly owner?: Text;
    readonly walSegmentSize?: number;
    readonly postInitApplicationSQLRefs?: {
      readonly secretRefs?: readonly { readonly name: Text; readonly key: Text }[];
      readonly configMapRefs?: readonly { readonly name: Text; readonly key: Text }[];
    };
    readonly import?: {
      readonly type: Text;
      readonly databases: Words;
      readonly roles?: Words;
      readonly postImportApplicationSQL?: Words;
    };
  };
  readonly recovery?: {
    readonly source?: Text;
    readonly backup?: object;
    readonly volumeSnapshots?: { readonly storage: SnapshotSource; readonly walStorage?: SnapshotSource };
    readonly recoveryTarget?: RecoveryTarget;
  };
  readonly pg_basebackup?: { readonly source: Text; readonly database?: Text; readonly owner?: Text };
}

export interface SnapshotSource {
  readonly apiGroup?: Text;
  readonly kind: Text;
  readonly name: Text;
}

export interface RecoveryTarget {
  readonly backupID?: Text;
  readonly targetTLI?: Text;
  readonly targetXID?: Text;
  readonly targetName?: Text;
  readonly targetLSN?: Text;
  readonly targetTime?: Text;
  readonly targetImmediate?: boolean;
}

export interface Backup {
  readonly barmanObjectStore?: BarmanObjectStore;
  readonly retentionPolicy?: Text;
  readonly volumeSnapshot?: { readonly tablespaceClassName?: TextMap };
}

export interface BarmanObjectStore {
  readonly s3Credentials?: {
    readonly accessKeyId?: object;
    readonly secretAccessKey?: object;
    readonly inheritFromIAMRole?: boolean;
  };
  readonly azureCredentials?: {
    readonly connectionString?: object;
    readonly storageAccount?: object;
    readonly storageKey?: object;
    readonly storageSasToken?: object;
    readonly inheritFromAzureAD?: boolean;
    readonly useDefaultAzureCredentials?: boolean;
  };
  readonly googleCredentials?: { readonly gkeEnvironment?: boolean; readonly applicationCredentials?: object };
}

interface SecretKey {
  readonly name?: Text;
  readonly key?: Text;
}

export interface ExternalCluster {
  readonly name: Text;
  readonly connectionParameters?: TextMap;
  readonly barmanObjectStore?: object;
  readonly plugin?: object;
  readonly sslCert?: SecretKey;
  readonly sslKey?: SecretKey;
  readonly sslRootCert?: SecretKey;
}

export interface Toleration {
  readonly key?: Text;
  readonly operator?: Text;
  readonly value?: Text;
  readonly effect?: Text;
  readonly tolerationSeconds?: number;
}

export interface Replica {
  readonly enabled?: boolean;
  readonly self?: Text;
  readonly primary?: Text;
  readonly source: Text;
  readonly promotionToken?: Text;
  readonly minApplyDelay?: Text;
}

export interface Postgresql {
  /** CloudNativePG's own are among them; none where the major version is not known. */
  readonly parameters?: TextMap;
  readonly pg_hba?: Words;
  readonly synchronous?: {
    readonly method: Text;
    readonly number: number;
    readonly standbyNamesPre?: Words;
    readonly standbyNamesPost?: Words;
    readonly failoverQuorum?: boolean;
  };
  readonly syncReplicaElectionConstraint?: { readonly enabled: boolean; readonly nodeLabelsAntiAffinity?: Words };
  readonly ldap?: { readonly server?: Text; readonly bindAsAuth?: object; readonly bindSearchAuth?: object };
  readonly extensions?: readonly Extension[];
}

export interface Extension {
  readonly name: Text;
  readonly image?: { readonly reference?: Text };
  readonly extension_control_path?: Words;
  readonly dynamic_library_path?: Words;
  readonly ld_library_path?: Words;
  readonly bin_path?: Words;
  readonly env?: readonly EnvVar[];
}

export interface EnvVar {
  readonly name: Text;
  readonly value?: Text;
}

export interface ReplicationSlots {
  readonly highAvailability?: {
    readonly enabled?: boolean;
    readonly slotPrefix?: Text;
    readonly synchronizeLogicalDecoding?: boolean;
  };
  readonly synchronizeReplicas?: { readonly enabled?: boolean; readonly excludePatterns?: Words };
}

export interface ManagedRole {
  readonly name: Text;
  readonly connectionLimit?: number;
  readonly passwordSecret?: object;
  readonly disablePassword?: boolean;
}

export interface LabelSelector {
  readonly matchLabels?: TextMap;
  readonly matchExpressions?: readonly { readonly key: Text; readonly operator: Text; readonly values?: Words }[];
}
