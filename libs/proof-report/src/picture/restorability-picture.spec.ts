import type { ArchiveReport, BackupReport, Moments } from '@postgres-ha/backup-proof';
import { lsn, timelineId } from '@postgres-ha/postgres-storage';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { attributeOf, elementsOf, parsedPage, textOf } from '../html/parsed-page.ts';
import { DAMAGED, FULL, PROVEN } from '../report/example-reports.ts';
import { marksOf } from './marks.ts';
import { restorabilityPicture } from './restorability-picture.ts';
import { scaleOf } from './scale.ts';
import { CHARACTER, spreadLabels } from './spread-labels.ts';
import { stretchesOf } from './stretches.ts';

const EXAMPLE = example();

function example(): BackupReport {
  const [backup] = DAMAGED.backups;
  if (backup === undefined) throw new Error('the example has backups');
  return backup;
}

const HOUR_MS = 3_600_000;

/** Moments one after the other, an hour and a segment each; backups at some of their edges. */
const anyArchive: fc.Arbitrary<ArchiveReport> = fc
  .record({
    states: fc.array(fc.constantFrom<Moments['state']>('proven', 'unproven', 'lost'), { minLength: 1, maxLength: 400 }),
    backups: fc.array(fc.nat(400), { maxLength: 300 }),
    times: fc.boolean(),
  })
  .map(({ states, backups, times }) => archive({ states, backups, times }));

function archive({
  states,
  backups,
  times,
}: {
  readonly states: readonly Moments['state'][];
  readonly backups: readonly number[];
  readonly times: boolean;
}): ArchiveReport {
  const at = (index: number): Date => new Date(PROVEN.startedAt.getTime() - (states.length - index) * HOUR_MS);
  const position = (index: number) => lsn(BigInt(index + 1) << 24n);
  return {
    ...PROVEN,
    moments: states.map((state, index) => ({
      timeline: timelineId(1),
      from: position(index),
      to: position(index + 1),
      state,
      ...(times && { fromTime: at(index), toTime: at(index + 1) }),
    })),
    backups: backups.map((each, index): BackupReport => {
      const edge = each % (states.length + 1);
      const verdict = {
        kind: 'unknown',
        passed: 'none',
        because: [{ id: 'x', level: 'L1', weight: 'unknown', found: '', expected: '', remedy: '' }],
      } as const;
      return {
        ...EXAMPLE,
        id: `b${index}`,
        timeline: timelineId(1),
        end: position(edge),
        endedAt: times ? at(edge) : undefined,
        verdict,
      };
    }),
  };
}

const drawnIn = (report: ArchiveReport, width = 960) =>
  elementsOf(
    parsedPage(
      `<!doctype html><html lang="en"><head><title>x</title></head><body>${restorabilityPicture(report, { width })}</body></html>`,
    ),
  );

describe('the picture', () => {
  test('stays small, however much there is to draw', () => {
    const states = Array.from(
      { length: 3000 },
      (_, index) => (['proven', 'lost', 'unproven'] as const)[index % 3] ?? 'lost',
    );
    const backups = Array.from({ length: 1000 }, (_, index) => index * 3);
    const svg = restorabilityPicture(archive({ states, backups, times: true }));
    expect(svg.length).toBeLessThan(120_000);
    expect(svg).toContain('1,000 backups');
  });

  test('is drawn in the order of positions where times are not known, and says so', () => {
    const report = archive({ states: ['proven', 'lost'], backups: [0], times: false });
    expect(scaleOf(report).kind).toBe('order');
    expect(restorabilityPicture(report)).toContain('not to scale');
  });

  test('of one point in time, of one backup alone, and of nothing is still one', () => {
    const [first] = PROVEN.backups;
    for (const report of [
      archive({ states: ['proven'], backups: [0, 0, 0], times: false }),
      { ...PROVEN, moments: [], backups: first === undefined ? [] : [first] },
      { ...PROVEN, moments: [], backups: [] },
    ]) {
      for (const each of drawnIn(report))
        for (const { value } of each.attrs) expect(value).not.toMatch(/NaN|Infinity|undefined/);
    }
  });

  test('has a lane for each timeline, the newest ones where there are many', () => {
    const moments = Array.from({ length: 20 }, (_, index) => ({
      ...FULL.moments[0],
      timeline: timelineId(index + 1),
    })) as readonly Moments[];
    const text = drawnIn({ ...FULL, moments })
      .filter(({ tagName }) => tagName === 'text')
      .map(textOf);
    expect(text).toContain('Timeline 20');
    expect(text).not.toContain('Timeline 8');
    expect(text.join(' ')).toContain('8 older timelines not drawn');
  });

  test('names every lost stretch, tells the states apart without colour, and says itself in words', () => {
    const elements = drawnIn(DAMAGED);
    expect(elements.filter(({ tagName }) => tagName === 'text').map(textOf)).toContain('lost: 20 h');
    const fills = elements.flatMap((each) => attributeOf(each, 'fill') ?? []).filter((fill) => fill.startsWith('url('));
    const patterns = elements
      .filter(({ tagName }) => tagName === 'pattern')
      .map((each) => `url(#${attributeOf(each, 'id') ?? ''})`);
    expect(patterns).toEqual(expect.arrayContaining(fills));
    expect(fills).toHaveLength(1);
    const [described] = elements.filter(({ tagName }) => tagName === 'desc').map(textOf);
    expect(described).toMatch(/lost, no way leads there.*3 backups: 2 proven, 1 damaged/);
  });

  test('holds every number within its frame', () => {
    fc.assert(
      fc.property(anyArchive, fc.constantFrom(332, 960), (report, width) => {
        for (const each of drawnIn(report, width).filter(({ tagName }) => tagName === 'rect')) {
          const [x, wide] = [Number(attributeOf(each, 'x')), Number(attributeOf(each, 'width'))];
          expect(x).toBeGreaterThanOrEqual(0);
          expect(x + wide).toBeLessThanOrEqual(width + 0.1);
        }
      }),
      { numRuns: 15 },
    );
  });
});

test('no lost stretch is too short to be seen, and none is hidden by being drawn with others', () => {
  fc.assert(
    fc.property(anyArchive, (report) => {
      const drawn = stretchesOf(report.moments, scaleOf(report), 900);
      for (const { from, to, state } of drawn) if (state === 'lost') expect(to - from).toBeGreaterThanOrEqual(3.9);
      const scale = scaleOf(report);
      for (const each of report.moments.filter(({ state }) => state === 'lost')) {
        const middle = ((scale.edges(each).from + scale.edges(each).to) / 2) * 900;
        expect(drawn.some(({ from, to, state }) => state === 'lost' && from <= middle + 4 && to >= middle - 4)).toBe(
          true,
        );
      }
    }),
  );
});

test('every backup is in one mark, no two marks are closer than asked, and each shows its worst', () => {
  fc.assert(
    fc.property(anyArchive, (report) => {
      const marks = marksOf(report.backups, { scale: scaleOf(report), width: 900, apart: 44 });
      expect(marks.flatMap(({ backups }) => backups.map(({ id }) => id)).sort()).toEqual(
        report.backups.map(({ id }) => id).sort(),
      );
      for (const { kind } of marks) expect(kind).toBe('unknown');
    }),
  );
});

test('labels never lie over one another, and stay on the lane', () => {
  const anyLabel = fc.record({ x: fc.nat(900), text: fc.string({ minLength: 1, maxLength: 30 }) });
  fc.assert(
    fc.property(fc.array(anyLabel, { maxLength: 40 }), (labels) => {
      const placed = spreadLabels(labels, { width: 900, rows: 2 });
      for (const [index, a] of placed.entries()) {
        for (const b of placed.slice(index + 1)) {
          const room = ((a.text.length + b.text.length) / 2) * CHARACTER;
          expect(a.row !== b.row || Math.abs(a.middle - b.middle) >= room).toBe(true);
        }
      }
    }),
  );
});
