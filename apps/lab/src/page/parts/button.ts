import { html, type Html, NOTHING, type Part } from '@postgres-ha/markup';

/** What the buttons send: the path, for copies and failovers which, and for the bot what is asked. */
export type Action = 'break-copy' | 'back-up' | 'prove' | 'fail-over' | 'ask-bot';

export interface ButtonContext {
  /** Of this start of the lab; nothing is done without it. */
  readonly token: string;
  /** Why nothing can be asked for now; null while it can. */
  readonly blocked: string | null;
}

interface ButtonLook {
  readonly action: Action;
  readonly label: Part;
  /** Which kind. */
  readonly value?: string;
  /** What is asked. */
  readonly text?: string;
}

/**
 * A form of its own, so that it works without JavaScript. While nothing can be asked for it stays in the order of the keyboard and says why
 * when pressed: a button that is disabled under somebody's finger takes the focus with it.
 */
export function button({ action, label, value, text }: ButtonLook, { token, blocked }: ButtonContext): Html {
  const kind = value === undefined ? NOTHING : html`<input type="hidden" name="kind" value="${value}" />`;
  const asked = text === undefined ? NOTHING : html`<input type="hidden" name="text" value="${text}" />`;
  const state = blocked === null ? NOTHING : html` aria-disabled="true" aria-describedby="blocked"`;
  return html`<form method="post" action="/${action}">
    <input type="hidden" name="token" value="${token}" />${kind}${asked}<button type="submit" ${state}>${label}</button>
  </form>`;
}
