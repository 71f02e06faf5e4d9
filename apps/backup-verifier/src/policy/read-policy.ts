import { isMap, LineCounter, parseAllDocuments, visit, type Document } from 'yaml';
import { quoted, readAs, refuse, type InputProblem, type Reading } from '@postgres-ha/command-line';
import { policyFaults } from './policy-faults.ts';
import { policySchema, type Policy } from './policy-schema.ts';

/** A ConfigMap holds at most 1 MiB, and this one a few hundred bytes. */
const MAX_BYTES = 1024 * 1024;
const KEY = 'policy.yaml';
const SUFFIX = '-backup-verification';

/** A policy, and the place in its file, for people. */
interface Found {
  readonly where: string;
  readonly text: string;
  /** What the ConfigMap is called; undefined where the file is the policy itself. */
  readonly configMap: string | undefined;
}

/**
 * Reads the verification policy of a cluster: from its file `02-backup-configuration.yaml`, or as the key `policy.yaml` alone, as Kubernetes mounts a
 * ConfigMap. It is strict: what it does not know, it refuses.
 * @param file for messages
 */
export function readPolicy(file: string, bytes: Uint8Array): Reading<Policy> {
  const text = textOf(file, bytes);
  if (typeof text !== 'string') return refuse(text);
  const found = findPolicy(file, text);
  if (found.kind === 'refused') return found;
  const { where, text: policyText, configMap } = found.value;
  const [document, ...more] = parse(policyText);
  const fault = faultOf(where, document, more.length);
  if (document === undefined || fault !== undefined) return refuse(fault ?? notAPolicy(where));
  const parsed = policySchema.safeParse(document.toJS({ maxAliasCount: 0 }));
  if (!parsed.success) return refuse(...policyFaults(where, document.toJS(), parsed.error));
  const policy = parsed.data;
  const expected = `${policy.cluster.name}${SUFFIX}`;
  if (configMap !== undefined && configMap !== expected) {
    return refuse({
      where,
      found: `the cluster ${quoted(policy.cluster.name)} in the ConfigMap ${quoted(configMap)}`,
      expected: `the ConfigMap ${expected}`,
      remedy: 'Render the environment again: `npm run render`.',
    });
  }
  return readAs(policy);
}

function findPolicy(file: string, text: string): Reading<Found> {
  const documents = parse(text);
  const faulty = documents.map((document) => faultOf(file, document, 0)).find((fault) => fault !== undefined);
  if (faulty !== undefined) return refuse(faulty);
  const policies = documents.flatMap((document) => policyOf(file, text, document));
  const [found, second] = policies;
  if (second !== undefined) {
    return refuse({
      where: file,
      found: `${policies.length} policies`,
      expected: 'one',
      remedy: 'Name the file of one cluster: each has its own 02-backup-configuration.yaml.',
    });
  }
  return found === undefined ? refuse(notAPolicy(file)) : readAs(found);
}

/** The policy in one document of the file, or none. */
function policyOf(file: string, text: string, document: Document.Parsed): readonly Found[] {
  if (!isMap(document.contents)) return [];
  const value = (path: readonly string[]): unknown => document.getIn(path);
  if (value(['kind']) === undefined && value(['archive']) !== undefined) {
    return [{ where: file, text: document.toString(), configMap: undefined }];
  }
  const name = value(['metadata', 'name']);
  const policy = value(['data', KEY]);
  if (value(['kind']) !== 'ConfigMap' || typeof name !== 'string' || typeof policy !== 'string') return [];
  if (!name.endsWith(SUFFIX)) return [];
  const line = text.slice(0, document.contents.range[0]).split('\n').length;
  return [{ where: `${file}:${line}: ${KEY} of ConfigMap ${name}`, text: policy, configMap: name }];
}

function parse(text: string): readonly Document.Parsed[] {
  const documents = parseAllDocuments(text, {
    version: '1.2',
    strict: true,
    uniqueKeys: true,
    lineCounter: new LineCounter(),
  });
  return Array.isArray(documents) ? documents : [];
}

function faultOf(where: string, document: Document.Parsed | undefined, others: number): InputProblem | undefined {
  const remedy = 'Render the environment again: `npm run render`.';
  if (others > 0) return { where, found: `${others + 1} documents`, expected: 'one', remedy };
  if (document === undefined) return undefined;
  if (hasAlias(document)) return { where, found: 'a YAML alias', expected: 'every value written out', remedy };
  const [error] = [...document.errors, ...document.warnings];
  if (error === undefined) return undefined;
  const [position] = error.linePos ?? [];
  const place = position === undefined ? where : `${where}:${position.line}:${position.col}`;
  // The message of the parser shows the line that it is about; one line of ours is enough.
  return { where: place, found: `YAML that cannot be read (${error.code})`, expected: 'YAML', remedy };
}

function hasAlias(document: Document.Parsed): boolean {
  let found = false;
  visit(document, {
    Alias: () => {
      found = true;
      return visit.BREAK;
    },
  });
  return found;
}

function notAPolicy(where: string): InputProblem {
  return {
    where,
    found: `no ConfigMap <cluster>${SUFFIX} with the key ${KEY}`,
    expected: 'the 02-backup-configuration.yaml of a cluster, or a policy itself',
    remedy: 'A cluster has one where its cluster.yaml has a backup; `npm run render` writes it.',
  };
}

function textOf(where: string, bytes: Uint8Array): string | InputProblem {
  const remedy = 'Name the 02-backup-configuration.yaml of a cluster.';
  if (bytes.byteLength > MAX_BYTES) {
    return { where, found: `${bytes.byteLength} bytes`, expected: `at most ${MAX_BYTES}`, remedy };
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return { where, found: 'bytes that are not UTF-8', expected: 'YAML in UTF-8', remedy };
  }
}
