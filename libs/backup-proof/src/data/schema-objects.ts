/** An object of a database, without what it consists of. */
export interface SchemaObject {
  /** `table`, `column`, `index`, `function`, … */
  readonly kind: string;
  /** With its schema: `sales.orders`. */
  readonly name: string;
  /** Hash of its definition. */
  readonly digest: string;
}

export interface SchemaDifference {
  readonly kind: string;
  readonly name: string;
  readonly change: 'missing' | 'extra' | 'changed';
}

/**
 * @param expected the side that is right
 * @returns nothing where both are the same, whatever the order
 */
export function schemaDifferences(
  expected: readonly SchemaObject[],
  found: readonly SchemaObject[],
): readonly SchemaDifference[] {
  const there = new Map(found.map((object) => [keyOf(object), object]));
  const wanted = new Map(expected.map((object) => [keyOf(object), object]));
  const named = ({ kind, name }: SchemaObject, change: SchemaDifference['change']): SchemaDifference => ({
    kind,
    name,
    change,
  });
  return [
    ...[...wanted.values()].flatMap((object) => {
      const other = there.get(keyOf(object));
      if (other === undefined) return [named(object, 'missing')];
      return other.digest === object.digest ? [] : [named(object, 'changed')];
    }),
    ...[...there.values()].filter((object) => !wanted.has(keyOf(object))).map((object) => named(object, 'extra')),
  ];
}

/** What belongs to a table follows from it: a table that is missing takes its columns along, which need not be named as well. */
export function leadingDifferences(differences: readonly SchemaDifference[]): readonly SchemaDifference[] {
  const whole = differences.filter(({ kind, change }) => WHOLE.has(kind) && change !== 'changed');
  return differences.filter(
    (each) =>
      !whole.some(
        (object) => object !== each && object.change === each.change && each.name.startsWith(`${object.name}.`),
      ),
  );
}

const WHOLE: ReadonlySet<string> = new Set(['schema', 'table', 'view', 'materialized view', 'foreign table']);

function keyOf({ kind, name }: SchemaObject): string {
  return `${kind} ${name}`;
}
