import { needPart, rigPart, startRig, type ApiRig } from '@postgres-ha/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kubectlCommands, runAsShown } from './shown-commands.ts';

const need = needPart(rigPart('api'));

// The wait for the cluster needs pods: cluster.contract.ts runs it.
const commands = kubectlCommands('README.md').filter((command) => !command.startsWith('kubectl wait'));

describe.skipIf(need.absent)(`what README tells people to type${need.note}`, () => {
  const resources = new AsyncDisposableStack();
  let rig: ApiRig;

  beforeAll(async () => {
    rig = resources.use(await startRig({ kind: 'api', name: 'README' }));
    await runAsShown('kubectl create namespace argocd', rig.kubeconfig);
  });
  afterAll(() => resources.disposeAsync());

  test('there is something to type', () => {
    expect(commands.length).toBeGreaterThan(3);
  });

  test.each(commands)('%s', async (command) => {
    expect(await runAsShown(command, rig.kubeconfig)).not.toBe('');
  });
});
