import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { incidentId, type IncidentSink } from '@postgres-ha/incident';
import { systemClock } from '@postgres-ha/worker-runtime';
import { startDispatch } from '../dispatch/dispatch.ts';
import { exampleConcern, exampleLog, exampleLook } from '../example-outbox.ts';
import { systemDisk } from '@postgres-ha/worker-runtime/disk';
import { openOutbox } from '../outbox/outbox.ts';

/**
 * Looks three times, delivers to a place that is files, and ends itself by SIGKILL at the n-th step of its outbox's writes, which come before and
 * after whatever is done in the place. Prints how many steps there were. Started by killed-dispatch.contract.ts.
 */
const [directory = '', places = '', killAt = ''] = process.argv.slice(2);

let steps = 0;
const step = (): void => {
  if (steps === Number(killAt)) process.kill(process.pid, 'SIGKILL');
  steps += 1;
};

/** A place that posts whenever it is asked to, as Slack does, and can be looked through. */
function place(name: string): IncidentSink {
  const path = (id: string): string => join(places, `${name}-${id}.json`);
  return {
    name,
    selfTest: () => Promise.resolve(),
    deliver: async ({ id, status, revision, timeline }, { progress, save }) => {
      const mayBeThere = progress !== undefined;
      if (!mayBeThere) await save({ posting: true });
      if (!mayBeThere || !existsSync(path(id))) {
        appendFileSync(join(places, 'posts.log'), `${name} ${id}\n`);
        writeFileSync(path(id), '{}');
      }
      const shown = JSON.parse(readFileSync(path(id), 'utf8')) as { readonly thread?: readonly number[] };
      const told = shown.thread ?? [];
      const thread = [...told, ...timeline.map(({ number }) => number).filter((number) => !told.includes(number))];
      writeFileSync(path(id), JSON.stringify({ status, revision, thread }));
      await save({ told: thread.length });
    },
  };
}

const clock = systemClock();
const log = exampleLog();
const stopping = new AbortController();
await using outbox = await openOutbox({ directory, clock, log, disk: systemDisk(step) });
const sinks = [place('slack')];
const dispatch = await startDispatch({ outbox, sinks, clock, random: () => 0, log, signal: stopping.signal });
const settled = async (): Promise<void> => {
  while (dispatch.status().some(({ waiting }) => waiting > 0)) await wait(1);
};
const [a, b] = [exampleConcern({ key: 'a', severity: 'warning' }), exampleConcern({ key: 'b' })];
await outbox.advance(exampleLook(0, [a]));
await settled();
await outbox.advance(exampleLook(1, [{ ...a, severity: 'critical' }, b]));
await settled();
await outbox.advance(exampleLook(2, [b]));
await settled();
stopping.abort();
await dispatch.ended;
process.stdout.write(JSON.stringify({ steps, a: incidentId('a'), b: incidentId('b'), shown: outbox.shown() }));
