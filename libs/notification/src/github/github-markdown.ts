/** Stands between two characters that GitHub would read together. It is not seen. */
const APART = '&#8203;';

/** Characters that turn the direction of writing, or are not seen at all: they would make a text look like another one. */
const UNSEEN = /[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

/** What a text would be called to life by: control characters, and the beginning of a comment, in which our markers are. */
function plain(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replace(UNSEEN, '')
    .replaceAll('<!--', '<! --')
    .toWellFormed()
    .trim();
}

/** On one line, cut with an ellipsis where it is longer. */
export function cut(text: string, room: number): string {
  const line = plain(text);
  if (line.length <= room) return line;
  return `${line
    .slice(0, Math.max(0, room - 1))
    .toWellFormed()
    .replace(/\ufffd$/, '')}…`;
}

/**
 * A text that is read as it is written: no markup, no HTML, no link, nobody who is mentioned, no issue that is referred to or closed.
 * @see https://github.github.com/gfm/#backslash-escapes; GitHub looks for mentions and references after that, so that they are taken apart
 */
export function prose(text: string): string {
  return (
    text
      .replace(/[\\`*_[\]<>#~&$]/g, (character) => `\\${character}`)
      // what begins a list or an underlined heading does so only at the beginning
      .replace(/^(?=[-+=])/, '\\')
      .replace(/^(\d+)(?=[.)])/, '$1\\')
      .replace(/@/g, `@${APART}`)
      .replace(/\\#(?=\d)/g, `$&${APART}`)
      .replace(/\bGH-(?=\d)/gi, `$&${APART}`)
      .replace(/:(?=\/\/|[a-z+-][a-z0-9_+-]*:)/gi, `$&${APART}`)
      .replace(/www(?=\.)/gi, `$&${APART}`)
  );
}

/** A text in which GitHub looks for nothing at all. */
export function inlineCode(text: string): string {
  if (text === '') return '(nothing)';
  const fence = '`'.repeat(longestRun(text) + 1);
  const pad = /^`|`$/.test(text) ? ' ' : '';
  return `${fence}${pad}${text}${pad}${fence}`;
}

export function codeBlock(lines: readonly string[]): string {
  const fence = '`'.repeat(Math.max(3, ...lines.map((line) => longestRun(line) + 1)));
  return [`${fence}text`, ...lines, fence].join('\n');
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}

/** An address from the settings; as code where it is none. */
export function link(text: string, address: string): string {
  const url = URL.parse(address);
  if (url === null || !/^https?:$/.test(url.protocol)) return `${text}: ${inlineCode(cut(address, 500))}`;
  return `[${text}](<${url.href.replace(/[<>()\\]/g, encodeURIComponent)}>)`;
}

/** `2026-11-26 01:00:05 UTC` */
export function instantText(iso: string): string {
  const parsed = Date.parse(iso);
  return Number.isFinite(parsed)
    ? new Date(parsed)
        .toISOString()
        .replace('T', ' ')
        .replace(/\.\d+Z$/, ' UTC')
    : inlineCode(cut(iso, 40));
}
