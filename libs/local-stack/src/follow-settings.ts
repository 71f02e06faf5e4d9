import type { PostgresServer } from './postgres-server.ts';

/** Where a standby finds the server that it streams from. */
export interface Upstream {
  readonly host: string;
  readonly port: number;
}

export interface FollowOptions {
  /** What the primary knows it by: `application_name` of its stream. */
  readonly name?: string;
  /** Instead of the primary's socket. */
  readonly upstream?: Upstream;
  readonly slotName?: string;
}

/** Settings that make a standby stream from a server. */
export function followSettings(
  primary: PostgresServer,
  { name, upstream, slotName = '' }: FollowOptions,
): Readonly<Record<'primary_conninfo' | 'primary_slot_name', string>> {
  const place =
    upstream === undefined
      ? { host: primary.socketDirectory, port: primary.port, user: primary.superuser }
      : { host: upstream.host, port: upstream.port, user: primary.superuser, password: primary.password };
  const words = Object.entries({ ...place, ...(name !== undefined && { application_name: name }) });
  return {
    primary_conninfo: words.map(([key, value]) => `${key}=${value}`).join(' '),
    primary_slot_name: slotName,
  };
}
