import { dirname } from 'node:path';
import { kubectlBinary, outputOf, ROOT, shellCommands } from '@postgres-ha/testkit';

/** The kubectl commands that a document of this repository tells people to type, in order. */
export function kubectlCommands(document: string): readonly string[] {
  return shellCommands(document).filter((command) => command.startsWith('kubectl '));
}

/** Runs a command as a person would who stands in the root of the checkout. */
export async function runAsShown(command: string, kubeconfig: string): Promise<string> {
  const env = { KUBECONFIG: kubeconfig, PATH: `${dirname(kubectlBinary())}:${process.env['PATH'] ?? ''}` };
  return outputOf('sh', ['-c', `cd '${ROOT}' && ${command}`], { env, signal: AbortSignal.timeout(600_000) });
}
