import fc from 'fast-check';
import { expect, test } from 'vitest';
import { schemaOf } from './read-schema.ts';

const row = fc.record({
  kind: fc.constantFrom('table', 'column'),
  name: fc.string({ minLength: 1, maxLength: 5 }),
  definition: fc.option(fc.string({ maxLength: 5 })),
});
const rows = fc.uniqueArray(row, { selector: ({ kind, name }) => `${kind} ${name}`, maxLength: 10 });

test('the hash of a schema does not depend on the order of its objects', () => {
  fc.assert(
    fc.property(rows, fc.nat(), (all, seed) => {
      const turned = all.length === 0 ? all : [...all.slice(seed % all.length), ...all.slice(0, seed % all.length)];
      expect(schemaOf(turned).hash).toBe(schemaOf(all).hash);
    }),
  );
});

test('the hash of a schema changes with any object in it', () => {
  fc.assert(
    fc.property(rows, row, (all, one) => {
      const others = all.filter(({ kind, name }) => kind !== one.kind || name !== one.name);
      const { hash } = schemaOf([...others, one]);
      expect(schemaOf(others).hash).not.toBe(hash);
      expect(schemaOf([...others, { ...one, definition: `${one.definition ?? ''}x` }]).hash).not.toBe(hash);
    }),
  );
});

test('definitions are in no part of a schema that is read', () => {
  fc.assert(
    fc.property(fc.uuid(), (secret) => {
      expect(JSON.stringify(schemaOf([{ kind: 'view', name: 'v', definition: secret }]))).not.toContain(secret);
    }),
  );
});
