import { SECTION_END } from './github-issue.ts';

const SECTION_BEGIN = '<!-- postgres-ha:incident ';

interface Split {
  readonly before: string;
  readonly section: string;
  readonly after: string;
}

/** What stands around the section: how much of the room people use. */
export function charactersAround(body: string): number {
  const { before, after } = splitBody(body);
  return before.length + after.length;
}

/** The body with another section in it, and nothing else changed. Where people took the section away, it is put first. */
export function withSection(body: string, section: string): string {
  const { before, section: present, after } = splitBody(body);
  // the browser writes lines of its own kind
  if (present.replaceAll('\r\n', '\n') === section) return body;
  return `${before}${section}${after}`;
}

/** Up to which entry of the timeline the section tells; 0 where it does not say. */
export function toldIn(body: string): number {
  const match = /^<!-- postgres-ha:incident \S+ \S+ told=(\d+) -->/.exec(splitBody(body).section);
  return Number(match?.[1] ?? 0);
}

function splitBody(body: string): Split {
  const begin = body.indexOf(SECTION_BEGIN);
  if (begin < 0) return { before: '', section: '', after: body === '' ? '' : `\n\n${body}` };
  const end = body.indexOf(SECTION_END, begin);
  // the end may have been taken away: then all that follows is the section's
  const close = end < 0 ? body.length : end + SECTION_END.length;
  return { before: body.slice(0, begin), section: body.slice(begin, close), after: body.slice(close) };
}
