export { ArchiveDamaged, CodecUnavailable, type ArchiveProblem } from './archive-damaged.ts';
export { compressionOf } from './compression-of.ts';
export { decompress } from './decompress.ts';
