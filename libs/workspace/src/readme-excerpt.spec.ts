import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '@postgres-ha/testkit';
import { expect, test } from 'vitest';

const overview = execFileSync(process.execPath, [join(ROOT, 'apps/render/src/main.ts'), 'overview', '--root', ROOT], {
  encoding: 'utf8',
});

test('what README shows of `npm run overview` is what that prints', () => {
  const [, excerpt = ''] =
    /```console\n\$ npm run --silent overview\n([\s\S]*?)\n```/.exec(readFileSync(join(ROOT, 'README.md'), 'utf8')) ??
    [];
  const shown = excerpt.split('\n').filter((line) => line.trim() !== '…');
  expect(shown.length).toBeGreaterThan(3);
  expect(overview).toContain(shown.join('\n'));
});

test('a cluster of one instance is not said to fail over, and one with standbys says when and to which', () => {
  const rows = new Map(overview.split('\n\n').map((text) => [text.split('/')[0], /fails over +(.*)/.exec(text)?.[1]]));
  expect(rows.get('development')).toBe('never: there is no standby');
  expect(rows.get('production')).toMatch(
    /^30 s after .* only to a standby that provably has every acknowledged commit/,
  );
});
