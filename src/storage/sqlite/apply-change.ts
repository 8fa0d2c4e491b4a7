/**
 * One change of a batch, applied within the running transaction.
 * @module
 */
import { LoomError } from "../../base/errors.ts";
import type { Change } from "../store.ts";
import { applyCheckpoint, applyGarbage } from "./apply-checkpoints.ts";
import { applyItem, applyItemData, applyMeta } from "./apply-items.ts";
import { applyAssignment, applyResult } from "./apply-log.ts";
import { applyOutbox, applyOutboxSettle } from "./apply-outbox.ts";
import { applyBlock, applyChunk, applyChunksDrop, applyWallet } from "./apply-weave.ts";
import type { Counters } from "./counters.ts";
import type { LateOutbox } from "./late-outbox.ts";
import type { Positions } from "./positions.ts";
import type { Recent } from "./recent.ts";
import type { Signers } from "./signers.ts";
import type { Sql } from "./sql.ts";
import type { TagIndex } from "./tag-index.ts";

export interface ApplyContext {
  readonly sql: Sql;
  readonly counters: Counters;
  readonly signers: Signers;
  readonly positions: Positions;
  readonly recent: Recent;
  readonly outbox: LateOutbox;
  readonly index: Pick<TagIndex, "addItem" | "addAssignment">;
}

/** @throws LoomError CONFLICT, and what SQLite throws */
export function applyChange(context: ApplyContext, change: Change): void {
  switch (change.type) {
    case "item":
      return applyItem(context, change);
    case "item-data":
      return applyItemData(context, change);
    case "assignment":
      return applyAssignment(context, change);
    case "result":
      return applyResult(context, change);
    case "outbox":
      return applyOutbox(context, change);
    case "outbox-settle":
      return applyOutboxSettle(context, change);
    case "block":
      return applyBlock(context, change);
    case "chunk":
      return applyChunk(context, change);
    case "chunks-drop":
      return applyChunksDrop(context, change);
    case "wallet":
      return applyWallet(context, change);
    case "checkpoint":
      return applyCheckpoint(context, change);
    case "garbage":
      return applyGarbage(context, change);
    case "meta":
      return applyMeta(context, change);
    default:
      throw new LoomError("INTERNAL", `unknown change ${String((change satisfies never as Change).type)}`);
  }
}
