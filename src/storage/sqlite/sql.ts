/**
 * A thin hold on one SQLite connection: prepared statements by text, rows as arrays, faults as values of this program.
 * @module
 */
import type { DatabaseSync, SQLInputValue, SQLOutputValue, StatementSync } from "node:sqlite";

export type SqlValue = SQLInputValue;
export type SqlRow = readonly SQLOutputValue[];

export interface Sql {
  /** Runs a statement and gives the number of rows it changed. */
  run(text: string, ...values: SqlValue[]): number;
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
  const prepare = (text: string): StatementSync => {
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
    get: (text, ...values) => prepare(text).get(...values) as SqlRow | undefined,
    all: (text, ...values) => prepare(text).all(...values) as unknown as SqlRow[],
    exec: (text) => database.exec(text),
    get inTransaction() {
      return database.isTransaction;
    },
    close: () => database.close(),
  };
}

/** Primary SQLite result code (https://sqlite.org/rescode.html) of something thrown, null when SQLite did not throw it. */
export function sqliteCode(thrown: unknown): number | null {
  if (!(thrown instanceof Error) || !("errcode" in thrown) || typeof thrown.errcode !== "number") return null;
  return thrown.errcode & 0xff;
}

export const SQLITE_BUSY = 5;
export const SQLITE_CONSTRAINT = 19;
export const SQLITE_NOTADB = 26;
