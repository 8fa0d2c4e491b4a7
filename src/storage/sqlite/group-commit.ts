/**
 * Group commit: what waits at the end of a turn of the event loop shares one transaction, what waits while it is synced the next.
 *
 * A drain is one synchronous piece of code from BEGIN to COMMIT, on the thread and the connection that also read; the sync of the log
 * then runs beside this thread. Reads that come meanwhile wait for it, so no read ever sees rows that are not durable.
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
  /** Resolves when what was committed last is durable; null when it is. Rejects for ever once a sync has failed. */
  syncing(): Promise<void> | null;
}

export interface GroupCommitDeps {
  readonly sql: Sql;
  readonly clock: Pick<Clock, "sleep">;
  /** Makes durable what was committed. Null: COMMIT has done so when it returns. */
  readonly sync: (() => Promise<void>) | null;
  /** Applies the changes of a batch; gives the newest sequence number. */
  readonly apply: (batch: Batch) => number;
  /** Writes what `apply` has kept back: after the last batch of a transaction, after each where they are taken one by one. */
  readonly finish: () => void;
  /** Takes note of the state in memory; the function it gives takes everything since back. */
  readonly mark: () => () => void;
  /** Work of the store itself that rides in a transaction. */
  readonly upkeep: () => void;
  /** Whether there is such work. */
  readonly upkeepDue: () => boolean;
  /** What was committed is durable. */
  readonly committed: () => void;
}

interface Waiting {
  readonly batch: Batch;
  readonly resolve: (seq: number) => void;
  readonly reject: (reason: LoomError) => void;
}

/** The newest sequence number after a batch, or why it was refused. */
type Outcome = number | LoomError;

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
  /** Somebody waits for what is in the queue. */
  let urgent = false;
  let closing: { readonly promise: Promise<void>; readonly done: () => void } | null = null;
  let syncing: Promise<void> | null = null;
  let broken: LoomError | null = null;

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
    // The end of the sync drains again.
    if (syncing !== null) return;
    const waiting = queue.splice(0, BATCHES_PER_DRAIN);
    if (queue.length === 0) urgent = false;
    if (waiting.length === 0 && !deps.upkeepDue()) return rest(true);
    const outcomes = transaction(waiting);
    if (outcomes === null) return rest(false);
    if (deps.sync === null) return settle(waiting, outcomes);
    syncing = deps.sync().then(
      () => {
        syncing = null;
        settle(waiting, outcomes);
      },
      (thrown: unknown) => breakOff(waiting, thrown),
    );
    // Callers hear of it through their batches.
    syncing.catch(() => {});
  }

  /** What comes after a drain. Upkeep that failed waits for the next commit: a full disk must not become a busy loop. */
  function rest(written: boolean): void {
    if (queue.length > 0 && (urgent || closing !== null)) schedule();
    else if (written && closing === null && deps.upkeepDue()) schedule();
    else if (queue.length > 0) scheduleSoon();
    else closing?.done();
  }

  /** Null when nothing of it is kept; its callers know then. */
  function transaction(waiting: readonly Waiting[]): readonly Outcome[] | null {
    try {
      // Nearly always nothing breaks a rule, and savepoints cost as much as a row.
      return attempt(waiting, applyPlain) ?? attempt(waiting, applyOne) ?? [];
    } catch (thrown) {
      const error = new LoomError("STORE_FAILED", `the store could not write: ${toLoomError(thrown).message}`, { cause: thrown });
      for (const one of waiting) one.reject(error);
      return null;
    }
  }

  /** Null when a batch broke a rule and is not known: all of them are undone. */
  function attempt(waiting: readonly Waiting[], apply: (one: Waiting) => Outcome): readonly Outcome[] | null {
    const takeBack = deps.mark();
    try {
      sql.run("BEGIN IMMEDIATE");
      const outcomes = waiting.map(apply);
      deps.finish();
      deps.upkeep();
      sql.run("COMMIT");
      return outcomes;
    } catch (thrown) {
      takeBack();
      rollBack();
      if (apply === applyPlain && !isMediumFault(thrown)) return null;
      throw thrown;
    }
  }

  function settle(waiting: readonly Waiting[], outcomes: readonly Outcome[]): void {
    deps.committed();
    stats.transactions++;
    for (const [at, { resolve, reject }] of waiting.entries()) {
      const outcome = outcomes[at];
      if (typeof outcome === "number") {
        stats.batches++;
        resolve(outcome);
      } else if (outcome !== undefined) {
        stats.refused++;
        reject(outcome);
      }
    }
    rest(true);
  }

  /** A sync that failed may have lost what it was for, and the next one would not say so: nothing of this store can be promised any more. */
  function breakOff(waiting: readonly Waiting[], thrown: unknown): never {
    const error = new LoomError("STORE_FAILED", `the log of the store could not be synced: ${toLoomError(thrown).message}`, {
      cause: thrown,
    });
    broken = error;
    for (const one of [...waiting, ...queue.splice(0)]) one.reject(error);
    closing?.done();
    throw error;
  }

  const applyPlain = (one: Waiting): Outcome => deps.apply(one.batch);

  /** Everything of a batch or nothing of it: a fault of its own is undone here, a fault of the medium is thrown on. */
  function applyOne(one: Waiting): Outcome {
    const takeBack = deps.mark();
    sql.run("SAVEPOINT batch");
    try {
      const seq = deps.apply(one.batch);
      deps.finish();
      sql.run("RELEASE batch");
      return seq;
    } catch (thrown) {
      if (isMediumFault(thrown)) throw thrown;
      takeBack();
      sql.run("ROLLBACK TO batch");
      sql.run("RELEASE batch");
      return refusal(thrown);
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
      if (broken !== null) return Promise.reject(broken);
      return new Promise((resolve, reject) => {
        queue.push({ batch, resolve, reject });
        if (urgency === "soon") return scheduleSoon();
        urgent = true;
        schedule();
      });
    },
    close() {
      if (closing === null) {
        const { promise, resolve } = Promise.withResolvers<void>();
        closing = { promise, done: resolve };
        if (broken === null) schedule();
        else resolve();
      }
      return closing.promise;
    },
    stats: () => ({ ...stats }),
    syncing: () => syncing,
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
