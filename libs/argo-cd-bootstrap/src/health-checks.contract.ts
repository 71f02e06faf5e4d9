import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { needPart, outputOf } from '@postgres-ha/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { argoCdCommand, argoCdPart } from './argo-cd-part.ts';
import { CLUSTER_CASES } from './cluster-cases.ts';
import { checkKey } from './health-case.ts';
import { healthCheck, healthChecks } from './health-checks.ts';
import { KIND_CASES } from './kind-cases.ts';
import { healthOf, type Health } from './lua-health.ts';

const need = needPart(argoCdPart());

describe.skipIf(need.absent)(`Argo CD's own Lua says the same as the one of the unit tests${need.note}`, () => {
  let directory: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'health-checks-'));
    const data = Object.fromEntries(
      [...healthChecks()].map(([key, script]) => [`resource.customizations.health.${key}`, script]),
    );
    const settings = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'argocd-cm', namespace: 'argocd' },
      data,
    };
    await writeFile(join(directory, 'argocd-cm.yaml'), JSON.stringify(settings));
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  test.each([...CLUSTER_CASES, ...KIND_CASES])('a $kind $name', async ({ kind, object }) => {
    const file = join(directory, 'object.yaml');
    const apiVersion = `${checkKey(kind).split('_')[0] ?? ''}/v1`;
    const metadata = { name: 'x', namespace: 'y', ...(object['metadata'] as object | undefined) };
    await writeFile(file, JSON.stringify({ ...object, apiVersion, kind, metadata }));
    expect(await healthByArgoCd(file)).toEqual(healthOf(healthCheck(kind), object));
  });

  /** @see https://argo-cd.readthedocs.io/en/stable/user-guide/commands/argocd_admin_settings_resource-overrides_health/ */
  async function healthByArgoCd(file: string): Promise<Health> {
    const settings = ['--argocd-cm-path', join(directory, 'argocd-cm.yaml')];
    const command = ['admin', 'settings', 'resource-overrides', 'health', file, ...settings];
    const said = await outputOf(argoCdCommand(), command, { env: { ARGOCD_BINARY_NAME: 'argocd' } });
    const { status = '', message = '' } = /^STATUS: (?<status>.*)\nMESSAGE: (?<message>.*)/.exec(said)?.groups ?? {};
    return { status, message };
  }
});
