import { OPERATOR_PARAMETERS } from '@postgres-ha/admission/parameters';
import type { KubeObject } from '@postgres-ha/kube-manifest';
import { requestedImage } from '../image-version.ts';
import { stringAt, valueAt } from '../value-at.ts';
import { INITDB_SETTINGS, INITDB_SETTINGS_18 } from './cluster-parameters.ts';
import { parameterDefinition, type ParameterDefinition } from './parameter-definition.ts';
import { parameterMeaning } from './parameter-meaning.ts';

/** The major version that is assumed where no file names one. */
const USUAL_MAJOR = 17;

/** The major version of PostgreSQL that a Cluster asks for. */
export function majorVersion(cluster: KubeObject | undefined, objects: readonly KubeObject[]): number {
  return requestedImage(cluster, objects).major ?? USUAL_MAJOR;
}

/** What initdb wrote for a parameter. */
export function initdbSetting(name: string, major: number): string | undefined {
  return INITDB_SETTINGS.get(name) ?? (major >= 18 ? INITDB_SETTINGS_18.get(name) : undefined);
}

/** What PostgreSQL of a Cluster has for a parameter: the Cluster's text, or else a default. Undefined for a parameter that is not known. */
export function parameterValue(
  cluster: KubeObject | undefined,
  name: string,
  objects: readonly KubeObject[],
): string | number | boolean | undefined {
  const major = majorVersion(cluster, objects);
  const definition = parameterDefinition(name, major);
  return definition && parameterMeaning(parameterText(cluster, { name, major, definition }), definition);
}

/** The same as a number; undefined where it is none. */
export function parameterNumber(
  cluster: KubeObject | undefined,
  name: string,
  objects: readonly KubeObject[],
): number | undefined {
  const value = parameterValue(cluster, name, objects);
  return typeof value === 'number' ? value : undefined;
}

function parameterText(
  cluster: KubeObject | undefined,
  {
    name,
    major,
    definition,
  }: { readonly name: string; readonly major: number; readonly definition: ParameterDefinition },
): string {
  const given = valueAt(cluster, ['spec', 'postgresql', 'parameters', name]);
  return stringAt(given, []) ?? OPERATOR_PARAMETERS[name] ?? initdbSetting(name, major) ?? definition.builtIn;
}
