import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Edit } from '@postgres-ha/yaml-edit';
import type { Bench, BenchOptions, BenchReport } from '../bench.ts';
import { measure, type Contender } from '../rounds.ts';
import { collateralOf, editedBySplices, type Collateral } from './collateral.ts';
import { editedByDocument } from './document-api.ts';

/** Edits of a person's file, beside the same by way of a document that is written anew. */
export const editBench: Bench = {
  summary: 'one value of production’s cluster.yaml edited, beside parsing and writing the document anew',
  run: compare,
};

const FILE = 'environments/production/postgres-cluster/cluster.yaml';
/** So many that a clock can tell. */
const EDITS = 1000;

async function compare({ rounds }: BenchOptions): Promise<BenchReport> {
  const text = readFileSync(join(import.meta.dirname, '../../../..', FILE), 'utf8');
  const results = await measure(
    [
      contender({ who: 'postgres-ha', what: 'splices, read again by YAML 1.2 and 1.1' }, text, editedBySplices),
      contender({ who: 'yaml', what: 'parseDocument, setIn, toString; nothing verified' }, text, editedByDocument),
    ],
    rounds,
  );
  return {
    title: `edit: ${EDITS} edits of one value in ${FILE}, ${Buffer.byteLength(text)} bytes`,
    results,
    notes: [
      `postgres-ha, ${told(collateralOf(editedBySplices))}`,
      `yaml, ${told(collateralOf(editedByDocument))}`,
      'Hostile documents: those of libs/yaml-edit/src/hostile that can be edited, each with its own edits. Not edited means that an error was thrown.',
    ],
  };
}

function contender(
  names: Pick<Contender, 'who' | 'what'>,
  text: string,
  edit: (text: string, edits: readonly Edit[]) => string,
): Contender {
  return {
    ...names,
    run: () => {
      const start = performance.now();
      for (let count = 0; count < EDITS; count += 1) {
        edit(text, [{ kind: 'set', path: ['failoverDelay'], value: `${count}m` }]);
      }
      return { kind: 'done', ms: performance.now() - start };
    },
  };
}

function told({ edited, of, spoilt, bytes }: Collateral): string {
  return `hostile documents: ${edited} of ${of} edited; lines that the edit is not about changed in ${spoilt} of them, ${bytes} bytes in all.`;
}
