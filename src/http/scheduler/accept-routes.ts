/**
 * POST of the scheduler: items to schedule, and requests to assign what is on the weave. Source: ao-legacynet 4.1, 4.2.
 * @module
 */
import { LoomError } from "../../base/errors.ts";
import { requireId } from "../../base/ids.ts";
import { LIMITS } from "../../base/limits.ts";
import { parseItem, verifyItem } from "../../protocol/item.ts";
import { describeMessage } from "../../protocol/message.ts";
import type { MessengerUnit } from "../../units/messenger.ts";
import type { SchedulerUnit } from "../../units/scheduler.ts";
import { json } from "../core/replies.ts";
import type { Route } from "../core/types.ts";

/** Who comes here goes round the messenger, not round its limits. */
export function acceptRoutes(scheduler: SchedulerUnit, { admit }: Pick<MessengerUnit, "admit">): Route[] {
  return [
    {
      method: "POST",
      path: "/",
      handler: async ({ query, header, bytes }) => {
        const [process, assign] = [query.get("process-id"), query.get("assign")];
        if (process !== null && assign !== null) {
          const target = requireId(process, "process-id");
          admit(target);
          const assigned = await scheduler.assignExisting({
            process: target,
            message: requireId(assign, "assign"),
            exclude: (query.get("exclude") ?? "").split(",").filter((field) => field !== ""),
            baseLayer: query.has("base-layer"),
          });
          return json(200, { id: assigned.assignment, timestamp: assigned.timestamp });
        }
        if (process !== null || assign !== null) throw new LoomError("BAD_REQUEST", "If sending assign or process-id, you must send both.");
        const type = header("content-type") ?? "application/octet-stream";
        if (!/^application\/(octet-stream|ans104)\b/i.test(type))
          throw new LoomError("BODY_TYPE_UNSUPPORTED", `an item is sent as application/octet-stream, not ${type}`);
        const item = parseItem(await bytes(LIMITS.messageBytes));
        verifyItem(item);
        admit(describeMessage(item).process);
        const { message, timestamp } = await scheduler.assign(item);
        return json(200, { id: message, timestamp });
      },
    },
  ];
}
