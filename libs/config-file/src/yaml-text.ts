import { readAs, refuse, type InputProblem, type Reading } from '@postgres-ha/command-line';
import { isMap, isNode, isScalar, LineCounter, parseDocument, visit, type Document } from 'yaml';

export type Path = readonly PropertyKey[];

/** One YAML document, with the place of everything in it. */
export interface YamlText {
  readonly value: unknown;
  /** `bot.yaml:12:5`, of a value, or of the key itself where the value is of no use. */
  readonly placeOf: (path: Path) => string;
  /** A part of the document as it stands there, on the same lines. */
  readonly slice: (path: Path) => string | undefined;
}

/** More is no configuration. */
const MAX_BYTES = 4 * 1024 * 1024;

/** @param file for messages
 * @param remedy where one that is right can be seen */
export function readYaml(
  bytes: Uint8Array,
  { file, remedy }: { readonly file: string; readonly remedy: string },
): Reading<YamlText> {
  const problem = (found: string, expected: string, where = file): InputProblem => ({
    where,
    found,
    expected,
    remedy,
  });
  if (bytes.byteLength > MAX_BYTES) return refuse(problem(`${bytes.byteLength} bytes`, `at most ${MAX_BYTES}`));
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return refuse(problem('bytes that are not UTF-8', 'YAML in UTF-8'));
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { version: '1.2', strict: true, uniqueKeys: true, lineCounter: lines });
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  const faults = [...document.errors, ...document.warnings];
  // What the parser writes shows lines of the file; there may be a password in them.
  if (faults.length > 0) {
    return refuse(
      ...faults.map(({ code, pos: [offset] }) => problem(`YAML that cannot be read (${code})`, 'YAML', at(offset))),
    );
  }
  const alias = firstAlias(document);
  if (alias !== undefined) return refuse(problem('a YAML alias', 'every value written out', at(alias)));
  return readAs({
    value: document.toJS() as unknown,
    placeOf: (path) => {
      const offset = offsetOf(document, path);
      return offset === undefined ? file : at(offset);
    },
    slice: (path) => {
      const node = document.getIn(path, true);
      const range = isNode(node) ? node.range : undefined;
      if (range === undefined || range === null) return undefined;
      const [from, , to] = range;
      const { line, col } = lines.linePos(from);
      return `${'\n'.repeat(line - 1)}${' '.repeat(col - 1)}${text.slice(from, to)}`;
    },
  });
}

function firstAlias(document: Document): number | undefined {
  let found: number | undefined;
  visit(document, {
    Alias: (_key, { range }) => {
      found = range?.[0] ?? 0;
      return visit.BREAK;
    },
  });
  return found;
}

/** Of what is at a path; of what is around it where it is not there. */
function offsetOf(document: Document, path: Path): number | undefined {
  const last = path.at(-1);
  const around = path.length <= 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (isMap(around)) {
    const pair = around.items.find(({ key }) => isScalar(key) && key.value === last);
    if (pair !== undefined && isScalar(pair.key)) return pair.key.range?.[0];
  }
  const node = path.length === 0 ? document.contents : document.getIn(path, true);
  if (isNode(node)) return node.range?.[0];
  return path.length === 0 ? undefined : offsetOf(document, path.slice(0, -1));
}
