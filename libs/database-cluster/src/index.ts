export { clusterFiles } from './cluster-files.ts';
