import { setTimeout as sleep } from 'node:timers/promises';
import type { KubeObject, ObjectMetadata } from '@postgres-ha/kube-manifest';
import { isWorthAnotherTry } from './busy-api.ts';
import { printedBy, runCommand, type CommandOptions, type CommandResult } from './run-command.ts';

/** An object as the API server holds it. */
export interface LiveObject extends KubeObject {
  readonly metadata: ObjectMetadata & {
    readonly uid: string;
    readonly resourceVersion: string;
    readonly generation?: number;
    readonly managedFields?: readonly ManagedFields[];
  };
}

export interface ManagedFields {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly subresource?: string;
}

export type ApplyOutcome =
  | { readonly kind: 'accepted'; readonly objects: readonly LiveObject[] }
  /** At least one object was refused; the others of the same call may have been applied. */
  | { readonly kind: 'refused'; readonly because: string };

export interface ObjectRef {
  /** As kubectl takes it; with the group where a name could mean two kinds: `clusters.postgresql.cnpg.io`. */
  readonly resource: string;
  readonly name: string;
  readonly namespace?: string;
}

export interface PodCommand {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
  readonly command: readonly string[];
  readonly input?: string;
  readonly timeoutMs?: number;
}

export interface Kubectl {
  /** Any kubectl command; its output, or an exception when it fails. */
  readonly run: (args: readonly string[], options?: CommandOptions) => Promise<string>;
  /** Server-side apply of a manifest, as `kubectl apply --server-side -f` does it. */
  readonly apply: (manifest: string, options?: { readonly dryRun?: boolean }) => Promise<ApplyOutcome>;
  /** The object, or undefined when there is none. The type is what the caller knows of the kind; it is not checked. */
  readonly get: <T extends LiveObject>(ref: ObjectRef) => Promise<T | undefined>;
  /** All objects of a kind, of one namespace or of all. */
  readonly list: <T extends LiveObject>(resource: string, namespace?: string) => Promise<readonly T[]>;
  /** The live form of every object that a manifest names, in the manifest's order. */
  readonly getAll: (manifest: string) => Promise<readonly LiveObject[]>;
  /** Runs a command in a container of a pod. */
  readonly exec: (command: PodCommand) => Promise<CommandResult>;
}

export interface KubectlOptions {
  /** The binary, or a name to be found on PATH. */
  readonly binary: string;
  readonly kubeconfig: string;
  /** Between two tries, where the API server was too busy for the first. */
  readonly pauseMs?: number;
}

const REQUEST_TIMEOUT_MS = 180_000;
/** An API server that was too busy so often, a while apart, is not busy. */
const TRIES = 10;
const PAUSE_MS = 3_000;

export function kubectl({ binary, kubeconfig, pauseMs = PAUSE_MS }: KubectlOptions): Kubectl {
  const withDefaults = (options: CommandOptions = {}): CommandOptions => ({
    signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
    ...options,
    env: { ...options.env, KUBECONFIG: kubeconfig },
  });
  /** Each try has its time, unless the caller has a signal of its own. */
  const ask = async (args: readonly string[], options?: CommandOptions): Promise<CommandResult> => {
    for (let tries = 1; ; tries += 1) {
      const result = await runCommand(binary, args, withDefaults(options));
      if (result.exitCode === 0 || tries === TRIES || !isWorthAnotherTry(verbOf(args), result.stderr)) return result;
      await sleep(pauseMs);
    }
  };
  const run: Kubectl['run'] = async (args, options) => printedBy(binary, args, await ask(args, options));

  return {
    run,
    apply: async (manifest, { dryRun = false } = {}) => {
      const args = ['apply', '--server-side', '-f', '-', '-o', 'json', ...(dryRun ? ['--dry-run=server'] : [])];
      const { exitCode, stdout, stderr } = await ask(args, { input: manifest });
      return exitCode === 0
        ? { kind: 'accepted', objects: itemsOf(stdout) }
        : { kind: 'refused', because: stderr.trim() };
    },
    get: async <T extends LiveObject>({ resource, name, namespace }: ObjectRef) => {
      const text = await run(['get', resource, name, ...inNamespace(namespace), '--ignore-not-found', '-o', 'json']);
      return text === '' ? undefined : (JSON.parse(text) as T);
    },
    list: async <T extends LiveObject>(resource: string, namespace?: string) => {
      const scope = namespace === undefined ? ['--all-namespaces'] : inNamespace(namespace);
      return itemsOf(await run(['get', resource, ...scope, '-o', 'json'])) as readonly T[];
    },
    getAll: async (manifest) => itemsOf(await run(['get', '-f', '-', '-o', 'json'], { input: manifest })),
    exec: ({ namespace, pod, container, command, input = '', timeoutMs = REQUEST_TIMEOUT_MS }) =>
      ask(['exec', '-i', ...inNamespace(namespace), pod, '-c', container, '--', ...command], {
        input,
        signal: AbortSignal.timeout(timeoutMs),
      }),
  };
}

/** Options may come before it: `-n shop wait …`. */
function verbOf(args: readonly string[]): string {
  const [first = '', second = '', ...rest] = args;
  return first === '-n' || first === '--namespace'
    ? verbOf(rest)
    : first.startsWith('-')
      ? verbOf([second, ...rest])
      : first;
}

function inNamespace(namespace: string | undefined): readonly string[] {
  return namespace === undefined ? [] : ['-n', namespace];
}

/** kubectl prints one object as itself and several as a List. */
function itemsOf(json: string): readonly LiveObject[] {
  const printed = JSON.parse(json) as LiveObject & { readonly items?: readonly LiveObject[] };
  return printed.kind === 'List' || printed.kind.endsWith('List') ? (printed.items ?? []) : [printed];
}
