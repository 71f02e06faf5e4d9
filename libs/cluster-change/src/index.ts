export { clusterChange, type ClusterChange, type KeyChange } from './cluster-change.ts';
export {
  committedObjects,
  isRenderedPath,
  renderedPaths,
  type ByFolder,
  type CommittedReading,
} from './committed-objects.ts';
export type { CommittedFiles, EnvironmentPair } from './environment-pair.ts';
export {
  changedObjects,
  renderedPair,
  type ChangedObjects,
  type PairReading,
  type StatePair,
} from './rendered-pair.ts';
export { NO_ENVIRONMENT, renderedState, type RenderedState, type StateReading } from './rendered-state.ts';
export { changeMarkdown } from './report/change-markdown.ts';
export { changeText } from './report/change-text.ts';
export {
  DISRUPTION_WORDS,
  elsewhere,
  expectation,
  headline,
  titleOf,
  changedValueTexts,
  valueText,
  WRITE_PAUSE_WORDS,
} from './report/change-words.ts';
export { IMPACT_RULE } from './report/impact-rule.ts';
