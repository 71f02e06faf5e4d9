// Only those programs load it that keep something.
export { DirectoryError, lockDirectory, type DirectoryFault } from './directory-lock.ts';
export { codeOf, systemDisk, type Disk, type DiskStep } from './disk.ts';
