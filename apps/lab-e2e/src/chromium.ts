import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Part } from '@postgres-ha/testkit';

/** A browser of this machine: Debian's package is `chromium`, runners of GitHub have Chrome. */
export interface Browser extends Part {
  /** Named even when it is missing. */
  readonly program: string;
}

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

/** What CHROMIUM says, else the first that PATH has. */
export function chromiumPart(env: Readonly<Record<string, string | undefined>> = process.env): Browser {
  const name = 'Chromium';
  const named = env['CHROMIUM'] ?? '';
  if (named !== '')
    return isExecutable(named)
      ? { name, program: named }
      : { name, program: named, missing: `CHROMIUM says ${named}, which is no program` };
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const program = NAMES.flatMap((each) => folders.map((folder) => join(folder, each))).find(isExecutable);
  if (program !== undefined) return { name, program };
  return {
    name,
    program: 'chromium',
    missing: `no ${NAMES.join(', ')} in PATH; .ci/parts installs it, or name one by CHROMIUM`,
  };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
