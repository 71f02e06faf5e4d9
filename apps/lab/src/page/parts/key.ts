import { html, type Html } from '@postgres-ha/markup';

/** Key of an object, which goes to the next line behind a slash rather than anywhere. */
export function key(of: string): Html {
  return html`<code>${of.split('/').map((each, index) => (index === 0 ? each : html`/<wbr />${each}`))}</code>`;
}
