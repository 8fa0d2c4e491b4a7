/**
 * A thin hold on one SQLite connection: prepared statements by text, rows as arrays, faults as values of this program.
 * @module
 */
import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from "node:sqlite";
import { LoomError } from "../../base/errors.ts";

export type SqlValue = SQLInputValue;
export type SqlRow = readonly SQLOutputValue[];

export interface Sql {
  /** Runs a statement and gives the number of rows it changed. Throws what SQLite throws. */
  run(text: string, ...values: SqlValue[]): number;
  /** Reads. @throws LoomError STORE_FAILED */
  get(text: string, ...values: SqlValue[]): SqlRow | undefined;
  all(text: string, ...values: SqlValue[]): SqlRow[];
  /** Runs a text that is used once. */
  exec(text: string): void;
  readonly inTransaction: boolean;
  close(): void;
}

/** Statements live as long as the connection, so texts must be constants or of few forms: never put a value into one. */
export function createSql(database: DatabaseSync): Sql {
  const statements = new Map<string, StatementSync>();
  let closed = false;
  const prepare = (text: string): StatementSync => {
    if (closed) throw new LoomError("SHUTTING_DOWN", "the store is closed");
    let statement = statements.get(text);
    if (statement === undefined) {
      statement = database.prepare(text);
      statement.setReturnArrays(true);
      statements.set(text, statement);
    }
    return statement;
  };
  return {
    run: (text, ...values) => Number(prepare(text).run(...values).changes),
    get: (text, ...values) => read(() => prepare(text).get(...values)) as SqlRow | undefined,
    all: (text, ...values) => read(() => prepare(text).all(...values)) as unknown as SqlRow[],
    exec: (text) => database.exec(text),
    get inTransaction() {
      return database.isTransaction;
    },
    close() {
      if (closed) return;
      closed = true;
      database.close();
    },
  };
}

function read<T>(query: () => T): T {
  try {
    return query();
  } catch (thrown) {
    if (thrown instanceof LoomError) throw thrown;
    throw new LoomError("STORE_FAILED", `the store could not read: ${thrown instanceof Error ? thrown.message : String(thrown)}`, {
      cause: thrown,
    });
  }
}

/** Primary SQLite result code (https://sqlite.org/rescode.html) of something thrown, null when SQLite did not throw it. */
export function sqliteCode(thrown: unknown): number | null {
  if (!(thrown instanceof Error) || !("errcode" in thrown) || typeof thrown.errcode !== "number") return null;
  return thrown.errcode & 0xff;
}

export const SQLITE_BUSY = 5;
export const SQLITE_CONSTRAINT = 19;
export const SQLITE_NOTADB = 26;
