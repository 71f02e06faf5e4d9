export { clusterFiles } from './cluster-files.ts';
export { CONNECTION_MOUNT } from './external-secrets.ts';
export { SECRET_NAMES } from './names.ts';
