import { proveArchive, type ProveOptions } from '@postgres-ha/backup-prover';
import type { ArchiveReport } from '@postgres-ha/backup-proof';
import { openS3Store, secret, StoreError, type ObjectStore, type S3Credentials } from '@postgres-ha/object-store';
import { startFaultProxy, type Fault, type FaultProxy, type SeenRequest } from '@postgres-ha/testkit';
import type { GoodArchive } from './good-archive.ts';
import { impatientClock } from './impatient-clock.ts';

/** What is in the way of one run. */
export interface Obstacle {
  readonly faultOf?: (request: WatchedRequest) => Fault | undefined;
  /** Between the run and the store. */
  readonly around?: (store: ObjectStore) => ObjectStore;
  readonly bucket?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly options?: Partial<ProveOptions>;
}

export interface WatchedRequest extends SeenRequest {
  /** Of an object; undefined for a list. */
  readonly key: string | undefined;
}

/** What came of a run, and what it asked of the store. */
export type Attempt = (
  { readonly kind: 'report'; readonly report: ArchiveReport } | { readonly kind: 'no-look'; readonly error: StoreError }
) & {
  readonly requests: readonly WatchedRequest[];
  /** Keys of objects that came unharmed. */
  readonly delivered: ReadonlySet<string>;
};

/** Objects of a test have just come; what is missing of them will not come any more. */
const LATER_MS = 3_600_000;
const WITHIN_MS = 900_000;

/** Proves an archive through whatever is in the way. Only reading is let through. */
export async function attempt(archive: GoodArchive, obstacle: Obstacle = {}): Promise<Attempt> {
  const requests: WatchedRequest[] = [];
  const delivered = new Set<string>();
  using clock = impatientClock();
  await using proxy = await watch(archive, {
    onHang: ({ key }) => {
      clock.hang(key);
    },
    faultOf: (request) => {
      requests.push(request);
      clock.goOn(request.key);
      const fault = obstacle.faultOf?.(request);
      if (request.key !== undefined && isHarmless(fault)) delivered.add(request.key);
      return fault;
    },
  });
  await using store = openS3Store({
    bucket: obstacle.bucket ?? archive.bucket,
    endpoint: proxy.endpoint,
    credentials: credentialsOf(archive, obstacle),
    clock,
  });
  try {
    const [report] = await proveArchive({
      store: obstacle.around?.(store) ?? store,
      prefix: '',
      serverName: archive.serverName,
      level: 'L2',
      backups: 'all',
      now: new Date(Date.now() + LATER_MS),
      random: () => 0.5,
      signal: AbortSignal.timeout(WITHIN_MS),
      ...obstacle.options,
    });
    if (report === undefined) throw new Error(`no report on ${archive.serverName}`);
    return { kind: 'report', report, requests, delivered };
  } catch (error) {
    if (error instanceof StoreError) return { kind: 'no-look', error, requests, delivered };
    throw error;
  }
}

interface Watching {
  readonly faultOf?: (request: WatchedRequest) => Fault | undefined;
  readonly onHang?: (request: WatchedRequest) => void;
}

/** A proxy before the archive that lets nobody write, and keeps what they tried. */
export async function watch(archive: GoodArchive, { faultOf, onHang }: Watching): Promise<FaultProxy> {
  const watched = (request: SeenRequest): WatchedRequest => ({
    ...request,
    key: keyOf(request.path, archive.bucket),
  });
  return startFaultProxy({
    target: archive.endpoint,
    onHang: (request) => onHang?.(watched(request)),
    faultOf: (request) => {
      if (request.method === 'GET' || request.method === 'HEAD') return faultOf?.(watched(request));
      archive.writes.push(`${request.method} ${request.path}`);
      return { kind: 'status', status: 403, code: 'AccessDenied' };
    },
  });
}

function keyOf(path: string, bucket: string): string | undefined {
  const { pathname } = new URL(path, 'http://localhost');
  const key = decodeURIComponent(pathname).slice(`/${bucket}/`.length);
  return key === '' ? undefined : key;
}

function isHarmless(fault: Fault | undefined): boolean {
  return fault === undefined || fault.kind === 'delay' || fault.kind === 'cut';
}

function credentialsOf({ env }: GoodArchive, { credentials }: Obstacle): S3Credentials {
  const { accessKeyId = env['AWS_ACCESS_KEY_ID'] ?? '', secretAccessKey = env['AWS_SECRET_ACCESS_KEY'] ?? '' } =
    credentials ?? {};
  return { kind: 'explicit', accessKeyId, secretAccessKey: secret(secretAccessKey) };
}
