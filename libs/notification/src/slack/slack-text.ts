/** Slack's markup knows three characters that must be escaped. @see https://docs.slack.dev/messaging/formatting-message-text */
const ESCAPED: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

export interface TextRoom {
  /** Characters that there is room for, as Slack counts them: after escaping. */
  readonly room: number;
}

/** Escaped, and cut with an ellipsis where it does not fit; never within an entity or a character. */
export function fitMarkup(text: string, { room }: TextRoom): string {
  return fit(text, room, (character) => ESCAPED[character] ?? character);
}

/** As it is, for plain text, on one line. */
export function fitPlain(text: string, { room }: TextRoom): string {
  return fit(text.replace(/\s+/g, ' ').trim(), room, (character) => character);
}

function fit(text: string, room: number, shown: (character: string) => string): string {
  let fitting = '';
  let whole = '';
  for (const character of text) {
    const next = shown(character);
    if (whole.length + next.length > room) return `${fitting}…`.slice(0, Math.max(room, 0));
    whole += next;
    if (whole.length < room) fitting = whole;
  }
  return whole;
}

/** Shown in the reader's own time zone, with seconds; where that is not known, in UTC. */
export function slackTime(iso: string): string {
  const seconds = Math.floor(Date.parse(iso) / 1000);
  const fallback = `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
  return Number.isFinite(seconds)
    ? `<!date^${seconds}^{date_short_pretty} {time_secs}|${fallback}>`
    : fitMarkup(iso, { room: 40 });
}
