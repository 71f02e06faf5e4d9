import { mkdir, open, readdir, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { readSegmentFile, segmentFile, type SegmentName } from './segment-name.ts';

export interface Segment extends SegmentName {
  readonly path: string;
  readonly bytes: number;
}

/** The files of all recordings in a directory, as a ring: what is too much goes, the oldest first. */
export interface SegmentFiles {
  readonly all: () => readonly Segment[];
  readonly bytes: () => number;
  readonly create: (name: SegmentName) => Promise<{ readonly segment: Segment; readonly handle: FileHandle }>;
  readonly grown: (path: string, bytes: number) => void;
  /** Renames what holds anything since a moment, so that it is kept. @returns new paths by old ones */
  readonly keep: (
    folder: string,
    span: { readonly since: Date; readonly until: Date },
  ) => Promise<ReadonlyMap<string, string>>;
  /** Deletes what is too much: first what need not be kept. @returns what went although it was to be kept */
  readonly makeRoom: (options: {
    readonly now: Date;
    readonly open: ReadonlySet<string>;
  }) => Promise<readonly Segment[]>;
}

export async function segmentFiles(directory: string, sizeBytes: number): Promise<SegmentFiles> {
  await mkdir(directory, { recursive: true, mode: 0o750 });
  let all = await found(directory);
  const bytes = (): number => all.reduce((sum, each) => sum + each.bytes, 0);
  return {
    all: () => all,
    bytes,
    create: async (name) => {
      const path = join(directory, name.folder, segmentFile(name));
      await mkdir(join(directory, name.folder), { recursive: true, mode: 0o750 });
      const handle = await open(path, 'wx', 0o640);
      const segment = { ...name, path, bytes: 0 };
      all = [...all, segment];
      return { segment, handle };
    },
    grown: (path, more) => {
      all = all.map((each) => (each.path === path ? { ...each, bytes: each.bytes + more } : each));
    },
    keep: async (folder, { since, until }) => {
      const moved = new Map<string, string>();
      const ofCluster = all.filter((each) => each.folder === folder).sort(byStart);
      for (const [index, segment] of ofCluster.entries()) {
        const next = ofCluster[index + 1];
        const holds = next === undefined || next.startedAt > since;
        const isKept = segment.keepUntil !== undefined && segment.keepUntil >= until;
        if (!holds || isKept) continue;
        const path = join(directory, folder, segmentFile({ startedAt: segment.startedAt, keepUntil: until }));
        await rename(segment.path, path);
        moved.set(segment.path, path);
        const { keepUntil } = readSegmentFile(folder, path.slice(path.lastIndexOf('/') + 1)) ?? {};
        all = all.map((each) => (each.path === segment.path ? { ...each, path, keepUntil } : each));
      }
      return moved;
    },
    makeRoom: async ({ now, open: inUse }) => {
      const kept: Segment[] = [];
      const rank = ({ keepUntil }: Segment): number => (keepUntil !== undefined && keepUntil > now ? 1 : 0);
      const removable = all.filter(({ path }) => !inUse.has(path)).sort((a, b) => rank(a) - rank(b) || byStart(a, b));
      for (const segment of removable) {
        if (bytes() <= sizeBytes) break;
        await rm(segment.path, { force: true });
        all = all.filter(({ path }) => path !== segment.path);
        if (rank(segment) === 1) kept.push(segment);
      }
      return kept;
    },
  };
}

function byStart(a: Segment, b: Segment): number {
  return a.startedAt.getTime() - b.startedAt.getTime();
}

async function found(directory: string): Promise<readonly Segment[]> {
  const segments: Segment[] = [];
  for (const folder of await readdir(directory, { withFileTypes: true })) {
    if (!folder.isDirectory()) continue;
    for (const file of await readdir(join(directory, folder.name))) {
      const name = readSegmentFile(folder.name, file);
      const path = join(directory, folder.name, file);
      if (name !== undefined) segments.push({ ...name, path, bytes: (await stat(path)).size });
    }
  }
  return segments;
}
