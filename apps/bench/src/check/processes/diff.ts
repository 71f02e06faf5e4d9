import { diff } from '@postgres-ha/render/diff';
import { serveRuns } from '../../render/child-process.ts';

const [root = ''] = process.argv.slice(2);

serveRuns({
  work: () => {
    const { code, text } = diff(root, 'main', 'text');
    if (code !== 0) throw new Error(text.slice(0, 2000));
  },
});
