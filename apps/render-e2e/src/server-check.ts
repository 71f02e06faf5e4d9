import { cpSync, mkdtempDisposableSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT, runCommand } from '@postgres-ha/testkit';

/** What `check <environment> --server --json` comes to. */
export interface ServerCheck {
  readonly code: number;
  readonly json: {
    readonly server?: {
      readonly accepted: number;
      readonly refusals: readonly { readonly id: string; readonly file: string; readonly at: string }[];
      readonly unknown: readonly string[];
    };
  };
}

/** Runs it on a copy of the shipped environments, each cluster.yaml of the environment edited first. */
export async function checkServer(
  environment: string,
  kubeconfig: string,
  edit: (text: string) => string = (text) => text,
): Promise<ServerCheck> {
  using copy = mkdtempDisposableSync(join(tmpdir(), 'postgres-ha-server-check-'));
  cpSync(join(ROOT, 'environments'), join(copy.path, 'environments'), { recursive: true });
  const directory = join(copy.path, 'environments', environment);
  const clusters = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('cluster.yaml'),
  );
  for (const path of clusters.filter((one) => !/\d\d-/.test(one))) {
    writeFileSync(join(directory, path), edit(readFileSync(join(directory, path), 'utf8')));
  }
  const program = join(ROOT, 'apps/render/src/main.ts');
  const { exitCode: code, stdout } = await runCommand(
    process.execPath,
    [program, 'check', environment, '--server', '--json', '--root', copy.path],
    { env: { KUBECONFIG: kubeconfig } },
  );
  return { code, json: JSON.parse(stdout) as ServerCheck['json'] };
}
