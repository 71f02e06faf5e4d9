import { serveRuns } from '../../render/child-process.ts';
import { planFor } from '../plan-change.ts';

/** Plans for one target after the other. */
const [root = '', ...names] = process.argv.slice(2);
let turn = 0;

serveRuns({
  work: async () => {
    const name = names[turn % names.length] ?? '';
    turn += 1;
    await planFor(root, name);
  },
});
