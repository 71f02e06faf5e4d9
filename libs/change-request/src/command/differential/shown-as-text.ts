import type { Nodes } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';

/** What a third reader, of GitHub's Markdown, makes of the `/` that a line begins with: the kinds of the nodes around it, outermost first. */
export function shownAs(body: string, line: number): readonly string[] {
  const tree = fromMarkdown(body, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
  const text = body.split(/\r\n|[\r\n]/)[line - 1] ?? '';
  return around(tree, { line, column: text.indexOf('/') + 1 });
}

interface Point {
  readonly line: number;
  readonly column: number;
}

function around(node: Nodes, point: Point): readonly string[] {
  const inner = 'children' in node ? node.children.find((child) => holds(child, point)) : undefined;
  return [node.type, ...(inner === undefined ? [] : around(inner, point))];
}

function holds({ position }: Nodes, point: Point): boolean {
  if (position === undefined) return false;
  return !isBefore(point, position.start) && isBefore(point, position.end);
}

function isBefore(a: Point, b: Point): boolean {
  return a.line < b.line || (a.line === b.line && a.column < b.column);
}
