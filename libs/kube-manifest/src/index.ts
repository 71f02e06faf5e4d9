export { inWave, protectedFromDeletion, waveOf, WAVES, type Wave } from './argo-cd.ts';
export { canonicalYaml, numberText } from './canonical-yaml.ts';
export { describeObject, type KubeObject, type ManifestMap, type ObjectMetadata } from './kube-object.ts';
export {
  isRendered,
  manifestFile,
  type ManifestFile,
  type ManifestSource,
  type RenderedFile,
} from './manifest-file.ts';
export { addressEgress, dnsEgress, podsOfNamespace, tcp } from './network-flow.ts';
export { cpuMillicores, quantityBytes } from './quantity.ts';
export { doubleQuoted, isReservedWord, quoteKey, quoteString } from './yaml-scalar.ts';
