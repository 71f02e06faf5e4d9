import type { Kubectl } from '@postgres-ha/testkit';
import { CLUSTER } from '../world/small-cluster.ts';

/** A line of an instance's log, as its manager prints it. */
interface LogLine {
  readonly logger?: string;
  readonly record?: {
    readonly message?: string;
    readonly application_name?: string;
    readonly connection_from?: string;
  };
}

/** The operator's own questions come by the manager, and the exporter's under its name. */
const OTHERS = /^(?:cnpg_metrics_exporter|cnpg-instance-manager|orders-\d+|pg_basebackup|walreceiver)$/;

/** Statements that instances were asked since then by anybody but the operator, as `log_statement = all` shows them. */
export async function statementsOf(kubectl: Kubectl, namespace: string, since: string): Promise<readonly string[]> {
  const names = (
    await kubectl.run([
      '-n',
      namespace,
      'get',
      'pods',
      '-l',
      `cnpg.io/cluster=${CLUSTER},cnpg.io/podRole=instance`,
      '-o',
      'name',
    ])
  )
    .trim()
    .split('\n');
  const logs = await Promise.all(
    names.map((name) => kubectl.run(['-n', namespace, 'logs', name, '-c', 'postgres', `--since-time=${since}`])),
  );
  return logs.flatMap((log) => log.split('\n').flatMap((line) => statementIn(line)));
}

function statementIn(line: string): readonly string[] {
  if (!line.startsWith('{')) return [];
  const { logger, record } = JSON.parse(line) as LogLine;
  const [, statement] = /^statement:\s*([\s\S]+)$/.exec(record?.message ?? '') ?? [];
  if (logger !== 'postgres' || statement === undefined || OTHERS.test(record?.application_name ?? '')) return [];
  return [statement.replace(/^(?:\s|--[^\n]*\n)+/, '')];
}
