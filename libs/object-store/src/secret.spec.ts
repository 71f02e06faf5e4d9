import { format, inspect } from 'node:util';
import { expect, test } from 'vitest';
import { secret } from './secret.ts';

test('a secret is shown by nothing but reveal', () => {
  const hidden = secret('hunter2');
  const shown = [
    String(hidden),
    ['a', hidden].join(),
    JSON.stringify({ hidden }),
    inspect({ hidden }, { depth: 9, showHidden: true }),
    format('%s %o %j', hidden, hidden, hidden),
    Object.values(hidden).map(String).join(),
  ];
  for (const text of shown) expect(text).not.toContain('hunter2');
  expect(hidden.reveal()).toBe('hunter2');
});
