import { join } from 'node:path';
import { barmanPart, type Part } from '@postgres-ha/testkit';

/** The Python that Barman 3.19 is installed in, with its modules for lz4, snappy and zstd. */
export interface BarmanPython extends Part {
  readonly path: string;
}

export function barmanPython(): BarmanPython {
  const { directory, ...part } = barmanPart('3.19');
  return { ...part, path: join(directory, 'bin/python') };
}
