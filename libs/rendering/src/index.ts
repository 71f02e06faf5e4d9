export { admissionFindings, OPERATOR_RULE, problemOf } from './admission-findings.ts';
export { CLUSTER_FILE, ENVIRONMENT_FILE, type EnvironmentSources } from './environment-sources.ts';
export { environmentFiles, renderEnvironment, type Drift, type Rendering } from './rendering.ts';
