import type { Instant } from '@postgres-ha/split-brain';
import type { Connection } from 'pg';
import { failureOf } from './failure.ts';
import type { Reply, Row, Statement } from './session.ts';

/** What `pg` calls on whatever is given to `client.query`. */
export interface Question {
  readonly name: string | undefined;
  readonly text: string;
  readonly callback: () => void;
  readonly submit: (connection: Connection) => void;
  readonly handleRowDescription: () => void;
  readonly handleDataRow: (message: { readonly fields: Row }) => void;
  readonly handleCommandComplete: () => void;
  readonly handleEmptyQuery: () => void;
  readonly handlePortalSuspended: () => void;
  readonly handleCopyInResponse: () => void;
  readonly handleCopyData: () => void;
  readonly handleReadyForQuery: () => void;
  readonly handleError: (error: unknown) => void;
}

/** The part of pg's connection that its types leave out. */
interface Wire {
  readonly stream: { readonly cork: () => void; readonly uncork: () => void };
  readonly parsedStatements: Readonly<Record<string, string | undefined>>;
  readonly submittedNamedStatements: Record<string, string | undefined>;
  readonly query: (text: string) => void;
  readonly parse: (message: object) => void;
  readonly bind: (message: object) => void;
  readonly execute: (message: object) => void;
  readonly sync: () => void;
}

/**
 * One statement on the wire: leaner than pg's own query, because nothing is described and no value is converted, and it knows when it left.
 * @param done called once
 */
export function question(statement: Statement, now: () => Instant, done: (reply: Reply) => void): Question {
  const { name, text, values = [] } = statement;
  const rows: Row[] = [];
  let sent = 0;
  let over = false;
  const finish = (reply: Reply): void => {
    if (over) return;
    over = true;
    done(reply);
  };
  const nothing = (): void => undefined;
  return {
    name,
    text,
    callback: nothing,
    submit: (connection) => {
      const wire = connection as unknown as Wire;
      sent = now();
      if (name === undefined) {
        wire.query(text);
        return;
      }
      wire.stream.cork();
      if (wire.parsedStatements[name] === undefined && wire.submittedNamedStatements[name] === undefined) {
        wire.parse({ name, text });
        wire.submittedNamedStatements[name] = text;
      }
      wire.bind({ statement: name, values });
      wire.execute({});
      wire.sync();
      wire.stream.uncork();
    },
    handleRowDescription: nothing,
    handleDataRow: ({ fields }) => void rows.push(fields),
    handleCommandComplete: nothing,
    handleEmptyQuery: nothing,
    handlePortalSuspended: nothing,
    handleCopyInResponse: nothing,
    handleCopyData: nothing,
    handleReadyForQuery: () => {
      finish({ kind: 'rows', rows, sent, received: now() });
    },
    handleError: (error) => {
      finish({ kind: 'failed', failure: failureOf(error, 'asking') });
    },
  };
}
