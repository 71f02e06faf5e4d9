import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from './repository-root.ts';

const kustomization = readFileSync(join(ROOT, 'manifests/without-argo-cd/kustomization.yaml'), 'utf8');
const environments = globSync('environments/*/environment.yaml', { cwd: ROOT }).toSorted();

test.each(environments)('what is installed without Argo CD is what %s asks for', (path) => {
  const text = readFileSync(join(ROOT, path), 'utf8');
  const operator = /^operator: \{ version: (?<version>[\d.]+),/m.exec(text)?.groups?.['version'];
  const plugin = /^backupPlugin: \{ version: (?<version>[\d.]+),/m.exec(text)?.groups?.['version'];
  expect(kustomization).toContain(`/cloudnative-pg/v${operator ?? '?'}/releases/cnpg-${operator ?? '?'}.yaml`);
  expect(kustomization).toContain(`/plugin-barman-cloud/releases/download/v${plugin ?? '?'}/manifest.yaml`);
});
