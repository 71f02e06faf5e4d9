import { readFileSync } from 'node:fs';
import { admit } from '@postgres-ha/admission';
import { serveRuns } from '../../render/child-process.ts';

const [file = ''] = process.argv.slice(2);
const objects = JSON.parse(readFileSync(file, 'utf8')) as readonly Readonly<Record<string, unknown>>[];

serveRuns({
  work: () => {
    for (const object of objects) {
      const [denial] = admit({ object, before: object }).denials;
      if (denial !== undefined) throw new Error(`${denial.rule} at ${denial.reported}`);
    }
  },
});
