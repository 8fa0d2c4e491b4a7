/**
 * Group commit: what waits at the end of a turn of the event loop shares one synced transaction.
 *
 * A drain is one synchronous piece of code from BEGIN to COMMIT, on the thread and the connection that also read.
 * So no read can run between the two, and no read ever sees rows that are not durable.
 * @module
 */
import type { Clock } from "../../base/clock.ts";
import { LoomError, toLoomError } from "../../base/errors.ts";
import type { Batch, Urgency } from "../store.ts";
import type { Sql } from "./sql.ts";
import { SQLITE_CONSTRAINT, sqliteCode } from "./sql.ts";

export interface CommitStats {
  /** Transactions that became durable, each with one sync of the log. */
  readonly transactions: number;
  readonly batches: number;
  /** Batches that broke a rule. */
  readonly refused: number;
}

export interface GroupCommit {
  /** Queues a batch; resolves with what `apply` gave once it is durable. See `Store.commit`. */
  commit(batch: Batch, urgency?: Urgency): Promise<number>;
  /** Refuses new batches and resolves when the queue is empty. */
  close(): Promise<void>;
  stats(): CommitStats;
}

export interface GroupCommitDeps {
  readonly sql: Sql;
  readonly clock: Pick<Clock, "sleep">;
  /** Applies the changes of a batch; gives the newest sequence number. */
  readonly apply: (batch: Batch) => number;
  /** Takes note of the state in memory; the function it gives takes everything since back. */
  readonly mark: () => () => void;
  /** Work of the store itself that rides in a transaction. */
  readonly upkeep: () => void;
  /** Whether there is such work. */
  readonly upkeepDue: () => boolean;
  /** After a COMMIT that returned. */
  readonly committed: () => void;
}

interface Waiting {
  readonly batch: Batch;
  readonly resolve: (seq: number) => void;
  readonly reject: (reason: LoomError) => void;
}

/** Bounds the time of one drain; the rest waits for the next turn. */
const BATCHES_PER_DRAIN = 1024;
/** How long, and for how many others, a batch waits that may. A sync costs as much as some twenty batches. */
const SOON_MS = 20;
const SOON_BATCHES = 64;

export function createGroupCommit(deps: GroupCommitDeps): GroupCommit {
  const { sql } = deps;
  const queue: Waiting[] = [];
  const stats = { transactions: 0, batches: 0, refused: 0 };
  let scheduled = false;
  let timed = false;
  let closing: { readonly promise: Promise<void>; readonly done: () => void } | null = null;

  const schedule = (): void => {
    if (scheduled) return;
    scheduled = true;
    setImmediate(drain);
  };

  const scheduleSoon = (): void => {
    if (queue.length >= SOON_BATCHES) return schedule();
    if (timed) return;
    timed = true;
    void deps.clock.sleep(SOON_MS).then(() => {
      timed = false;
      if (queue.length > 0) schedule();
    });
  };

  function drain(): void {
    scheduled = false;
    const waiting = queue.splice(0, BATCHES_PER_DRAIN);
    const written = (waiting.length === 0 && !deps.upkeepDue()) || transaction(waiting);
    // Upkeep that failed waits for the next commit: a full disk must not become a busy loop.
    if (queue.length > 0 || (written && closing === null && deps.upkeepDue())) schedule();
    else closing?.done();
  }

  /** True when it is durable. */
  function transaction(waiting: readonly Waiting[]): boolean {
    const takeBack = deps.mark();
    const settle: (() => void)[] = [];
    let refused = 0;
    try {
      sql.exec("BEGIN IMMEDIATE");
      for (const one of waiting) {
        const outcome = applyOne(one);
        if (outcome.refused) refused++;
        settle.push(outcome.settle);
      }
      deps.upkeep();
      sql.exec("COMMIT");
    } catch (thrown) {
      takeBack();
      rollBack();
      const error = new LoomError("STORE_FAILED", `the store could not write: ${toLoomError(thrown).message}`, { cause: thrown });
      for (const one of waiting) one.reject(error);
      return false;
    }
    deps.committed();
    stats.transactions++;
    stats.batches += waiting.length - refused;
    stats.refused += refused;
    for (const done of settle) done();
    return true;
  }

  /** Everything of a batch or nothing of it: a fault of its own is undone here, a fault of the medium is thrown on. */
  function applyOne(one: Waiting): { refused: boolean; settle: () => void } {
    const takeBack = deps.mark();
    sql.run("SAVEPOINT batch");
    try {
      const seq = deps.apply(one.batch);
      sql.run("RELEASE batch");
      return { refused: false, settle: () => one.resolve(seq) };
    } catch (thrown) {
      if (isMediumFault(thrown)) throw thrown;
      takeBack();
      sql.run("ROLLBACK TO batch");
      sql.run("RELEASE batch");
      return { refused: true, settle: () => one.reject(refusal(thrown)) };
    }
  }

  /** SQLite may have rolled back by itself (disk full). */
  function rollBack(): void {
    try {
      if (sql.inTransaction) sql.exec("ROLLBACK");
    } catch {
      // The connection is broken; the next BEGIN says so to its callers.
    }
  }

  return {
    commit(batch, urgency = "now") {
      if (closing !== null) return Promise.reject(new LoomError("SHUTTING_DOWN", "the store is closing"));
      return new Promise((resolve, reject) => {
        queue.push({ batch, resolve, reject });
        if (urgency === "now") schedule();
        else scheduleSoon();
      });
    },
    close() {
      if (closing === null) {
        const { promise, resolve } = Promise.withResolvers<void>();
        closing = { promise, done: resolve };
        schedule();
      }
      return closing.promise;
    },
    stats: () => ({ ...stats }),
  };
}

/** What SQLite threw and is not a broken rule of a table: disk, memory, damage. */
function isMediumFault(thrown: unknown): boolean {
  const code = sqliteCode(thrown);
  return code !== null ? code !== SQLITE_CONSTRAINT : thrown instanceof LoomError && thrown.code === "STORE_FAILED";
}

function refusal(thrown: unknown): LoomError {
  if (sqliteCode(thrown) === SQLITE_CONSTRAINT) return new LoomError("CONFLICT", "another record has this key", { cause: thrown });
  return toLoomError(thrown);
}
