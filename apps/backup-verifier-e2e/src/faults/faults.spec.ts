import { expect, test } from 'vitest';
import { DATA_CODECS, WAL_CODECS } from '../archives/archive-spec.ts';
import { faultCases } from './fault-case.ts';
import { readFaults } from './fault.ts';

const faults = readFaults();
const cases = faultCases(faults);

test('there are at least forty-five different faults', () => {
  expect(new Set(faults.map(({ id }) => id)).size).toBe(faults.length);
  expect(new Set(faults.map(({ title }) => title)).size).toBe(faults.length);
  expect(faults.length).toBeGreaterThanOrEqual(45);
});

test('each level has faults that it must find', () => {
  expect(new Set(faults.map(({ mustBeFoundBy }) => mustBeFoundBy))).toEqual(new Set(['L0', 'L1', 'L2', 'L3', 'L4']));
});

test('a bit is flipped in every codec of base archives and of WAL', () => {
  const flips = cases.filter(({ fault }) => fault.plant.act === 'flip');
  const codecs = (kind: 'data' | 'wal'): Set<string> =>
    new Set(flips.flatMap(({ fault }) => (fault.id.startsWith(kind) ? (fault.appliesTo?.[kind] ?? []) : [])));
  expect(codecs('data')).toEqual(new Set(DATA_CODECS['3.20']));
  expect(codecs('wal')).toEqual(new Set(WAL_CODECS));
});

test('each fault is planted at least once, and no planting twice', () => {
  expect(new Set(cases.map(({ fault }) => fault.id)).size).toBe(faults.length);
  expect(new Set(cases.map(({ name, backup }) => `${name} ${backup}`)).size).toBe(cases.length);
});
