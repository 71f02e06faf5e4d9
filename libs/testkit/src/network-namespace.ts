import { startProgram } from './running-program.ts';

export interface Forward extends AsyncDisposable {
  /** `127.0.0.1:1234`, where it listens */
  readonly address: string;
}

export interface ForwardOptions {
  /** Path of a network namespace such as `/run/netns/name`; that of this process where absent. */
  readonly listenIn?: string;
  readonly connectIn?: string;
  /** Where it leads to: `10.0.0.1:80`, as it is reached in the other namespace. */
  readonly to: string;
}

const OWN = `/proc/${process.pid}/ns/net`;
const WITHIN_MS = 180_000;

/** A port on loopback of one network namespace that leads to an address of another one. Both programs are needed that the rig needs as well: nsenter and socat. */
export async function forward({ listenIn = OWN, connectIn = OWN, to }: ForwardOptions): Promise<Forward> {
  const connecting = `nsenter --net=${connectIn} socat STDIO TCP:${to}`.replaceAll(':', String.raw`\:`);
  const listening = ['socat', '-d', '-d', 'TCP-LISTEN:0,bind=127.0.0.1,fork,reuseaddr', `EXEC:${connecting}`];
  const program = await startProgram('nsenter', {
    args: [`--net=${listenIn}`, ...listening],
    readyLine: /listening on AF=2 (127\.0\.0\.1:\d+)/,
    withinMs: WITHIN_MS,
  });
  return { address: program.ready, [Symbol.asyncDispose]: () => program[Symbol.asyncDispose]() };
}
