import type { Concern, Incident, IncidentSink } from '@postgres-ha/incident';
import { jsonLog, systemClock } from '@postgres-ha/worker-runtime';
import { describe, expect, test, vi } from 'vitest';
import { temporaryDirectory } from '../example-machine.ts';
import { writeAcknowledgement } from './acknowledgements.ts';
import { durableKeeper } from './durable-keeper.ts';

const SOURCE = 'split-brain/orders';
const CONCERN: Concern = {
  ...{ key: 'split-brain/orders/split', kind: 'split-brain/dual-writing', severity: 'critical', cluster: 'orders' },
  ...{ title: 'orders: two primaries', summary: 'Both commit.', evidence: [], lists: [], nextSteps: [] },
  ...{ runbook: null, sticky: false },
};

/** Shows whatever it is told. */
function rememberingSink() {
  const told: Incident[] = [];
  const sink: IncidentSink = {
    name: 'memory',
    deliver: (incident) => {
      told.push(incident);
      return Promise.resolve();
    },
    selfTest: () => Promise.resolve(),
  };
  return { told, sink };
}

function keeper(stateDirectory: string, { sink, sources = [SOURCE] }: { sink: IncidentSink; sources?: string[] }) {
  const clock = systemClock();
  const log = jsonLog({ write: () => undefined, now: clock.now, redact: (text) => text });
  return durableKeeper({ sinks: [sink], stateDirectory, sources, clock, random: () => 0.5, log });
}

const SOON = { timeout: 20_000, interval: 10 } as const;

describe('incidents', () => {
  test('are told once, also by the next process, and sinks are known to work', async () => {
    using directory = temporaryDirectory();
    const { told, sink } = rememberingSink();
    for (let process = 0; process < 2; process += 1) {
      await using kept = await keeper(directory.path, { sink });
      kept.see(SOURCE, { at: new Date(), concerns: [CONCERN], complete: true });
      await vi.waitFor(() => {
        expect(told.length).toBe(1);
        expect(kept.sinks()).toMatchObject([{ name: 'memory', waiting: 0, selfTest: 'passed', failing: undefined }]);
      }, SOON);
    }
    expect(told.length).toBe(1);
  });

  test('that wait for somebody take up what a person said', async () => {
    using directory = temporaryDirectory();
    const { told, sink } = rememberingSink();
    await using kept = await keeper(directory.path, { sink });
    kept.see(SOURCE, { at: new Date(), concerns: [{ ...CONCERN, sticky: true }], complete: true });
    const [incident] = await vi.waitFor(() => {
      expect(told.length).toBe(1);
      return told;
    }, SOON);
    directory.write('acknowledgements/nonsense.json', '{');
    await writeAcknowledgement(directory.path, { id: incident?.id ?? '', by: 'maria' });
    await vi.waitFor(() => {
      expect(told.at(-1)?.timeline.at(-1)).toMatchObject({ kind: 'acknowledged', text: 'Acknowledged by maria.' });
    }, SOON);
  });

  test('of a cluster that is not watched any more are over', async () => {
    using directory = temporaryDirectory();
    const { told, sink } = rememberingSink();
    {
      await using kept = await keeper(directory.path, { sink });
      kept.see(SOURCE, { at: new Date(), concerns: [CONCERN], complete: true });
      await vi.waitFor(() => {
        expect(told.length).toBe(1);
      }, SOON);
    }
    await using kept = await keeper(directory.path, { sink, sources: ['split-brain/billing'] });
    await vi.waitFor(() => {
      expect(kept.incidents()).toMatchObject([{ status: 'resolved' }]);
      expect(told.at(-1)).toMatchObject({ status: 'resolved' });
    }, SOON);
  });

  test('of a directory that another process has are refused', async () => {
    using directory = temporaryDirectory();
    const { sink } = rememberingSink();
    await using kept = await keeper(directory.path, { sink });
    await expect(keeper(directory.path, { sink })).rejects.toThrow();
    expect(kept.incidents()).toEqual([]);
  });
});
