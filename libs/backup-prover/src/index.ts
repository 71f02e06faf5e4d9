export type { Budget } from './budget.ts';
export type { ProveArchive, ProveOptions, Progress, Step } from './options.ts';
export { proveArchive } from './prove-archive.ts';
