import type { RequestOptions } from 'node:https';
import { KubeConfig } from '@kubernetes/client-node';

/** An API server, and who asks it. */
export interface KubeConnection {
  /** Its address, as the kubeconfig has it. */
  readonly server: string;
  readonly context: string;
  /** Certificates, headers and the way through a proxy. Secret. */
  readonly options: RequestOptions;
}

export interface ConnectionChoice {
  /** Path of a kubeconfig; default: `KUBECONFIG`, then the user's, then the cluster that this runs in. */
  readonly kubeconfig?: string | undefined;
  /** Default: the kubeconfig's current one. */
  readonly context?: string | undefined;
}

export type ConnectionReading =
  | { readonly kind: 'chosen'; readonly connection: KubeConnection }
  /** Nothing was asked: the kubeconfig cannot be used. */
  | { readonly kind: 'refused'; readonly problem: string };

/** What client-node makes up where it finds nothing. */
const MADE_UP = 'loaded-context';

/** Reads who is asked and by whom. Connects to nothing, except by a program that the kubeconfig names for its credentials. */
export async function chooseConnection(
  { kubeconfig, context }: ConnectionChoice,
  signal: AbortSignal,
): Promise<ConnectionReading> {
  try {
    const config = new KubeConfig();
    if (kubeconfig === undefined) config.loadFromDefault();
    else config.loadFromFile(kubeconfig);
    if (kubeconfig === undefined && config.getCurrentContext() === MADE_UP) {
      return refused('found no kubeconfig, expected one in KUBECONFIG, in ~/.kube/config or by --kubeconfig');
    }
    if (context !== undefined) {
      const names = config.getContexts().map(({ name }) => name);
      if (!names.includes(context))
        return refused(`found no context ${context} in the kubeconfig, expected one of ${names.join(', ')}`);
      config.setCurrentContext(context);
    }
    const cluster = config.getCurrentCluster();
    if (cluster === null) return refused('found no current context in the kubeconfig, expected one, or --context');
    const options: RequestOptions = {};
    await untilAborted(config.applyToHTTPSOptions(options), signal);
    return {
      kind: 'chosen',
      connection: { server: cluster.server.replace(/\/+$/, ''), context: config.getCurrentContext(), options },
    };
  } catch (error) {
    signal.throwIfAborted();
    return refused(`the kubeconfig cannot be used: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function refused(problem: string): ConnectionReading {
  return { kind: 'refused', problem };
}

/** A program that gives credentials may ask a person, and never end. */
async function untilAborted<T>(waited: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const ended = Promise.withResolvers<never>();
  const end = (): void => {
    ended.reject(signal.reason as Error);
  };
  signal.addEventListener('abort', end, { once: true });
  try {
    return await Promise.race([waited, ended.promise]);
  } finally {
    signal.removeEventListener('abort', end);
  }
}
