import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { eventually } from './eventually.ts';
import { needPart } from './missing-part.ts';
import { rigPart } from './rig-home.ts';
import { removeAbandonedRigs } from './rig.ts';
import { runCommand } from './run-command.ts';

const need = needPart(rigPart('api'));

/** Starts a rig, says where it is, and never ends. */
const HOLDER = `
  import { startRig } from ${JSON.stringify(join(import.meta.dirname, 'rig.ts'))};
  const { state, port } = await startRig({ kind: 'api', name: 'to be abandoned' });
  process.stdout.write(JSON.stringify({ state, port }));
  setInterval(() => undefined, 1_000);
`;

describe.skipIf(need.absent)(`a rig${need.note}`, () => {
  test('whose process was killed is stopped and removed by the next one that looks', async () => {
    const holder = spawn(process.execPath, ['--input-type=module-typescript', '-e', HOLDER], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(holder.stdout, 'data', { signal: AbortSignal.timeout(90_000) })) as [Buffer];
    const { state, port } = JSON.parse(line.toString()) as { readonly state: string; readonly port: number };
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    expect(await serversOf(port)).toEqual(['cnpg-manager', 'etcd', 'kube-apiserver']);

    await removeAbandonedRigs();
    expect(existsSync(state)).toBe(false);
    await eventually('its servers to end', async () => ((await serversOf(port)).length === 0 ? true : undefined), {
      timeoutMs: 120_000,
    });
  });
});

/** The programs that were told to use one of the rig's first ports. */
async function serversOf(port: number): Promise<readonly string[]> {
  const { stdout } = await runCommand('ps', ['-eo', 'args', '--no-headers']);
  const ports = [port, port + 1, port + 2, port + 3].map(String);
  const servers = stdout
    .split('\n')
    .filter((args) => !args.includes('ps -eo') && ports.some((each) => args.includes(each)));
  return servers.map((args) => args.split(' ')[0]?.split('/').at(-1) ?? args).toSorted();
}
