/**
 * GET /results/:process?from&to&sort&limit: the results of a process, page by page (ao-legacynet 5.3).
 *
 * Evaluations that failed are left out, as in the reference unit, but before the page is cut: pages are full and `hasNextPage` is true
 * exactly when there is more.
 * @module
 */
import { LoomError } from "../../base/errors.ts";
import { type Id, requireId } from "../../base/ids.ts";
import { LIMITS } from "../../base/limits.ts";
import { encodeCursor } from "../../protocol/cursor.ts";
import type { ResultRecord } from "../../storage/records.ts";
import type { StoreReads } from "../../storage/store.ts";
import type { EvaluationResult } from "../../units/compute.ts";
import { json } from "../core/replies.ts";
import type { Route } from "../core/types.ts";
import { type PageBounds, readBounds } from "./page-bounds.ts";
import type { ComputeRoutesDeps } from "./routes.ts";

const DEFAULT_LIMIT = 25;

export function resultsRoute({ store }: ComputeRoutesDeps): Route {
  return {
    method: "GET",
    path: "/results/:process",
    async handler({ params, query }) {
      const process = requireId(params["process"], "process");
      const limit = readLimit(query.get("limit"));
      if ((await store.head(process)) === null)
        throw new LoomError("PROCESS_NOT_FOUND", `process ${process} is not scheduled here`, { details: { process } });
      const bounds = await readBounds(query, process, store);
      const sort = bounds.sort ?? readSort(query.get("sort"));
      const found = await readPage(process, bounds, sort, limit + 1, store);
      return json(200, {
        pageInfo: { hasNextPage: found.length > limit },
        edges: found.slice(0, limit).map((result) => edge(result, sort)),
      });
    },
  };
}

async function readPage(process: Id, bounds: PageBounds, sort: "ASC" | "DESC", wanted: number, store: StoreReads): Promise<ResultRecord[]> {
  const found: ResultRecord[] = [];
  let { after, upTo } = bounds;
  while (found.length < wanted) {
    const limit = wanted - found.length;
    const page = await store.results(process, { after, upTo, limit, order: sort === "ASC" ? "asc" : "desc" });
    found.push(...page.filter((result) => !result.failed));
    const final = page.at(-1);
    if (final === undefined || page.length < limit) break;
    if (sort === "ASC") after = final.slot;
    else upTo = final.slot - 1;
  }
  return found;
}

function edge({ json: text, timestamp, slot }: ResultRecord, sort: "ASC" | "DESC") {
  const { Messages, Assignments, Spawns, Output } = JSON.parse(text) as EvaluationResult;
  return { node: { Messages, Assignments, Spawns, Output }, cursor: encodeCursor({ timestamp, ordinate: String(slot), cron: null, sort }) };
}

/** @throws LoomError BAD_REQUEST */
function readLimit(value: string | null): number {
  if (value === null || value === "") return DEFAULT_LIMIT;
  const limit = Number(value);
  if (!Number.isSafeInteger(limit) || limit < 1)
    throw new LoomError("BAD_REQUEST", "limit must be a positive whole number", { details: { field: "limit" } });
  return Math.min(limit, LIMITS.pageMax);
}

/** @throws LoomError BAD_REQUEST */
function readSort(value: string | null): "ASC" | "DESC" {
  const sort = (value ?? "ASC").toUpperCase();
  if (sort === "" || sort === "ASC") return "ASC";
  if (sort === "DESC") return "DESC";
  throw new LoomError("BAD_REQUEST", "sort must be ASC or DESC", { details: { field: "sort" } });
}
