import type { ClusterRig } from '@postgres-ha/testkit';
import { runBeside } from './rig-process.ts';

/** What instances need of one another: replication, and the question whether the other one lives. */
const PORTS = '{ 5432, 8000 }';

/**
 * Drops what these addresses send to one another on the ports of instances, there and back, as a firewall does that is too strict. Nothing else
 * notices: the API server, the operator and clients get through.
 */
export async function blockNetwork(
  rig: ClusterRig,
  name: string,
  addresses: readonly string[],
): Promise<AsyncDisposable> {
  const table = `blocked_${name.replace(/\W/g, '_')}`;
  const among = `ip saddr { ${addresses.join(', ')} } ip daddr { ${addresses.join(', ')} } tcp`;
  // pods sit on one bridge, but what goes by a Service is routed
  const rules = ['bridge', 'ip'].map((family) =>
    [
      `table ${family} ${table} {`,
      '  chain forward {',
      '    type filter hook forward priority 0',
      `    ${among} dport ${PORTS} drop`,
      `    ${among} sport ${PORTS} drop`,
      '  }',
      '}',
    ].join('\n'),
  );
  await runBeside(rig, ['nft', '-f', '-'], { input: `${rules.join('\n')}\n` });
  return {
    [Symbol.asyncDispose]: async () => {
      for (const family of ['bridge', 'ip']) await runBeside(rig, ['nft', 'delete', 'table', family, table]);
    },
  };
}
