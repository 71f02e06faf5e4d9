/** A Backup when defaults are filled in and the CRD's schema has passed it: only the fields that rules read. */
export interface BackupResource {
  readonly metadata: { readonly annotations?: Readonly<Record<string, string>> };
  readonly spec: {
    readonly method: string;
    readonly online?: boolean;
    readonly onlineConfiguration?: object;
    readonly pluginConfiguration?: { readonly name?: string };
  };
}
