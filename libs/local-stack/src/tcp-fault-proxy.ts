import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** What happens to what passes between clients and a server. Connections that are open stay, unless it says otherwise. */
export type TcpFault =
  | { readonly kind: 'none' }
  /** Nothing passes, and nobody is told: a partition. What was sent meanwhile arrives once this is over. New connections hear nothing. */
  | { readonly kind: 'silence'; readonly direction: 'both' | 'to-server' | 'to-client' }
  /** New connections get ECONNREFUSED. */
  | { readonly kind: 'refuse' }
  /** Whatever passes is late by so much. */
  | { readonly kind: 'delay'; readonly ms: number }
  /** The server's side is reset, its clients are not told and hear nothing any more, not even when this is over. */
  | { readonly kind: 'half-open' };

export interface TcpFaultProxy extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  readonly apply: (fault: TcpFault) => Promise<void>;
  /** Resets all connections, on both sides. */
  readonly drop: () => void;
  /** How many clients are connected. */
  readonly connections: () => number;
}

interface Pair {
  readonly client: Socket;
  server: Socket | undefined;
  /** Nothing passes any more, whatever comes. */
  dead: boolean;
}

/** A listener on the loopback address in front of a server. It knows nothing of what passes, so TLS and every protocol go through it. */
export async function startTcpFaultProxy(target: {
  readonly host: string;
  readonly port: number;
}): Promise<TcpFaultProxy> {
  const pairs = new Set<Pair>();
  const timers = new Set<NodeJS.Timeout>();
  let fault: TcpFault = { kind: 'none' };

  const silent = (direction: 'to-server' | 'to-client'): boolean =>
    fault.kind === 'silence' && (fault.direction === 'both' || fault.direction === direction);
  const later = (action: () => void): void => {
    if (fault.kind !== 'delay') {
      action();
      return;
    }
    const timer = setTimeout(() => {
      timers.delete(timer);
      action();
    }, fault.ms);
    timers.add(timer);
  };
  const close = (pair: Pair): void => {
    if (!pairs.delete(pair)) return;
    pair.client.destroy();
    pair.server?.destroy();
  };
  const passOn = (pair: Pair, from: Socket, to: Socket): void => {
    from.on('data', (bytes: Buffer) => {
      later(() => {
        if (!pair.dead && !to.destroyed) to.write(bytes);
      });
    });
    from.on('end', () => {
      later(() => {
        if (!pair.dead) to.end();
      });
    });
  };
  const flow = ({ client, server, dead }: Pair): void => {
    if (dead) return;
    if (silent('to-server')) client.pause();
    else if (server !== undefined) client.resume();
    if (silent('to-client')) server?.pause();
    else server?.resume();
  };
  const reach = (pair: Pair): void => {
    if (pair.server !== undefined || pair.dead || silent('to-server')) return;
    const server = connect({ ...target, noDelay: true, allowHalfOpen: true });
    pair.server = server;
    passOn(pair, pair.client, server);
    passOn(pair, server, pair.client);
    server.on('error', () => {
      if (!pair.dead) pair.client.resetAndDestroy();
    });
    server.on('close', () => {
      if (!pair.dead)
        later(() => {
          close(pair);
        });
    });
    flow(pair);
  };
  const accept = (client: Socket): void => {
    const pair: Pair = { client, server: undefined, dead: fault.kind === 'half-open' };
    pairs.add(pair);
    client.pause();
    client.on('error', () => undefined);
    client.on('close', () => {
      // in a silence the server does not hear of it
      if (silent('to-server') && pair.server !== undefined) return;
      close(pair);
    });
    reach(pair);
  };

  const listen = async (port: number): Promise<Server> => {
    const listener = createServer({ noDelay: true, allowHalfOpen: true }, accept).listen(port, '127.0.0.1');
    await once(listener, 'listening');
    return listener;
  };
  let listener: Server | undefined = await listen(0);
  const { port } = listener.address() as AddressInfo;
  const unlisten = (): void => {
    // without waiting for the connections that are open
    listener?.close();
    listener = undefined;
  };
  const drop = (): void => {
    for (const pair of [...pairs]) {
      pair.server?.resetAndDestroy();
      pair.client.resetAndDestroy();
      close(pair);
    }
  };
  return {
    host: '127.0.0.1',
    port,
    apply: async (wanted) => {
      fault = wanted;
      if (fault.kind === 'refuse') unlisten();
      else listener ??= await listen(port);
      for (const pair of [...pairs]) {
        if (fault.kind === 'half-open' && !pair.dead) {
          pair.dead = true;
          pair.server?.resetAndDestroy();
          // so that it notices when its client ends
          pair.client.resume();
        }
        if (pair.client.destroyed && !silent('to-server')) close(pair);
        reach(pair);
        flow(pair);
      }
    },
    drop,
    connections: () => [...pairs].filter(({ client }) => !client.destroyed).length,
    [Symbol.asyncDispose]: () => {
      unlisten();
      drop();
      for (const timer of timers) clearTimeout(timer);
      return Promise.resolve();
    },
  };
}
