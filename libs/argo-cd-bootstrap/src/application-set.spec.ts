import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KubeObject } from '@postgres-ha/kube-manifest';
import { manifestObjects } from '@postgres-ha/testkit';
import { describe, expect, test } from 'vitest';
import { BOOTSTRAP } from './repository-root.ts';

interface ApplicationSet extends KubeObject {
  readonly spec: {
    readonly goTemplate: boolean;
    readonly goTemplateOptions: readonly string[];
    readonly syncPolicy: { readonly applicationsSync: string; readonly preserveResourcesOnDeletion: boolean };
    readonly template: {
      readonly metadata: { readonly annotations: Readonly<Record<string, string>> };
      readonly spec: {
        readonly project: string;
        readonly syncPolicy: {
          readonly automated: Readonly<Record<string, boolean>>;
          readonly syncOptions: readonly string[];
        };
      };
    };
  };
}

const SETS = ['operators', 'platform', 'databases'].map(applicationSet);

describe.each(SETS)('the ApplicationSet $metadata.name', ({ metadata, spec }) => {
  const { template, syncPolicy } = spec;

  test('has its project written out, so that no file of an environment can pick another', () => {
    expect(template.spec.project).toBe(metadata.name === 'databases' ? 'databases' : 'platform');
  });

  test('fails on a missing value rather than filling in "<no value>"', () => {
    expect(spec).toMatchObject({ goTemplate: true, goTemplateOptions: ['missingkey=error'] });
  });

  test('neither deletes an Application nor lets one take its objects along', () => {
    expect(syncPolicy).toEqual({ applicationsSync: 'create-update', preserveResourcesOnDeletion: true });
    expect(metadata).toMatchObject({ finalizers: ['resources-finalizer.argocd.argoproj.io'] });
  });

  test('never prunes, never syncs to nothing, and heals what drifts', () => {
    expect(template.spec.syncPolicy.automated).toEqual({ prune: false, allowEmpty: false, selfHeal: true });
  });

  test('applies and compares on the server', () => {
    expect(template.spec.syncPolicy.syncOptions).toContain('ServerSideApply=true');
    expect(template.metadata.annotations).toMatchObject({
      'argocd.argoproj.io/compare-options': 'ServerSideDiff=true',
    });
  });

  test('looks again only when its own paths change', () => {
    expect(template.metadata.annotations['argocd.argoproj.io/manifest-generate-paths']).toMatch(/^[./]/);
  });
});

function applicationSet(name: string): ApplicationSet {
  const [object] = manifestObjects(readFileSync(join(BOOTSTRAP, `applications-${name}.yaml`), 'utf8'));
  return object as ApplicationSet;
}
