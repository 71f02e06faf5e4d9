export { platformFiles } from './platform-files.ts';
