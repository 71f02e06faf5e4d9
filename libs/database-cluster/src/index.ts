export { clusterFiles } from './cluster-files.ts';
export { intentPlace, type IntentPlace } from './intent-place.ts';
