/**
 * Data of an item as a response: whole, a range, or "not modified".
 * @module
 */
import { LoomError } from "../../base/errors.ts";
import type { ItemRecord } from "../../storage/records.ts";
import type { WeaveUnit } from "../../units/weave.ts";
import { errorReply } from "../core/replies.ts";
import type { Reply, RouteContext } from "../core/types.ts";
import { dataHeaders, etagOf, matchesEtag, requireData } from "./data-headers.ts";
import { type ByteRange, parseRange } from "./range.ts";

/** @throws LoomError NOT_FOUND while chunks of a transaction are missing */
export function dataReply(context: RouteContext, record: ItemRecord, weave: Pick<WeaveUnit, "data">): Reply {
  requireData(record);
  const headers = dataHeaders(record);
  const etag = etagOf(record);
  if (matchesEtag(context.header("if-none-match"), etag)) return { status: 304, headers };
  const condition = context.header("if-range");
  const wanted = condition === undefined || condition === etag ? context.header("range") : undefined;
  const size = record.dataSize;
  let range: ByteRange | null;
  try {
    range = parseRange(wanted, size);
  } catch (thrown) {
    if (!(thrown instanceof LoomError)) throw thrown;
    const { reply } = errorReply(thrown);
    return { ...reply, headers: { ...reply.headers, "content-range": `bytes */${size}` } };
  }
  const { start, end } = range ?? { start: 0, end: size };
  return {
    status: range === null ? 200 : 206,
    headers: {
      ...headers,
      "content-length": String(end - start),
      ...(range === null ? {} : { "content-range": `bytes ${start}-${end - 1}/${size}` }),
    },
    body: weave.data(record, start, end),
  };
}
