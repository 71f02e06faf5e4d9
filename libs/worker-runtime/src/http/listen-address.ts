import { isIP } from 'node:net';
import type { ConfigReading } from '../config-problem.ts';

/** Where to listen. */
export interface ListenAddress {
  /** An address of this machine, or all of them: `0.0.0.0`, `::`. */
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
}

const HIGHEST_PORT = 65_535;

/**
 * Reads `127.0.0.1:8080`, `[::1]:8080` or `localhost:8080`. Other names are refused: what they lead to may change.
 * @param where for messages, such as `--listen`
 */
export function readListenAddress(text: string, where: string): ConfigReading<ListenAddress> {
  const [, six, four, digits = ''] = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(text) ?? [];
  const host = six ?? four ?? '';
  const port = Number(digits);
  const isHost = six === undefined ? isIP(host) === 4 || host === 'localhost' : isIP(host) === 6;
  if (isHost && port <= HIGHEST_PORT) return { kind: 'read', value: { host, port } };
  return {
    kind: 'refused',
    problems: [
      {
        where,
        found: JSON.stringify(text),
        expected: 'an address of this machine and a port, such as 127.0.0.1:8080, 0.0.0.0:8080 or [::]:8080',
        remedy: 'Port 0 takes any that is free.',
      },
    ],
  };
}

/** As it is written in a URL. */
export function listenUrl({ host, port }: ListenAddress): string {
  return `http://${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
}
