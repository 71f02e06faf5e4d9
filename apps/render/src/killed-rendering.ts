import { writeFileSync } from 'node:fs';
import { nodeDisk, type Disk } from './atomic-write.ts';
import { render } from './commands/render.ts';

/**
 * Renders a repository and kills itself at one operation of the disk, as `kill -9` would: a script for tests alone.
 * Arguments: the root, the number of the operation, and `before`, `during` or `after`.
 */
const [root = '', operation = '', moment = ''] = process.argv.slice(2);
let count = 0;

function survive(act: () => void, partly: () => void = () => undefined): void {
  count += 1;
  const last = count === Number(operation);
  if (last && moment === 'before') kill();
  if (last && moment === 'during') {
    partly();
    kill();
  }
  act();
  if (last) kill();
}

function kill(): never {
  process.kill(process.pid, 'SIGKILL');
  // The signal may take a moment; nothing may happen in it.
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

const disk: Disk = {
  store: (path, text) => {
    survive(
      () => {
        nodeDisk.store(path, text);
      },
      () => {
        writeFileSync(path, text.slice(0, text.length / 2));
      },
    );
  },
  rename: (from, to) => {
    survive(() => {
      nodeDisk.rename(from, to);
    });
  },
  remove: (path) => {
    survive(() => {
      nodeDisk.remove(path);
    });
  },
};

render(root, [], disk);
