export { hardRefresh, refreshApplicationSets } from './application.ts';
export { argoCdPart } from './argo-cd-part.ts';
export { bootstrapArgoCd, withRepository } from './bootstrap.ts';
