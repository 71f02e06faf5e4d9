import { readFileSync } from 'node:fs';
import * as cnpg from '@kubernetes-models/cloudnative-pg/postgresql.cnpg.io/v1';
import { serveRuns } from '../../render/child-process.ts';

type Model = new (data: never) => { readonly validate: () => void };

const [file = ''] = process.argv.slice(2);
const objects = JSON.parse(readFileSync(file, 'utf8')) as readonly (Readonly<Record<string, unknown>> & {
  readonly kind: keyof typeof cnpg;
})[];

serveRuns({
  work: () => {
    for (const object of objects) new (cnpg[object.kind] as unknown as Model)(object as never).validate();
  },
});
