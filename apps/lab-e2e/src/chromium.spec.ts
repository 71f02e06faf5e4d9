import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { chromiumPart } from './chromium.ts';

const folder = mkdtempSync(join(tmpdir(), 'chromium-spec-'));
const program = join(folder, 'google-chrome');
writeFileSync(program, '#!/bin/sh\n');
chmodSync(program, 0o755);
afterAll(() => {
  rmSync(folder, { recursive: true });
});

test('a browser is found by its name in PATH', () => {
  expect(chromiumPart({ PATH: `/nowhere:${folder}` })).toEqual({ name: 'Chromium', program });
});

test('what CHROMIUM names comes first', () => {
  expect(chromiumPart({ PATH: '/nowhere', CHROMIUM: program }).program).toBe(program);
});

test('a browser that is missing is named with what to do about it', () => {
  expect(chromiumPart({ PATH: '/nowhere' }).missing).toContain('.ci/parts installs it');
  expect(chromiumPart({ PATH: folder, CHROMIUM: '/no/browser' }).missing).toContain('/no/browser');
});
