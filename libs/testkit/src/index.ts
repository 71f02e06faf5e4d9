export { alertmanagerPart, startAlertmanager, type Alertmanager, type AlertmanagerOptions } from './alertmanager.ts';
export { apiPart, startApi, type Api } from './api.ts';
export { eventually, type Patience } from './eventually.ts';
export { makeExternalSecrets } from './external-secrets-stand-in.ts';
export {
  fulfil,
  generatedValues,
  isExternalSecret,
  isSecretStore,
  type ExternalSecret,
  type Fulfilment,
  type SecretSources,
  type SecretStore,
} from './external-secrets.ts';
export {
  startFaultProxy,
  type Fault,
  type FaultProxy,
  type FaultProxyOptions,
  type SeenRequest,
} from './fault-proxy.ts';
export {
  startFaultyServer,
  type FaultyServer,
  type FaultyServerOptions,
  type HttpAnswer,
  type HttpFault,
  type HttpRequest,
} from './http-faults.ts';
export {
  kubectl,
  type ApplyOutcome,
  type Kubectl,
  type LiveObject,
  type ObjectRef,
  type PodCommand,
} from './kubectl.ts';
export { selects, type Labels, type LabelSelector } from './label-selector.ts';
export { manifestObjects } from './manifest-objects.ts';
export { needPart, type Need, type Part } from './missing-part.ts';
export { forward, type Forward, type ForwardOptions } from './network-namespace.ts';
export {
  isNetworkPolicy,
  lets,
  policiesOf,
  type Flow,
  type NetworkPolicy,
  type Peer,
  type PodPeer,
} from './network-flow.ts';
export {
  barmanPart,
  grafanaReaderPart,
  motoPart,
  partsHome,
  postgresServerPart,
  postgresToolsPart,
  SERVER_MAJORS,
  prometheusOperatorPart,
  workflowPart,
  type BarmanSeries,
  type InstalledPart,
  type ServerMajor,
  type PostgresMajor,
} from './parts.ts';
export type { AdmissionVerdict } from './prometheus-admission.ts';
export {
  startPrometheusOperator,
  type GeneratedAlertmanager,
  type GeneratedPrometheus,
  type PrometheusOperator,
  type Wanted,
} from './prometheus-operator.ts';
export {
  prometheusPart,
  promtoolPart,
  startPrometheus,
  type Prometheus,
  type PrometheusOptions,
  type PrometheusSetup,
} from './prometheus.ts';
export {
  prometheusApi,
  type ActiveAlert,
  type LoadedRule,
  type PrometheusApi,
  type QueryMoment,
  type QueryRange,
  type Sample,
  type ScrapeTarget,
  type Series,
} from './prometheus-api.ts';
export { promtool } from './promtool.ts';
export { kubectlBinary, objectServerPart, rigPart, type RigKind } from './rig-home.ts';
export { startRig, type ApiRig, type ClusterRig, type RigObjectStore } from './rig.ts';
export { outputOf, runCommand, type CommandResult } from './run-command.ts';
export { sampled, sampledMoments } from './sampled.ts';
export { startServerPair, type Server, type ServerPair } from './server-pair.ts';
export { ROOT, shellCommands } from './shell-commands.ts';
export { defineWatchingKinds } from './watching-kinds.ts';
