import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { processMetrics } from './process-metrics.ts';

test('a process is measured by the names that Prometheus clients give, in seconds and bytes', async () => {
  const registry = new Registry();
  using measured = processMetrics(registry, {
    cpuUsage: () => ({ user: 1_500_000, system: 500_000 }),
    memoryUsage: () => ({ rss: 1024, heapUsed: 512 }),
    uptime: () => 60,
  });
  expect(measured).toBeDefined();
  const text = await registry.metrics();
  expect(text).toMatch(/^process_cpu_seconds_total 2$/m);
  expect(text).toMatch(/^process_resident_memory_bytes 1024$/m);
  expect(text).toMatch(/^process_start_time_seconds \d{10}/m);
  expect(text).toMatch(/^nodejs_eventloop_lag_max_seconds \d/m);
  expect(await registry.metrics()).toMatch(/^process_cpu_seconds_total 2$/m);
});
