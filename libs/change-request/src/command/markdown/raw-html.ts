/** Spaces are those of ASCII: to browsers others are a part of the name. Complete on one line, and nothing reaches over its end. No backticks: in them it would be text, and its end might be too. */
const HARMLESS = [
  /<!--(?!-?>)[^`<>]*-->/g,
  /<(?:img|br|hr)(?:[ /](?:[^<>`\s]| )*)?>/gi,
  /<https?:\/\/[^\s<>`]*>/gi,
  /<(b|i|em|strong|code|kbd|sub|sup)>[^<>`]*<\/\1>/gi,
];
const DETAILS = /<(\/?)details(?: [^<>`]*)?>/gi;
const SUMMARY = /<\/?summary>/gi;

/** Whether a line outside of code may hold HTML that reaches further than the line. */
export function reachesOut(line: string): boolean {
  return line.includes('<') && hasTag(withoutHarmless(line));
}

export interface HtmlLine {
  readonly reachesOut: boolean;
  /** Where `details` begin and end in it, in order. */
  readonly details: readonly ('opened' | 'closed')[];
}

/** The same for a line that is HTML for certain: `details` may begin and end in it. */
export function readHtmlLine(line: string): HtmlLine {
  const rest = withoutHarmless(line);
  const details = [...rest.matchAll(DETAILS)].map(([, slash]) => (slash === '' ? 'opened' : 'closed'));
  return { reachesOut: hasTag(rest.replace(DETAILS, ' ').replace(SUMMARY, ' ')), details };
}

function withoutHarmless(line: string): string {
  // A space each, so that what stood on both sides does not become one.
  return HARMLESS.reduce((rest, pattern) => rest.replace(pattern, ' '), line);
}

function hasTag(text: string): boolean {
  return /<[A-Za-z/!?]/.test(text);
}
