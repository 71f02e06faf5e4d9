import { expect, test } from 'vitest';
import { DAMAGED, PROVEN } from '../example-states.ts';
import { RESTORABLE_PICTURE } from './restorable-picture.ts';

const drawn = (report: typeof PROVEN, width: number): string =>
  report.archives.map((archive) => RESTORABLE_PICTURE.draw(archive, width)).join('');

test('a report that went through JSON is drawn with what it says', () => {
  expect(drawn(PROVEN, 640)).toContain('proven up to 2026-11-25 14:00:13 UTC');
  expect(drawn(DAMAGED, 640)).toContain('lost');
});

test('pictures of two widths stand on one page: they have no id in common', () => {
  const ids = [...(drawn(PROVEN, 640) + drawn(PROVEN, 300)).matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
  expect(ids.length).toBeGreaterThan(2);
  expect(new Set(ids).size).toBe(ids.length);
});

test('what a picture looks like is no markup', () => {
  expect(RESTORABLE_PICTURE.style).not.toMatch(/[<>]|url\(|@import/);
});
