import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Acknowledgement, Incident } from '@postgres-ha/incident';
import type { Clock, Log } from '@postgres-ha/worker-runtime';
import { z } from 'zod';

/** What a person said of an incident, on its way to the process that keeps it: a file, because that one alone has the incidents in hand. */
export interface Said {
  readonly id: string;
  readonly by: string;
}

const SHAPE = z.strictObject({ id: z.string().regex(/^[0-9a-f]{16}$/), by: z.string().min(1).max(200) });
const FOLDER = 'acknowledgements';
const LOOK_EVERY_MS = 1000;

/** Whole or not at all. */
export async function writeAcknowledgement(stateDirectory: string, said: Said): Promise<void> {
  const folder = join(stateDirectory, FOLDER);
  await mkdir(folder, { recursive: true, mode: 0o750 });
  const path = join(folder, `${said.id}.json`);
  await writeFile(`${path}.part`, JSON.stringify(said), { mode: 0o640 });
  await rename(`${path}.part`, path);
}

interface Watching {
  readonly stateDirectory: string;
  readonly acknowledge: (given: Acknowledgement) => Promise<readonly Incident[]>;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** Takes what was said until its signal is aborted. A file goes when what it says is kept. */
export async function watchAcknowledgements({
  stateDirectory,
  acknowledge,
  clock,
  log,
  signal,
}: Watching): Promise<void> {
  const folder = join(stateDirectory, FOLDER);
  while (!signal.aborted) {
    for (const file of await jsonFiles(folder)) {
      const path = join(folder, file);
      try {
        const said = SHAPE.safeParse(JSON.parse(await readFile(path, 'utf8')));
        if (said.success) {
          const changed = await acknowledge({ ...said.data, at: new Date(clock.now()) });
          log.info('incident-acknowledged', { ...said.data, changed: changed.length });
        } else log.warn('acknowledgement-not-read', { path });
        await rm(path);
      } catch (error) {
        log.warn('acknowledgement-not-read', { path, error });
        await rm(path, { force: true }).catch(() => undefined);
      }
    }
    await clock.wait(LOOK_EVERY_MS, signal);
  }
}

async function jsonFiles(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).filter((file) => file.endsWith('.json'));
  } catch {
    // Nobody said anything yet.
    return [];
  }
}
