import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { eventually } from './eventually.ts';
import { needPart } from './missing-part.ts';
import { prometheusPart, promtoolPart, startPrometheus } from './prometheus.ts';
import { promtool } from './promtool.ts';

const prometheus = needPart(prometheusPart());
const tool = needPart(promtoolPart());
const PATIENCE = { timeoutMs: 300_000, intervalMs: 100 };

describe.skipIf(prometheus.absent)(`Prometheus${prometheus.note}`, () => {
  test('scrapes what it is told to, and tells samples, series, targets, names, rules and alerts', async () => {
    const signal = AbortSignal.timeout(600_000);
    await using exporter = await startExporter('a_value{of="it"} 42\n');
    await using server = await startPrometheus({
      config: {
        global: { scrape_interval: '1s', evaluation_interval: '1s' },
        scrape_configs: [{ job_name: 'it', static_configs: [{ targets: [exporter.address] }] }],
      },
      rules: { 'it.yaml': rulesOf('a_value > 41') },
    });
    const alert = await eventually('the alert', async () => (await server.alerts())[0], PATIENCE);
    expect(alert).toMatchObject({ labels: { alertname: 'It', of: 'it' }, annotations: { summary: '42' }, value: 42 });
    expect(await server.query('a_value', { signal })).toEqual([
      { labels: { __name__: 'a_value', instance: exporter.address, job: 'it', of: 'it' }, value: 42 },
    ]);
    expect(await server.query('scalar(a_value) + 1')).toEqual([{ labels: {}, value: 43 }]);
    const end = Date.now() / 1000;
    const [series] = await server.queryRange('a_value', { start: end - 60, end, stepSeconds: 1, signal });
    expect(series?.points.map(({ value }) => value)).toContain(42);
    expect(await server.metricNames()).toEqual(expect.arrayContaining(['a_value', 'up', 'of_it']));
    expect(await server.targets()).toMatchObject([{ pool: 'it', health: 'up', labels: { job: 'it' }, lastError: '' }]);
    expect(await server.rules()).toMatchObject([
      { group: 'it', name: 'of_it', kind: 'recording', health: 'ok' },
      { group: 'it', name: 'It', kind: 'alerting', health: 'ok', lastError: '' },
    ]);

    await server.reload({
      config: { global: { evaluation_interval: '1s' } },
      rules: { 'it.yaml': rulesOf('vector(1) > 2') },
    });
    await eventually('no alert', async () => ((await server.alerts()).length === 0 ? true : undefined), PATIENCE);
    await expect(server.query('sum(')).rejects.toThrow('bad_data');
  });

  test('says why it does not start', async () => {
    await expect(startPrometheus({ config: { scrape_configs: 'none' } })).rejects.toThrow('did not start');
  });
});

test.skipIf(tool.absent)(`promtool checks rules${tool.note}`, async () => {
  const check = (expression: string) => promtool(['check', 'rules'], { 'it.json': rulesOf(expression) });
  expect((await check('up == 0')).exitCode).toBe(0);
  expect((await check('up ==')).exitCode).not.toBe(0);
  const tests = { rule_files: ['it.json'], tests: [{ alert_rule_test: [{ eval_time: '1m', alertname: 'It' }] }] };
  const { exitCode, stdout } = await promtool(['test', 'rules'], {
    'it.json': rulesOf('vector(1)'),
    'it.test.json': JSON.stringify(tests),
  });
  expect([exitCode, stdout]).toEqual([1, expect.stringContaining('FAILED')]);
});

function rulesOf(expression: string): string {
  const annotations = { summary: '{{ $value }}' };
  const rules = [
    { record: 'of_it', expr: 'vector(1)' },
    { alert: 'It', expr: expression, annotations },
  ];
  return JSON.stringify({ groups: [{ name: 'it', rules }] });
}

async function startExporter(text: string): Promise<AsyncDisposable & { readonly address: string }> {
  const server = createServer((_, response) => response.end(text));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
