import { expect, test } from 'vitest';
import { barmanPart, partsHome, postgresToolsPart, workflowPart } from './parts.ts';

test('the parts are where POSTGRES_HA_PARTS says', () => {
  expect(partsHome({ POSTGRES_HA_PARTS: '/srv/parts' })).toBe('/srv/parts');
});

test('an empty variable names no place', () => {
  expect(partsHome({ POSTGRES_HA_PARTS: '', XDG_CACHE_HOME: '' })).toBe(partsHome({}));
});

test('a part knows its directory, there or not', () => {
  expect(barmanPart('3.19').directory).toBe(`${partsHome()}/barman-3.19`);
  expect(postgresToolsPart(17).directory).toBe(`${partsHome()}/postgresql-17`);
  expect(workflowPart('zizmor').directory).toBe(`${partsHome()}/zizmor`);
});
