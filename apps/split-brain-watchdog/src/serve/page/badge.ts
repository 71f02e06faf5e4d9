import { html, type Html } from '@postgres-ha/markup';

/** How much something matters, by a sign and a colour. */
export type Tone = 'good' | 'warn' | 'bad' | 'note';

const SIGNS: Readonly<Record<Tone, string>> = { good: '✓', warn: '!', bad: '✕', note: '·' };

export function badge(text: string, tone: Tone): Html {
  return html`<span class="badge ${tone}"><span aria-hidden="true">${SIGNS[tone]}</span> ${text}</span>`;
}

export function toneOf(severity: string): Tone {
  if (severity === 'critical') return 'bad';
  return severity === 'warning' ? 'warn' : 'note';
}
