import { check } from '@postgres-ha/render/check';
import { serveRuns } from '../child-process.ts';

const [root = ''] = process.argv.slice(2);

serveRuns({
  work: () => {
    const { code, text } = check(root, []);
    if (code !== 0) throw new Error(text);
  },
});
