import { inlineCode } from './code.ts';
import { cut } from './plain-text.ts';

/** A link to where we mean it to go, the address as code where it is none. `text` is Markdown of ours. */
export function link(text: string, address: string): string {
  const url = URL.parse(address);
  if (url === null || !/^https?:$/.test(url.protocol)) return `${text}: ${inlineCode(cut(address, 500))}`;
  return `[${text}](<${url.href.replace(/[<>()\\|]/g, encodeURIComponent)}>)`;
}
