/** What somebody may do in a repository, from nothing to everything. */
export const PERMISSIONS = ['none', 'read', 'triage', 'write', 'maintain', 'admin'] as const;

export type PermissionLevel = (typeof PERMISSIONS)[number];

export interface Permission {
  /** Of a role of the organization's own: the level that it is built on. */
  readonly level: PermissionLevel;
  /** As GitHub names it; roles of the organization's own have any name. */
  readonly role: string;
}

/** Write, maintain or admin. */
export function mayWrite({ level }: Permission): boolean {
  return PERMISSIONS.indexOf(level) >= PERMISSIONS.indexOf('write');
}
