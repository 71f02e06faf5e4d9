import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { explainState, STATE_NAMES } from '@postgres-ha/split-brain';
import { ROOT } from '@postgres-ha/testkit';
import { expect, test } from 'vitest';

const runbook = readFileSync(join(ROOT, 'docs/runbooks/split-brain.md'), 'utf8');
const headings = [...runbook.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading ?? '');

test('the runbook has a section for each state that opens an incident, under the name that incidents link to', () => {
  const opening = STATE_NAMES.filter((name) => explainState(name).tells !== 'note');
  expect(headings.filter((heading) => STATE_NAMES.some((name) => name === heading))).toEqual(opening);
});

test('each link within the runbook leads to one of its sections', () => {
  const anchors = headings.map((heading) => heading.toLowerCase().replaceAll(' ', '-'));
  const links = [...runbook.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor]) => anchor);
  expect(links.filter((link) => link === undefined || !anchors.includes(link))).toEqual([]);
});
