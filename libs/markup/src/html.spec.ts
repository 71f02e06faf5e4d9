import fc from 'fast-check';
import { expect, test } from 'vitest';
import { html } from './html.ts';

test('what is between tags is text, whatever it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const { markup } = html`<p>${text}</p>`;
      expect(markup.slice(3, -4)).not.toMatch(/[<>"'`]|&(?!amp;|lt;|gt;|quot;|#39;|#96;)/);
    }),
  );
});

test('text comes out as it was put in, for whoever reads markup', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      expect(read(html`${text}`.markup)).toBe(text);
    }),
  );
});

test('markup of a template stands in another one as it is, and lists stand one after the other', () => {
  const items = ['a', '<b>'].map((each) => html`<i>${each}</i>`);
  expect(html`<b title="${'"x"'}">${items}${3}</b>`.markup).toBe(
    '<b title="&quot;x&quot;"><i>a</i><i>&lt;b&gt;</i>3</b>',
  );
});

test('control characters do not get into markup', () => {
  expect(html`${'a\u0000b\u001b[2J\u009b\n'}`.markup).toBe('a\ufffdb\ufffd[2J\ufffd\n');
});

const CHARACTERS: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&#96;': '`',
  '&amp;': '&',
};

function read(markup: string): string {
  return markup.replaceAll(/&[^;]+;/g, (each) => CHARACTERS[each] ?? each);
}
