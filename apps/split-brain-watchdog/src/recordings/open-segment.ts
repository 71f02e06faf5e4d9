import type { FileHandle } from 'node:fs/promises';
import type { Segment } from './segment-files.ts';

/** A file that is being written. */
export interface OpenSegment {
  readonly path: () => string;
  readonly bytes: () => number;
  readonly append: (text: string) => Promise<void>;
  /** It goes on in the same file, whatever that is called. */
  readonly renamed: (paths: ReadonlyMap<string, string>) => void;
  readonly close: () => Promise<void>;
}

export function openSegment(
  { segment, handle }: { readonly segment: Segment; readonly handle: FileHandle },
  { grown }: { readonly grown: (path: string, bytes: number) => void },
): OpenSegment {
  let { path } = segment;
  let bytes = 0;
  return {
    path: () => path,
    bytes: () => bytes,
    append: async (text) => {
      await handle.appendFile(text, 'utf8');
      const more = new TextEncoder().encode(text).byteLength;
      bytes += more;
      grown(path, more);
    },
    renamed: (paths) => {
      path = paths.get(path) ?? path;
    },
    close: () => handle.close(),
  };
}
