import { quoted, readAs, refuse, type InputProblem, type Reading } from '@postgres-ha/command-line';
import { closest, distance } from 'fastest-levenshtein';
import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, visit, type Document } from 'yaml';
import type { z } from 'zod';
import { textWithoutSecrets } from '../without-secrets.ts';
import type { NotifySettings } from './notify-settings.ts';
import { notifySchema, SECRET_EXPECTED } from './settings-schema.ts';

export interface NotifySource {
  /** For messages. */
  readonly file: string;
}

const LONGEST = 1024 * 1024;

/**
 * Reads `notify.yaml`. Every problem has its line and column; no problem shows a text that may be a secret.
 * A reading that is `read` names secrets only by reference: see `openSinks`.
 */
export function readNotifySettings(text: string, { file }: NotifySource): Reading<NotifySettings> {
  if (text.length > LONGEST) {
    return refuse({
      where: file,
      found: `${text.length} characters`,
      expected: `at most ${LONGEST}`,
      remedy: 'Name the settings of notifications.',
    });
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { version: '1.2', strict: true, uniqueKeys: true, lineCounter: lines });
  const place = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  const syntax = syntaxProblems(document, place);
  if (syntax.length > 0) return refuse(...syntax);
  const parsed = notifySchema.safeParse(document.toJS());
  if (parsed.success) return readAs(parsed.data);
  return refuse(...parsed.error.issues.flatMap((issue) => problemsOf(issue, { document, place })));
}

function syntaxProblems(document: Document.Parsed, place: (offset: number) => string): readonly InputProblem[] {
  const remedy = 'See the example in the README of notification.';
  // The parser's own message shows the line, which may hold a secret.
  const faults = [...document.errors, ...document.warnings].map(({ pos, code }) => ({
    where: place(pos[0]),
    found: `YAML that cannot be read (${code})`,
    expected: 'YAML',
    remedy,
  }));
  visit(document, {
    Alias: (_, { range }) => {
      const where = place(range?.[0] ?? 0);
      faults.push({ where, found: 'an alias', expected: 'every value written out', remedy });
    },
  });
  return faults;
}

interface Places {
  readonly document: Document.Parsed;
  readonly place: (offset: number) => string;
}

function problemsOf(issue: z.core.$ZodIssue, { document, place }: Places): readonly InputProblem[] {
  const at = (path: readonly PropertyKey[]): string => `${place(offsetOf(document, path))}: ${pathText(path)}`;
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      where: `${place(keyOffset(document, [...issue.path, key]))}: ${pathText([...issue.path, key])}`,
      found: 'a key that there is not',
      expected: 'no such key',
      remedy: nearKey(key),
    }));
  }
  const value = valueAt(document, issue.path);
  const isSecret = issue.message === SECRET_EXPECTED;
  if (isSecret && typeof value === 'string') {
    return [
      {
        where: at(issue.path),
        found: 'the secret itself',
        expected: SECRET_EXPECTED,
        remedy:
          'Settings are kept and shared, so that a secret in them is one no more: put it into an environment variable or a file, and revoke this one.',
      },
    ];
  }
  return [
    {
      where: at(issue.path),
      found: isSecret ? kindOf(value) : shown(value),
      expected: expectedBy(issue),
      remedy: 'See the example in the README of notification.',
    },
  ];
}

function expectedBy(issue: z.core.$ZodIssue): string {
  if (issue.code === 'too_small' && issue.origin !== 'string') return `at least ${issue.minimum}`;
  if (issue.code === 'too_big') return `at most ${issue.maximum}`;
  if (issue.code === 'invalid_type' && issue.expected === 'object') return 'a block of keys';
  if (issue.code === 'invalid_key') return 'a name of letters, digits and _';
  return issue.message;
}

const KEYS = [
  ...['kind', 'name', 'minimumSeverity', 'kinds', 'channel', 'token', 'url', 'bearer', 'basic', 'labels', 'refresh'],
  ...['routingKey', 'signingSecret', 'repository', 'app', 'id', 'installation', 'key', 'user', 'password', 'sinks'],
];

function nearKey(key: string): string {
  const near = closest(key, KEYS);
  return near !== key && distance(near, key) <= 3 ? `Did you mean ${near}?` : 'Take it away.';
}

/** Of the value; of the block around it where there is none. */
function offsetOf(document: Document.Parsed, path: readonly PropertyKey[]): number {
  const node = document.getIn(path, true);
  if (isNode(node)) return node.range?.[0] ?? 0;
  return path.length === 0 ? 0 : offsetOf(document, path.slice(0, -1));
}

function keyOffset(document: Document.Parsed, path: readonly PropertyKey[]): number {
  const block = document.getIn(path.slice(0, -1), true);
  const pairs = isMap(block) ? block.items : [];
  const found = pairs.map(({ key }) => key).find((key) => isScalar(key) && key.value === path.at(-1));
  return isNode(found) ? (found.range?.[0] ?? 0) : offsetOf(document, path);
}

function valueAt(document: Document.Parsed, path: readonly PropertyKey[]): unknown {
  const node = document.getIn(path, true);
  if (isMap(node)) return {};
  if (isSeq(node)) return [];
  return isScalar(node) ? node.value : undefined;
}

function pathText(path: readonly PropertyKey[]): string {
  return path.length === 0 ? 'the file' : path.map(String).join('.');
}

function shown(value: unknown): string {
  if (typeof value === 'string') return quoted(textWithoutSecrets(value));
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : kindOf(value);
}

function kindOf(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (typeof value === 'object') return Array.isArray(value) ? 'a list' : 'a block of keys';
  return `a ${typeof value}`;
}
