import pg from 'pg';

/** An error as `pg` makes it of what a server said; for tests. */
export function databaseError(
  fields: Partial<Pick<pg.DatabaseError, 'code' | 'message' | 'detail'>>,
): pg.DatabaseError {
  return Object.assign(new pg.DatabaseError(fields.message ?? 'no message', 1, 'error'), fields);
}
