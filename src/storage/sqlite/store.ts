/**
 * The Store port on one SQLite file, in this process and on this thread; only the syncs of the log run beside it.
 * @module
 */
import type { Clock } from "../../base/clock.ts";
import type { Batch, Store, StoreReads } from "../store.ts";
import { applyChange } from "./apply-change.ts";
import { readCounters } from "./counters.ts";
import { durableReads } from "./durable-reads.ts";
import { createEntryReads } from "./entry-reads.ts";
import { createEvaluationReads } from "./evaluation-reads.ts";
import type { CommitStats } from "./group-commit.ts";
import { createGroupCommit } from "./group-commit.ts";
import { createLateOutbox } from "./late-outbox.ts";
import { createLogReads } from "./log-reads.ts";
import { createLogSync, type LogSync } from "./log-sync.ts";
import { openDatabase } from "./open.ts";
import { createPositions } from "./positions.ts";
import { createRecent } from "./recent.ts";
import { createSigners } from "./signers.ts";
import type { Sql } from "./sql.ts";
import { createTagIndex } from "./tag-index.ts";
import { createWeaveReads } from "./weave-reads.ts";

export interface SqliteStoreOptions {
  /** Of the database file, or ":memory:". */
  readonly path: string;
  readonly clock: Clock;
}

export interface SqliteStore extends Store {
  stats(): CommitStats;
}

/** @throws LoomError DATA_DIR_VERSION, DATA_DIR_LOCKED, STORE_FAILED */
export function createSqliteStore(options: SqliteStoreOptions): SqliteStore {
  const log = options.path === ":memory:" ? null : createLogSync(options.path);
  return createStoreOn(openDatabase(options.path), options.clock, log);
}

/**
 * The store on an open connection, which it closes. The crash test passes one whose writes it records.
 * `log`: syncs the log after a commit and is closed with the store; null: COMMIT does so itself, or there is no medium.
 */
export function createStoreOn(sql: Sql, clock: Clock, log: LogSync | null = null): SqliteStore {
  const counters = readCounters(sql);
  const signers = createSigners(sql);
  const index = createTagIndex(sql, clock, () => counters.seq);
  const [positions, recent, outbox] = [createPositions(sql), createRecent(), createLateOutbox(sql)];
  const context = { sql, counters, signers, index, positions, recent, outbox };
  const commits = createGroupCommit({
    sql,
    clock,
    sync: log === null ? null : log.sync,
    apply: (batch: Batch) => {
      for (const change of batch) applyChange(context, change);
      return counters.seq;
    },
    finish: () => {
      positions.write();
      outbox.write();
    },
    mark: () => {
      const [before, takeBackIndex] = [{ ...counters }, index.mark()];
      return () => {
        Object.assign(counters, before);
        signers.forget();
        positions.forget();
        recent.forget();
        outbox.forget();
        takeBackIndex();
      };
    },
    upkeep: index.sealSome,
    upkeepDue: index.sealDue,
    committed: index.committed,
  });
  const reads: StoreReads = {
    ...createEntryReads(context),
    ...createLogReads(context),
    ...createEvaluationReads(context),
    ...createWeaveReads(sql),
    lastTimestamp: async () => counters.timestamp,
  };
  return {
    ...durableReads(reads, commits.syncing),
    commit: commits.commit,
    stats: commits.stats,
    async close() {
      await commits.close();
      sql.close();
      log?.close();
    },
  };
}
