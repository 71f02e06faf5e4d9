import { Agent, request } from 'node:https';
import { parse } from 'yaml';
import type { Json } from '../object/json.ts';

export interface KubeRequest {
  readonly method: 'DELETE' | 'GET' | 'PATCH' | 'POST' | 'PUT';
  /** With the query, from the server's root. */
  readonly path: string;
  readonly body?: Json;
  readonly contentType?: string;
}

export interface KubeResponse {
  readonly status: number;
  /** Texts of the `Warning` headers, in their order. */
  readonly warnings: readonly string[];
  readonly body: unknown;
}

/** One API server, spoken to over connections that are kept open. */
export interface KubeClient extends Disposable {
  readonly send: (request: KubeRequest) => Promise<KubeResponse>;
}

interface Kubeconfig {
  readonly 'current-context': string;
  readonly contexts: readonly {
    readonly name: string;
    readonly context: { readonly cluster: string; readonly user: string };
  }[];
  readonly clusters: readonly {
    readonly name: string;
    readonly cluster: { readonly server: string; readonly 'certificate-authority-data'?: string };
  }[];
  readonly users: readonly {
    readonly name: string;
    readonly user: { readonly 'client-certificate-data'?: string; readonly 'client-key-data'?: string };
  }[];
}

/** How many requests may be under way at once. */
export const IN_FLIGHT = 8;
const TIMEOUT_MS = 30_000;

/**
 * @param kubeconfig the text of one whose user has a client certificate
 * @throws on a kubeconfig that names its parts in files, or logs in in another way
 */
export function kubeClient(kubeconfig: string): KubeClient {
  const { server, ca, cert, key } = access(parse(kubeconfig) as Kubeconfig);
  const agent = new Agent({ keepAlive: true, maxSockets: IN_FLIGHT, ca, cert, key });
  return {
    send: (message) => sendTo(server, agent, message),
    [Symbol.dispose]: () => {
      agent.destroy();
    },
  };
}

function access(config: Kubeconfig): {
  readonly server: string;
  readonly ca: Buffer;
  readonly cert: Buffer;
  readonly key: Buffer;
} {
  const context = config.contexts.find(({ name }) => name === config['current-context'])?.context;
  const cluster = config.clusters.find(({ name }) => name === context?.cluster)?.cluster;
  const user = config.users.find(({ name }) => name === context?.user)?.user;
  const data = (text: string | undefined, what: string): Buffer => {
    if (text === undefined) throw new Error(`the kubeconfig has no ${what} in it`);
    return Buffer.from(text, 'base64');
  };
  if (cluster === undefined) throw new Error('the kubeconfig has no current cluster');
  return {
    server: cluster.server,
    ca: data(cluster['certificate-authority-data'], 'certificate authority'),
    cert: data(user?.['client-certificate-data'], 'client certificate'),
    key: data(user?.['client-key-data'], 'client key'),
  };
}

function sendTo(server: string, agent: Agent, { method, path, body, contentType }: KubeRequest): Promise<KubeResponse> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': contentType ?? 'application/json', accept: 'application/json' };
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const sent = request(new URL(path, server), { agent, method, headers, signal }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        resolve({
          status: response.statusCode ?? 0,
          warnings: warningsOf(response.rawHeaders),
          body: text.startsWith('{') ? (JSON.parse(text) as unknown) : text,
        });
      });
    });
    sent.on('error', reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

/** Each is `299 - "text"`. Node reads headers as Latin-1; the text is UTF-8. */
function warningsOf(headers: readonly string[]): readonly string[] {
  return headers.flatMap((name, index) => {
    const value = headers[index + 1];
    if (index % 2 !== 0 || name.toLowerCase() !== 'warning' || value === undefined) return [];
    const quoted = Buffer.from(value, 'latin1')
      .toString()
      .replace(/^\d+ \S+ /, '');
    return [quoted.replace(/^"|"$/g, '').replace(/\\(.)/g, '$1')];
  });
}
