import { answered, shortened, type Answer } from './answer.ts';
import type { KubeConnection } from './connection.ts';
import { fieldsOf, listOf, parseFields, textOf } from './json.ts';
import { openChannel } from './open-channel.ts';
import { faultOfAbort, type Patience } from './send.ts';

export interface ExecPlace {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  /** The program and its arguments; there is no shell unless it is one. Everybody on the node can read them: no secrets. */
  readonly command: readonly string[];
}

export interface ExecEnd {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

const PROTOCOLS = ['v5.channel.k8s.io', 'v4.channel.k8s.io'];
const STDOUT = 1;
const STDERR = 2;
/** Where the API server says at last how the command ended. */
const STATUS = 3;
const TIMEOUT_MS = 15_000;
const LIMIT_BYTES = 4 * 1024 * 1024;

/**
 * Runs a command in a container and waits for its end. A command that fails is an answer, with its exit code.
 * The command may go on after a timeout: let it have a limit of its own.
 * @see https://github.com/kubernetes/enhancements/tree/master/keps/sig-api-machinery/4006-transition-spdy-to-websockets
 */
export async function execInPod(
  connection: KubeConnection,
  { namespace, pod, container, command }: ExecPlace,
  { signal, timeoutMs = TIMEOUT_MS }: Patience,
): Promise<Answer<ExecEnd>> {
  const limit = AbortSignal.timeout(timeoutMs);
  const query = new URLSearchParams([
    ['container', container],
    ['stdout', 'true'],
    ['stderr', 'true'],
    ...command.map((word): [string, string] => ['command', word]),
  ]);
  const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}/exec?${query.toString()}`;
  const opened = await openChannel(connection, { path, protocols: PROTOCOLS }, { signal, limit, timeoutMs });
  if (opened.kind !== 'answered') return opened;
  using channel = opened.value;
  const output = { [STDOUT]: [] as Buffer[], [STDERR]: [] as Buffer[] };
  let size = 0;
  let status: string | undefined;
  const ended = Promise.withResolvers<undefined>();
  channel.onMessage((stream, bytes) => {
    size += bytes.length;
    if (stream === STATUS) status = (status ?? '') + bytes.toString('utf8');
    else if (stream === STDOUT || stream === STDERR) output[stream].push(bytes);
    if (stream === STATUS || size > LIMIT_BYTES) ended.resolve(undefined);
  });
  channel.onEnd(() => {
    ended.resolve(undefined);
  });
  await ended.promise;
  if (status === undefined) {
    if (limit.aborted || signal.aborted) return faultOfAbort({ connection, signal, limit, timeoutMs });
    const because = size > LIMIT_BYTES ? 'printed too much' : 'was cut off before it ended';
    return { kind: 'unreachable', detail: `a command in ${pod} ${because}`, status: null };
  }
  const exitCode = exitCodeOf(status);
  if (exitCode === undefined) {
    const { message } = fieldsOf(parseFields(status));
    return { kind: 'unreachable', detail: shortened(`${pod}: ${textOf(message) || 'no reason given'}`), status: null };
  }
  const text = (stream: typeof STDOUT | typeof STDERR) => Buffer.concat(output[stream]).toString('utf8');
  return answered({ exitCode, stdout: text(STDOUT), stderr: text(STDERR) });
}

/** @returns undefined where the command did not run */
function exitCodeOf(text: string): number | undefined {
  const { status, details } = fieldsOf(parseFields(text));
  if (status === 'Success') return 0;
  const cause = listOf(fieldsOf(details)['causes']).find(({ reason }) => reason === 'ExitCode');
  const code = textOf(cause?.['message']);
  return /^\d+$/.test(code) ? Number(code) : undefined;
}
