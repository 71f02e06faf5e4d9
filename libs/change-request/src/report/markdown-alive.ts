import type { Nodes } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';

/** For tests: a text as a parser of GitHub's Markdown reads it. */
export function parsed(markdown: string): Nodes {
  return fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
}

export function* nodesOf(node: Nodes): Generator<Nodes> {
  yield node;
  if ('children' in node) for (const child of node.children) yield* nodesOf(child);
}

/** What GitHub looks for in text that is no code, after the markup is read. */
const ALIVE = /@[a-z0-9]|#\d|\bGH-\d|:\/\/|www\.|:[a-z0-9_+-]*[a-z_+-][a-z0-9_+-]*:|\b[0-9a-f]{7,40}\b/i;

const OUR_HTML = [
  /^<!-- postgres-ha:(?:change|review|reply|dashboard) v1 [ -~]* -->$/,
  /^<details><summary><code>[^<>]*<\/code> [^<>]*<\/summary>$/,
  /^<\/details>$/,
];

/**
 * What of a text came to life that is not ours: links, HTML, pictures, notes, and text that GitHub would refer with.
 * @param isOurs whether a link is one that we wrote
 */
export function alive(markdown: string, isOurs: (url: string) => boolean): readonly string[] {
  return [...nodesOf(parsed(markdown))].flatMap((node) => {
    switch (node.type) {
      case 'link':
        return isOurs(node.url) ? [] : [`link ${node.url}`];
      case 'html':
        return OUR_HTML.some((form) => form.test(node.value)) ? [] : [`html ${node.value}`];
      case 'text':
        return ALIVE.test(node.value) ? [`text ${node.value}`] : [];
      case 'image':
      case 'imageReference':
      case 'linkReference':
      case 'definition':
      case 'blockquote':
      case 'footnoteReference':
      case 'footnoteDefinition':
      case 'thematicBreak':
      case 'delete':
        return [node.type];
      default:
        return [];
    }
  });
}
