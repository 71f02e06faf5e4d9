import type { Duplex } from 'node:stream';
import type { Connection } from 'pg';

/** The part of pg's connection that its types leave out. */
interface Attaching {
  attachListeners: (stream: Duplex) => void;
}

/**
 * Bytes that are no PostgreSQL protocol make pg's parser throw where nobody can catch it, which would end the process. Here they end the connection.
 */
export function guardParser(connection: Connection): void {
  const wire = connection as unknown as Attaching;
  const attach = wire.attachListeners.bind(connection);
  wire.attachListeners = (stream) => {
    const add = stream.on.bind(stream);
    const guarded = (event: string, listener: (...args: unknown[]) => void): Duplex =>
      add(event, (...args: unknown[]) => {
        try {
          listener(...args);
        } catch (cause) {
          connection.emit('error', Object.assign(new Error('not PostgreSQL', { cause }), { code: 'PROTOCOL_ERROR' }));
          stream.destroy();
        }
      });
    stream.on = ((event: string, listener: (...args: unknown[]) => void) =>
      event === 'data' ? guarded(event, listener) : add(event, listener)) as Duplex['on'];
    attach(stream);
    Reflect.deleteProperty(stream, 'on');
  };
}
