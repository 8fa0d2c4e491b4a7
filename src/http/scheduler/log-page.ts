/**
 * Pages of a process's log, by timestamp or by nonce. Source: ao-legacynet 4.4.
 * @module
 */
import { utf8 } from "../../base/bytes.ts";
import { LoomError } from "../../base/errors.ts";
import type { Id } from "../../base/ids.ts";
import { LIMITS } from "../../base/limits.ts";
import type { AssignmentRecord } from "../../storage/records.ts";
import type { Query } from "../core/types.ts";
import { messageNode, type ReadDeps } from "./message-node.ts";

export interface PageQuery {
  /** Bounds and cursors are slots, else timestamps. */
  readonly byNonce: boolean;
  /** Exclusive; null: from the process itself on. */
  readonly from: number | null;
  /** Inclusive; null: to the end. */
  readonly to: number | null;
  readonly limit: number;
  readonly showAnchor: boolean;
}

const PAGE_BYTES = 64 * 1024 * 1024;
const PIECE_BYTES = 64 * 1024;

/** Reads the query of a page. @throws LoomError BAD_REQUEST naming the field */
export function parsePageQuery(query: Query): PageQuery {
  const byNonce = query.has("from-nonce") || query.has("to-nonce");
  const from = bound(query, byNonce ? "from-nonce" : "from", byNonce ? -1 : 0);
  const limit = bound(query, "limit", 1) ?? LIMITS.pageDefault;
  return {
    byNonce,
    from: byNonce && from === -1 ? null : from,
    to: bound(query, byNonce ? "to-nonce" : "to", byNonce ? -1 : 0),
    limit: Math.min(limit, LIMITS.pageMax),
    showAnchor: query.has("show-anchor"),
  };
}

function bound(query: Query, field: string, least: number): number | null {
  const value = query.get(field) ?? "";
  if (value === "") return null;
  const number = Number(value);
  if (!/^-?\d{1,15}$/.test(value) || number < least) {
    throw new LoomError("BAD_REQUEST", `${field} must be an integer from ${least} on`, { details: { field } });
  }
  return number;
}

/** The assignments of a page, and whether more follow them. */
export async function pageOfLog(
  process: Id,
  query: PageQuery,
  { store }: ReadDeps,
): Promise<{ rows: readonly AssignmentRecord[]; more: boolean }> {
  const { from, to } = query;
  const read = query.byNonce ? store.log : store.logByTime;
  // The process itself belongs to the first page only, which has no `from`, whatever time that names.
  const floor = query.byNonce || from === null ? from : Math.max(from, (await store.assignment(process, 0))?.timestamp ?? 0);
  const rows = await read(process, {
    ...(floor === null ? {} : { after: floor }),
    ...(to === null ? {} : { upTo: to }),
    limit: query.limit + 1,
  });
  return { rows: rows.slice(0, query.limit), more: rows.length > query.limit };
}

/**
 * JSON text of a page, one node in memory at a time: `{edges: [{node, cursor}], page_info: {has_next_page}}`.
 * It stops early, with more to come, once it has `pageBytes`.
 */
export async function* pageText(
  page: { readonly rows: readonly AssignmentRecord[]; readonly more: boolean },
  query: PageQuery,
  deps: ReadDeps,
  pageBytes: number = PAGE_BYTES,
): AsyncGenerator<Uint8Array> {
  let piece = '{"edges":[';
  let size = 0;
  let shown = 0;
  for (const assignment of page.rows) {
    if (size >= pageBytes) break;
    const node = await messageNode(assignment, query.showAnchor, deps);
    const cursor = String(query.byNonce ? assignment.slot : assignment.timestamp);
    piece += `${shown === 0 ? "" : ","}${JSON.stringify({ node, cursor })}`;
    shown += 1;
    if (piece.length < PIECE_BYTES) continue;
    const bytes = utf8(piece);
    size += bytes.byteLength;
    piece = "";
    yield bytes;
  }
  yield utf8(`${piece}],"page_info":{"has_next_page":${page.more || shown < page.rows.length}}}`);
}
