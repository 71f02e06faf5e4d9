import { describe, expect, test } from 'vitest';
import type { WatchStatus } from '../watch-status.ts';
import { watchPage } from './watch-page.ts';

const HOSTILE = '<img src=x onerror=alert(1)>"\'&';
const STATUS: WatchStatus = {
  ...{ now: '2026-11-26T01:00:30.000Z', observer: HOSTILE, startedAt: '2026-11-26T01:00:00.000Z', doubtSince: null },
  clusters: [
    {
      ...{ name: HOSTILE, state: 'dual-writing', judgedAt: '2026-11-26T01:00:29.000Z' },
      conditions: [],
      concerns: [
        {
          ...{ key: 'k', kind: 'split-brain/dual-writing', severity: 'critical', cluster: HOSTILE, title: HOSTILE },
          ...{ summary: HOSTILE, nextSteps: [HOSTILE], runbook: 'javascript:alert(1)', sticky: false },
          evidence: [{ label: HOSTILE, text: HOSTILE }],
          lists: [{ title: HOSTILE, lines: [HOSTILE], complete: false }],
        },
      ],
      members: [
        {
          ...{ name: HOSTILE, role: 'primary', outcome: 'answered', lastAnswer: '2026-11-26T01:00:29.500Z' },
          ...{ timeline: 2, lsn: '0/3000148', lagBytes: '16777216', followers: 1, address: HOSTILE },
        },
      ],
      changes: [{ at: '2026-11-26T01:00:10.000Z', kind: 'switchover', from: HOSTILE, to: 'b', tookMs: 1234 }],
    },
  ],
  incidents: [
    {
      ...{ id: '0123456789abcdef', key: 'k', status: 'open', revision: 1, openedAt: '2026-11-26T01:00:10.000Z' },
      ...{ changedAt: '2026-11-26T01:00:10.000Z', resolvedAt: null, openings: 1 },
      ...{ severity: 'critical', worst: 'critical' },
      concern: {
        ...{ key: 'k', kind: 'x', severity: 'critical', cluster: HOSTILE, title: HOSTILE, summary: HOSTILE },
        ...{ evidence: [], lists: [], nextSteps: [], runbook: null, sticky: false },
      },
      timeline: [{ number: 1, at: '2026-11-26T01:00:10.000Z', kind: 'opened', text: HOSTILE }],
    },
  ],
  sinks: [{ name: HOSTILE, delivered: 3, failed: 1, waiting: 0, failing: HOSTILE, selfTest: 'failed' }],
  heartbeat: { lastPushed: null, held: HOSTILE },
  recordings: { bytes: 3 * 1024 ** 2, lost: 7, failing: 'ENOSPC' },
};

describe('the page', () => {
  const page = watchPage(STATUS);

  test('is text whatever things are called', () => {
    expect(page).not.toContain('<img');
    expect(page).not.toContain('javascript:');
    expect(page).toContain('&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;');
  });

  test('runs nothing, asks nobody for anything, and loads itself anew', () => {
    expect(page).not.toMatch(/<script|<link|<iframe|<form|url\(|@import|https?:/);
    expect(page).toContain('<meta http-equiv="refresh" content="5" />');
  });

  test('says what is known, and how old it is', () => {
    expect(page).toContain('Judged 1 s ago.');
    expect(page).toContain('16.0 MiB');
    expect(page).toContain('1.2 s');
    expect(page).toContain('not all are listed');
    expect(page).toContain('Recordings: 3.0 MiB, 7 events lost, failing (ENOSPC).');
  });

  test('has the id that an acknowledgement needs', () => {
    expect(page).toContain('<code>0123456789abcdef</code>');
  });

  test('calls no primary good where there is another', () => {
    const [cluster] = STATUS.clusters;
    const [one] = cluster?.members ?? [];
    const twice = cluster === undefined || one === undefined ? [] : [{ ...cluster, members: [one, one] }];
    expect(watchPage({ ...STATUS, clusters: twice, incidents: [], sinks: [] })).not.toContain('badge good');
    expect(page).toContain('badge good');
  });

  test('names each cell for who reads it on a narrow screen', () => {
    for (const label of ['Member', 'Role', 'Last answer', 'Timeline', 'Position', 'Behind', 'Followers', 'Address']) {
      expect(page).toContain(`<td data-label="${label}">`);
    }
  });

  test('says first that the observer may be cut off', () => {
    const doubted = watchPage({ ...STATUS, doubtSince: '2026-11-26T01:00:00.000Z' });
    expect(doubted).toContain('role="alert"');
    expect(doubted.replace(/\s+/g, ' ')).toContain('For 30 s this observer has heard too few members');
  });

  test('does not call anything good that is not known', () => {
    const [cluster] = STATUS.clusters;
    const unknown =
      cluster === undefined ? [] : [{ ...cluster, state: 'unknown', judgedAt: null, concerns: [], members: [] }];
    expect(watchPage({ ...STATUS, clusters: unknown, sinks: [], incidents: [] })).not.toContain('badge good');
  });
});
