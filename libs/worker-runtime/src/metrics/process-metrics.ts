import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Counter, Gauge, type Registry } from 'prom-client';

/** What is asked of a process. */
export interface MeasuredProcess {
  /** Microseconds. */
  readonly cpuUsage: () => { readonly user: number; readonly system: number };
  /** Bytes. */
  readonly memoryUsage: () => { readonly rss: number; readonly heapUsed: number };
  /** Seconds. */
  readonly uptime: () => number;
}

/**
 * Processor time, memory, start and event loop lag, by the names that Prometheus clients give them. Unlike the library's own set it can be
 * ended, and observes no garbage collections.
 */
export function processMetrics(registry: Registry, process: MeasuredProcess): Disposable {
  const registers = [registry];
  const startedAt = Date.now() / 1000 - process.uptime();
  const loop = monitorEventLoopDelay({ resolution: 20 });
  loop.enable();
  new Counter({
    name: 'process_cpu_seconds_total',
    help: 'Processor time, of user and system.',
    registers,
    collect() {
      const { user, system } = process.cpuUsage();
      this.reset();
      this.inc((user + system) / 1e6);
    },
  });
  const gauge = (name: string, { help, value }: { readonly help: string; readonly value: () => number }): void => {
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(value());
      },
    });
  };
  gauge('process_resident_memory_bytes', { help: 'Memory that is resident.', value: () => process.memoryUsage().rss });
  gauge('nodejs_heap_size_used_bytes', { help: 'Heap in use.', value: () => process.memoryUsage().heapUsed });
  gauge('process_start_time_seconds', { help: 'When the process began, since 1970.', value: () => startedAt });
  gauge('nodejs_eventloop_lag_max_seconds', {
    help: 'The longest that the event loop was held up since the last scrape.',
    value: () => {
      const { max } = loop;
      loop.reset();
      return Number.isFinite(max) ? max / 1e9 : 0;
    },
  });
  return {
    [Symbol.dispose]: () => {
      loop.disable();
    },
  };
}
