import { fieldValues, isJsonObject, readGoJson, type JsonObject } from './go-json.ts';

/** How the primary checks that it is not cut off. */
export interface LivenessPinger {
  readonly enabled: boolean;
  readonly requestTimeoutMs: number;
  readonly connectionTimeoutMs: number;
}

const DEFAULT_TIMEOUT_MS = 1000;

/**
 * The pinger that annotation `alpha.cnpg.io/livenessPinger` sets up: JSON with `enabled`, and two timeouts that may be left out or 0.
 *
 * @returns undefined when CloudNativePG refuses it.
 * @see https://github.com/cloudnative-pg/cloudnative-pg/blob/v1.30.0/api/v1/cluster_defaults.go NewLivenessPingerConfigFromAnnotations
 */
export function livenessPinger(annotation: string): LivenessPinger | undefined {
  const written = readGoJson(annotation);
  if (!isJsonObject(written)) return undefined;
  const enabled = fieldValues(written, 'enabled');
  const requestTimeoutMs = timeout(written, 'requestTimeout');
  const connectionTimeoutMs = timeout(written, 'connectionTimeout');
  const switched = enabled.at(-1);
  if (enabled.some((value) => value !== null && typeof value !== 'boolean') || typeof switched !== 'boolean')
    return undefined;
  return requestTimeoutMs === undefined || connectionTimeoutMs === undefined
    ? undefined
    : { enabled: switched, requestTimeoutMs, connectionTimeoutMs };
}

function timeout(pinger: JsonObject, field: string): number | undefined {
  const written = fieldValues(pinger, field).filter((value) => value !== null);
  if (written.some((value) => typeof value !== 'bigint')) return undefined;
  const value = Number(written.at(-1) ?? 0);
  return value === 0 ? DEFAULT_TIMEOUT_MS : value;
}
