import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeObject, type KubeObject } from '@postgres-ha/kube-manifest';
import { manifestObjects } from '@postgres-ha/testkit';
import { describe, expect, test } from 'vitest';
import { objectionOf, type AppProject } from './app-project.ts';
import { BOOTSTRAP, ROOT } from './repository-root.ts';

const platform = project('platform');
const databases = project('databases');

const RENDERED = globSync('environments/**/0*.yaml', { cwd: ROOT }).toSorted();
const OF_DATABASES = RENDERED.filter((path) => path.split('/').length === 4);
const OF_PLATFORM = RENDERED.filter((path) => path.split('/').length === 3);

test('there are rendered files to judge', () => {
  expect(OF_DATABASES).not.toEqual([]);
  expect(OF_PLATFORM).not.toEqual([]);
});

test.each(OF_DATABASES)('the project databases lets in all of %s', (path) => {
  expect(objections(databases, path)).toEqual([]);
});

test.each(OF_PLATFORM)('the project platform lets in all of %s', (path) => {
  expect(objections(platform, path)).toEqual([]);
});

describe('the project databases', () => {
  test('has the repository as its only source', () => {
    expect(databases.spec.sourceRepos).toEqual(['REPOSITORY']);
  });

  test('lets in nothing that has no namespace', () => {
    expect(databases.spec.clusterResourceWhitelist).toEqual([]);
  });

  test.each<KubeObject>([
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'link-services' } },
    { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'all' } },
    { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'password', namespace: 'link-services' } },
    { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'miner', namespace: 'link-services' } },
    { apiVersion: 'postgresql.cnpg.io/v1', kind: 'Cluster', metadata: { name: 'x', namespace: 'kube-system' } },
    { apiVersion: 'argoproj.io/v1alpha1', kind: 'Application', metadata: { name: 'x', namespace: 'argocd' } },
  ])('refuses $kind $metadata.namespace/$metadata.name', (object) => {
    expect(objectionOf(databases, object)).toBeDefined();
  });
});

describe.each([platform, databases])('the project $metadata.name', ({ spec }) => {
  test('names every kind and every namespace, without a wildcard', () => {
    const kinds = [...spec.clusterResourceWhitelist, ...spec.namespaceResourceWhitelist];
    const words = [
      ...kinds.flatMap(({ group, kind }) => [group, kind]),
      ...spec.destinations.map((each) => each.namespace),
    ];
    expect([...spec.sourceRepos, ...words].filter((word) => /[*!?]/.test(word))).toEqual([]);
  });
});

function project(name: string): AppProject {
  const [object] = manifestObjects(readFileSync(join(BOOTSTRAP, `project-${name}.yaml`), 'utf8'));
  return object as AppProject;
}

function objections(by: AppProject, path: string): readonly string[] {
  return manifestObjects(readFileSync(join(ROOT, path), 'utf8')).flatMap((object) => {
    const objection = objectionOf(by, object);
    return objection === undefined ? [] : [`${describeObject(object)}: ${objection}`];
  });
}
