import { parse, type DefaultTreeAdapterTypes } from 'parse5';

type Node = DefaultTreeAdapterTypes.Node;
export type Element = DefaultTreeAdapterTypes.Element;

/** A page as a browser takes it, for tests. @throws Error where a browser would have to guess */
export function parsedPage(page: string): Node {
  const errors: string[] = [];
  const root = parse(page, { onParseError: ({ code, startLine }) => errors.push(`${code} in line ${startLine}`) });
  if (errors.length > 0) throw new Error(errors.join('\n'));
  return root;
}

export function elementsOf(node: Node): readonly Element[] {
  const below = 'childNodes' in node ? node.childNodes.flatMap(elementsOf) : [];
  return 'tagName' in node ? [node, ...below] : below;
}

/** All text, without styles. */
export function textOf(node: Node): string {
  if ('value' in node) return node.value;
  if ('tagName' in node && node.tagName === 'style') return '';
  return 'childNodes' in node ? node.childNodes.map(textOf).join('') : '';
}

export function attributeOf({ attrs }: Element, asked: string): string | undefined {
  return attrs.find(({ name }) => name === asked)?.value;
}

/** Names of elements and attributes, nested: everything but texts and values. */
export function skeletonOf(node: Node): unknown {
  const below = 'childNodes' in node ? node.childNodes.filter((each) => 'tagName' in each).map(skeletonOf) : [];
  return 'tagName' in node ? [node.tagName, node.attrs.map(({ name }) => name), below] : below;
}
