import type { ArchiveSource } from './archive-ports.ts';
import type { ArchivedObject } from './archived-object.ts';

/** What came of reading a small object. `object` is the version that was read. */
export type TextLook =
  | { readonly kind: 'text'; readonly object: ArchivedObject; readonly text: string }
  | { readonly kind: 'damaged'; readonly object: ArchivedObject; readonly problem: string }
  | { readonly kind: 'unreadable'; readonly object: ArchivedObject; readonly because: string }
  /** It was listed, could not be read, and is not listed any more. */
  | { readonly kind: 'gone' };

export type TextReader = (object: ArchivedObject) => Promise<TextLook>;

/** So many objects are read at a time. */
const AT_ONCE = 8;

/**
 * Reads objects, each version once. When a read fails, a second LIST says whether the object is gone, was replaced (then the
 * new one is read), or is there and could not be read.
 */
export function createTextReader(source: ArchiveSource, signal: AbortSignal | undefined): TextReader {
  const looks = new Map<string, Promise<TextLook>>();
  const gate = createGate(AT_ONCE);
  return (object) => {
    const version = `${object.key}\n${object.etag}`;
    const look = looks.get(version) ?? gate(async () => lookAt(object, { source, signal, mayHaveChanged: true }));
    looks.set(version, look);
    return look;
  };
}

interface LookOptions {
  readonly source: ArchiveSource;
  readonly signal: AbortSignal | undefined;
  readonly mayHaveChanged: boolean;
}

async function lookAt(object: ArchivedObject, options: LookOptions): Promise<TextLook> {
  const { source, signal, mayHaveChanged } = options;
  const read = await settled(source.readText(object, signal));
  if (read.kind === 'done') {
    return typeof read.value === 'string'
      ? { kind: 'text', object, text: read.value }
      : { kind: 'damaged', object, problem: read.value.problem };
  }
  signal?.throwIfAborted();
  const unreadable: TextLook = { kind: 'unreadable', object, because: read.because };
  const relisted = await settled(listed(object.key, options));
  signal?.throwIfAborted();
  if (relisted.kind === 'failed') return unreadable;
  const current = relisted.value;
  if (current === undefined) return { kind: 'gone' };
  if (current.etag === object.etag || !mayHaveChanged) return unreadable;
  return lookAt(current, { ...options, mayHaveChanged: false });
}

async function listed(key: string, { source, signal }: LookOptions): Promise<ArchivedObject | undefined> {
  for await (const object of source.list(key, signal)) if (object.key === key) return object;
  return undefined;
}

type Settled<T> = { readonly kind: 'done'; readonly value: T } | { readonly kind: 'failed'; readonly because: string };

async function settled<T>(promise: Promise<T>): Promise<Settled<T>> {
  try {
    return { kind: 'done', value: await promise };
  } catch (error) {
    return { kind: 'failed', because: error instanceof Error ? error.message : String(error) };
  }
}

/** Lets so many through at a time, in order. */
function createGate(width: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let inside = 0;
  return async (work) => {
    if (inside === width) await new Promise<void>((resolve) => waiting.push(resolve));
    else inside += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) inside -= 1;
      else next();
    }
  };
}
