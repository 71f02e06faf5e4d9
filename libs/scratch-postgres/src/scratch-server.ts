import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { Scratch } from './scratch.ts';
import { createServerLog, type ServerLog } from './server-log.ts';
import { endServersIn } from './stray-servers.ts';

/** A running server of a scratch directory. Disposing of it ends it at once. */
export interface ScratchServer extends AsyncDisposable {
  readonly log: ServerLog;
  /** Resolves when the server and all it started are gone. */
  readonly ended: Promise<ServerEnd>;
  /** Set when it has ended. */
  readonly end: ServerEnd | undefined;
  /** Resolves when there is something new: a message, a request for WAL, its end; or after so long. */
  news(timeoutMs: number): Promise<void>;
  /** Resolves when it has ended, or after so long. */
  settled(timeoutMs: number): Promise<void>;
  /** Lets it write what it has in memory, then ends it. */
  shutDown(): Promise<ServerEnd>;
  /** Ends it as a crash would. */
  endNow(): Promise<ServerEnd>;
}

/** Of the server's process. A signal counts as 128 and its number, as in a shell. */
export interface ServerEnd {
  readonly code: number;
}

export interface StartServerOptions {
  readonly binDirectory: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** Gets the channel on which the server asks for WAL. */
  readonly onChannel: (channel: Duplex, onRequest: () => void) => void;
}

/**
 * The shell holds one end of a pipe of which this process holds the other. When that closes, be it because this process was killed, the
 * server is ended. As the shell is the server's parent, the process id cannot be another's.
 */
const KEEPER = `
ulimit -c 0
exec 4<&0 </dev/null
"$@" 4<&- >/dev/null & server=$!
{ exec 3>&-; read -r _ <&4; kill -QUIT "$server"; } >/dev/null 2>&1 & watch=$!
exec 3>&- 4<&-
echo "$server"
wait "$server"; code=$?
kill "$watch" 2>/dev/null
exit "$code"
`;

/** The code of a shell for a program that is there and cannot be run; one more is for one that is not there. */
export const CANNOT_RUN = 126;

export function startServer(scratch: Scratch, options: StartServerOptions): ScratchServer {
  const { binDirectory, settings, signal, onChannel } = options;
  signal.throwIfAborted();
  const root = process.getuid?.() === 0;
  const keeper = spawn(
    '/bin/sh',
    [
      ...['-c', KEEPER, 'sh', join(binDirectory, 'postgres'), '-D', scratch.paths.data],
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    {
      cwd: scratch.directory,
      env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' },
      stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
      ...(root && { uid: scratch.user.uid, gid: scratch.user.gid }),
    },
  );
  const [lifeline, output, messages] = keeper.stdio;
  const channel = keeper.stdio[3] as Duplex;
  const log = createServerLog();
  let wake: () => void = () => undefined;
  let end: ServerEnd | undefined;
  let pid: number | undefined;
  const onNews = (): void => {
    wake();
  };

  createInterface({ input: output }).once('line', (line) => (pid = Number(line)));
  createInterface({ input: messages }).on('line', (line) => {
    log.add(line);
    onNews();
  });
  // its other end goes when the server does
  for (const stream of [lifeline, channel]) stream.on('error', () => undefined);
  onChannel(channel, onNews);
  const ended = whenEnded();
  ended.catch(() => undefined);
  const onAbort = (): void => {
    cut();
  };
  signal.addEventListener('abort', onAbort, { once: true });

  async function whenEnded(): Promise<ServerEnd> {
    const code = await exitCode(keeper);
    signal.removeEventListener('abort', onAbort);
    channel.destroy();
    await endServersIn(scratch.paths.data);
    end = { code };
    onNews();
    return end;
  }

  function cut(): void {
    channel.destroy();
    lifeline.end();
  }

  return {
    log,
    ended,
    get end() {
      return end;
    },
    async news(timeoutMs) {
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
      });
      await atMost(timeoutMs, woken, ended);
    },
    settled: (timeoutMs) => atMost(timeoutMs, ended),
    async shutDown() {
      if (end === undefined && pid !== undefined) process.kill(pid, 'SIGINT');
      return ended;
    },
    async endNow() {
      cut();
      return ended;
    },
    async [Symbol.asyncDispose]() {
      cut();
      await ended;
    },
  };
}

/** As a shell has it, which also says so when a program cannot be run. */
async function exitCode(keeper: ChildProcess): Promise<number> {
  try {
    const [code] = (await once(keeper, 'close')) as [number | null];
    return code ?? 128;
  } catch {
    return CANNOT_RUN;
  }
}

async function atMost(timeoutMs: number, ...events: readonly Promise<unknown>[]): Promise<void> {
  const timer = new AbortController();
  const timeout = delay(timeoutMs, undefined, { signal: timer.signal }).catch(() => undefined);
  try {
    await Promise.race([timeout, ...events]);
  } finally {
    timer.abort();
  }
}
