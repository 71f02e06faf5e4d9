import { join } from 'node:path';
import { runProcess } from '../render/child-process.ts';

/** What a process of ours is asked to prove. */
export interface ProofRequest {
  readonly store: StorePlace;
  readonly server: string;
  readonly level: 'L2' | 'L4';
  readonly scratch?: { readonly parent: string; readonly binaries: readonly string[] };
}

export type StorePlace =
  | { readonly kind: 'directory'; readonly directory: string }
  | {
      readonly kind: 's3';
      readonly bucket: string;
      readonly endpoint: string;
      readonly region: string;
      readonly forcePathStyle: true;
      /** Of a server that is there only for the bench. */
      readonly keys: { readonly accessKeyId: string; readonly secretAccessKey: string };
    };

/** What it saw. It fails when anything is not proven. */
export interface Proof {
  /** As stored, that were read. */
  readonly bytes: number;
  /** The newest position that was seen: at L2 the start of the last record, at L4 its end, where replay came to rest. */
  readonly reached: string;
  readonly phases: readonly { readonly name: string; readonly milliseconds: number }[];
  /** Without the start of the process, in which Node reads the program. */
  readonly workMs: number;
  readonly peakBytes: number;
  readonly cpuSeconds: number;
}

/** Runs a process that proves an archive, from its start to its end. */
export function prove(request: ProofRequest): Proof & { readonly ms: number } {
  const { ms, output } = runProcess(process.execPath, [processFile('prove.ts'), JSON.stringify(request)]);
  return { ...(JSON.parse(output) as Proof), ms };
}

export interface Decompression {
  readonly bytes: number;
  readonly workMs: number;
  readonly cpuSeconds: number;
}

export function decompressAlone(paths: readonly string[]): Decompression & { readonly ms: number } {
  const { ms, output } = runProcess(process.execPath, [processFile('zlib-alone.ts'), JSON.stringify(paths)]);
  return { ...(JSON.parse(output) as Decompression), ms };
}

function processFile(name: string): string {
  return join(import.meta.dirname, 'processes', name);
}
