import { Duplex } from 'node:stream';
import { connect, type TLSSocket } from 'node:tls';
import { answered, type Answer } from './answer.ts';
import { readCertificate, type PublicCertificate } from './certificate.ts';
import type { KubeConnection } from './connection.ts';
import { openChannel, type Channel } from './open-channel.ts';
import { faultOfAbort, type Patience } from './send.ts';

export interface PortPlace {
  readonly namespace: string;
  readonly pod: string;
  readonly port: number;
}

/** PostgreSQL's request for TLS: its length, and the number 80877103. @see src/include/libpq/pqcomm.h, PostgreSQL 18 */
const TLS_REQUEST = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]);
const DATA = 0;
const FAILURE = 1;
/** Both streams begin with the number of the port. */
const PORT_BYTES = 2;
const TIMEOUT_MS = 10_000;

/**
 * The certificate that PostgreSQL or PgBouncer in a pod shows, through a port that is forwarded for this one question. Nobody logs in.
 * No NetworkPolicy lies in that way, so that it tells nothing of who else gets through.
 */
export async function servedCertificate(
  connection: KubeConnection,
  { namespace, pod, port }: PortPlace,
  { signal, timeoutMs = TIMEOUT_MS }: Patience,
): Promise<Answer<PublicCertificate>> {
  const limit = AbortSignal.timeout(timeoutMs);
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}/portforward?ports=${port}`;
  const opened = await openChannel(
    connection,
    { path, protocols: ['v4.channel.k8s.io'] },
    { signal, limit, timeoutMs },
  );
  if (opened.kind !== 'answered') return opened;
  using channel = opened.value;
  const where = `${pod}:${port}`;
  const stream = streamOver(channel);
  const shown = Promise.withResolvers<Answer<PublicCertificate>>();
  const fail = (detail: string): void => {
    shown.resolve({ kind: 'unreachable', detail: `${where}: ${detail}`, status: null });
  };
  stream.on('error', (error) => {
    fail(error.message);
  });
  stream.on('end', () => {
    fail('the connection was closed');
  });
  AbortSignal.any([signal, limit]).addEventListener('abort', () => stream.destroy(new Error('given up')), {
    once: true,
  });
  stream.write(TLS_REQUEST);
  stream.once('readable', () => {
    const reply = stream.read(1) as Buffer | null;
    if (reply === null) return;
    if (reply.toString('latin1') !== 'S') {
      fail('speaks no TLS');
      return;
    }
    // Whether it is to be trusted is not the question: also one that has expired is to be seen.
    const secured: TLSSocket = connect({ socket: stream, rejectUnauthorized: false });
    secured.on('error', (error: Error) => {
      fail(error.message);
    });
    secured.on('secureConnect', () => {
      const seen = secured.getPeerX509Certificate();
      const read = seen === undefined ? undefined : readCertificate(seen.toString());
      if (read === undefined) fail('shows no certificate');
      else shown.resolve(answered(read));
    });
  });
  const answer = await shown.promise;
  stream.destroy();
  return answer.kind !== 'answered' && (signal.aborted || limit.aborted)
    ? faultOfAbort({ connection, signal, limit, timeoutMs })
    : answer;
}

function streamOver(channel: Channel): Duplex {
  const skipped = { [DATA]: PORT_BYTES, [FAILURE]: PORT_BYTES };
  const stream = new Duplex({
    read: () => undefined,
    write: (chunk: Buffer, _encoding, done) => {
      channel.write(DATA, chunk);
      done();
    },
  });
  channel.onMessage((number, bytes) => {
    if (number !== DATA && number !== FAILURE) return;
    const rest = bytes.subarray(Math.min(skipped[number], bytes.length));
    skipped[number] -= bytes.length - rest.length;
    if (rest.length === 0) return;
    if (number === DATA) stream.push(rest);
    else stream.destroy(new Error(rest.toString('utf8').trim()));
  });
  channel.onEnd(() => {
    stream.push(null);
  });
  return stream;
}
