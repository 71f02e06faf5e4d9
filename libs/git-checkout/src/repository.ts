export { isLeftover, LEFTOVER_MARK } from './leftover.ts';
export { existingRoot, findRoot, readRepository, type RepositoryReading } from './read-repository.ts';
