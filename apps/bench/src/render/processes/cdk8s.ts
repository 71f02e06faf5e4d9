import { readFileSync, rmSync } from 'node:fs';
import { ApiObject, App, Chart } from 'cdk8s';
import { serveRuns } from '../child-process.ts';
import type { Group } from '../rendered-groups.ts';

const [mode = '', groupsFile = '', outdir = ''] = process.argv.slice(2);

const start = performance.now();
const groups = JSON.parse(readFileSync(groupsFile, 'utf8')) as readonly Group[];
const readMs = performance.now() - start;

if (mode === 'warm') {
  serveRuns({ prepare: clear, work: synthesize });
} else {
  synthesize();
  process.stdout.write(String(readMs));
}

/** A chart, and so a file, for each group. */
function synthesize(): void {
  const app = new App({ outdir });
  for (const { name, objects } of groups) {
    const chart = new Chart(app, name);
    for (const [position, object] of objects.entries()) new ApiObject(chart, String(position), object);
  }
  app.synth();
}

function clear(): void {
  rmSync(outdir, { recursive: true, force: true });
}
