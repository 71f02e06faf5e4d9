export type { ClusterFacts, FactsReading, ReadFacts } from './cluster-facts.ts';
export { FACTS_BRANCH, factsPath } from './facts-place.ts';
export { factsReference } from './facts-reference.ts';
export { publishedFactsSchema } from './facts-schema.ts';
export { MAX_FACTS_CHARACTERS, readFacts, type FactsWanted } from './read-facts.ts';
export { writeFacts } from './write-facts.ts';
