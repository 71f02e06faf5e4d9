/** A ScheduledBackup when defaults are filled in and the CRD's schema has passed it: only the fields that rules read. */
export interface ScheduledBackupResource {
  readonly spec: {
    readonly schedule: string;
    readonly method: string;
    readonly online?: boolean;
    readonly onlineConfiguration?: object;
  };
}
