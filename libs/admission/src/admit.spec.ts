import { describe, expect, test } from 'vitest';
import { admit } from './admit.ts';
import { laidOver } from './plain-objects.ts';

const denials = (object: Readonly<Record<string, unknown>>, before?: Readonly<Record<string, unknown>>) =>
  admit({ object, ...(before && { before }) }).denials.map(({ stage, reported }) => `${stage} ${reported}`);

describe('what random objects found', () => {
  test('an object with all defaults is not written back, and what it lacks is empty to the rules all the same', () => {
    const parameters = { archive_mode: 'on' };
    const full = laidOver('Cluster', { spec: { postgresql: { parameters } } });
    const without = laidOver('Cluster', { spec: { storage: null } });
    expect(denials(without)).toEqual(['webhook spec.storage.size']);
    expect(denials(without, full)).toContain('webhook spec.storage.size');
  });

  test('an hour of 24 is none to Go', () => {
    const roles = [{ name: 'a', validUntil: '2030-01-01T24:00:00Z' }];
    expect(denials(laidOver('Cluster', { spec: { managed: { roles } } }))).toEqual([
      'reading spec.managed.roles[0].validUntil',
    ]);
  });

  test('a modulus has no sign in Go', () => {
    const monitoring = { podMonitorRelabelings: [{ modulus: -1 }] };
    expect(denials(laidOver('Cluster', { spec: { monitoring } }))).toEqual([
      'reading spec.monitoring.podMonitorRelabelings[0].modulus',
    ]);
  });

  test('a key that every JavaScript object has is judged like any other', () => {
    const parameters = JSON.parse('{"__proto__":{}}') as Readonly<Record<string, unknown>>;
    const pooler = {
      ...laidOver('Pooler', {}),
      spec: { cluster: { name: 'c' }, pgbouncer: { parameters } },
    };
    expect(denials(pooler)).toEqual(['schema spec.pgbouncer.parameters.__proto__']);
  });
});
