/**
 * What clients send to the messenger. Source: ao-legacynet 6.1.
 * @module
 */
import { LoomError } from "../../base/errors.ts";
import { requireId } from "../../base/ids.ts";
import { LIMITS } from "../../base/limits.ts";
import type { MessengerUnit } from "../../units/messenger.ts";
import { json } from "../core/replies.ts";
import type { Route } from "../core/types.ts";

export function acceptRoutes(messenger: MessengerUnit): Route[] {
  return [
    {
      method: "POST",
      path: "/",
      handler: async ({ query, header, bytes }) => {
        const [process, assign] = [query.get("process-id"), query.get("assign")];
        if (process !== null && assign !== null) {
          const { assignment } = await messenger.acceptAssign({
            process: requireId(process, "process-id"),
            message: requireId(assign, "assign"),
            exclude: (query.get("exclude") ?? "").split(",").filter((field) => field !== ""),
            baseLayer: query.has("base-layer"),
          });
          return json(202, { message: "Processing Assignment", id: assignment });
        }
        if (process !== null || assign !== null) {
          throw new LoomError("BAD_REQUEST", "You must set both process-id and assign to send an assignment, not just one");
        }
        const type = header("content-type") ?? "application/octet-stream";
        if (!/^application\/(octet-stream|ans104)\b/i.test(type))
          throw new LoomError("BODY_TYPE_UNSUPPORTED", `an item is sent as application/octet-stream, not ${type}`);
        const { message } = await messenger.accept(await bytes(LIMITS.messageBytes));
        return json(202, { message: "Processing DataItem", id: message });
      },
    },
  ];
}
