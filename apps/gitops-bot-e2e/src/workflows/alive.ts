import type { Nodes } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';

/** What GitHub makes a mention, a reference or a link of, in text that is no code. */
const REFERS = /@[a-z0-9]|#\d|\bGH-\d|:\/\/|www\./i;
/** What the bot itself writes: its marker, and files that can be folded. */
const OUR_HTML =
  /^(?:<!-- postgres-ha:\w+ v1 [ -~]* -->|<details><summary><code>[^<>]*<\/code> [^<>]*<\/summary>|<\/details>)$/;
const STRANGE = [
  'link',
  'linkReference',
  'definition',
  'image',
  'imageReference',
  'footnoteReference',
  'footnoteDefinition',
];

/** What of a text that tells of a pull request would do something on GitHub: it mentions, refers, links, shows a picture or is HTML. */
export function alive(markdown: string): readonly string[] {
  const root = fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
  return aliveIn(root);
}

function aliveIn(node: Nodes): readonly string[] {
  if (STRANGE.includes(node.type)) return [node.type];
  if (node.type === 'html') return OUR_HTML.test(node.value) ? [] : [`html ${node.value}`];
  if (node.type === 'text') return REFERS.test(node.value) ? [`text ${node.value}`] : [];
  return 'children' in node ? node.children.flatMap(aliveIn) : [];
}
