import { expect, test } from 'vitest';
import { readerText } from './reader-text.ts';

test('what only GitHub needs is left out: markers, and what keeps words from becoming links', () => {
  expect(readerText('<!-- postgres-ha:change v1 {} -->\nfrozen until 23:00:&#8203;00Z by @&#8203;team')).toBe(
    'frozen until 23:00:00Z by @team',
  );
});

test('of what is folded, the first line is shown', () => {
  expect(readerText('a\n\n<details><summary><code>b&amp;c</code> +1</summary>\n\nd\n\n</details>')).toBe(
    'a\n\n▸ b&c +1',
  );
});
