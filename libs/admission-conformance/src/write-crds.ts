import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { compactCrd } from './compact-crd.ts';

/**
 * Writes the schemas that `libs/admission` judges by, from the CRDs of a release:
 *
 *     node libs/admission-conformance/src/write-crds.ts <cnpg-1.30.0.yaml> <barman plugin manifest.yaml>
 *
 * The files are the release manifests of CloudNativePG and of the Barman Cloud plugin, or any YAML that holds their CRDs. A contract
 * test compares what is committed with what a real API server serves.
 */
const KINDS = ['Cluster', 'Pooler', 'Backup', 'ScheduledBackup', 'Database', 'DatabaseRole', 'ObjectStore'];

const documents = process.argv.slice(2).flatMap((file) => parseAllDocuments(readFileSync(file, 'utf8')));
const crds = documents.map((document) => compactCrd(document.toJS({ maxAliasCount: -1 })));
for (const kind of KINDS) {
  const crd = crds.find((candidate) => candidate?.kind === kind);
  if (crd === undefined) throw new Error(`no CRD of ${kind} in ${process.argv.slice(2).join(', ')}`);
  const path = join(import.meta.dirname, '../../admission/src/crd', `${kind.toLowerCase()}.json`);
  writeFileSync(path, `${JSON.stringify(crd, null, 1)}\n`);
}
