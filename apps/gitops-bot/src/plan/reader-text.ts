/**
 * A pull request's text as its reader sees it: what GitHub hides is left out, and what it shows folded is shown by its first line.
 * Markdown stays Markdown, without the spaces of no width that keep GitHub from making links of what is said.
 */
export function readerText(markdown: string): string {
  return markdown
    .replace(/<!--[\s\S]*?-->\n?/g, '')
    .replace(
      /<details>\s*<summary>([\s\S]*?)<\/summary>[\s\S]*?<\/details>/g,
      (_, summary: string) => `▸ ${plain(summary)}`,
    )
    .replaceAll('&#8203;', '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&#96;': '`',
  '&amp;': '&',
};

function plain(summary: string): string {
  return summary
    .replace(/<\/?[a-z]+>/g, '')
    .replace(/&(?:lt|gt|quot|amp|#39|#96);/g, (entity) => ENTITIES[entity] ?? entity)
    .trim();
}
