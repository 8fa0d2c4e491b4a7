/**
 * POST /dry-run?process-id=&to=: evaluates an unsigned message and forgets what it changed (ao-legacynet 5.8).
 * @module
 */
import { z } from "zod";
import { LoomError } from "../../base/errors.ts";
import { requireId } from "../../base/ids.ts";
import type { DryRunMessage } from "../../units/compute.ts";
import { json } from "../core/replies.ts";
import type { Route } from "../core/types.ts";
import { resolveSlot } from "./resolve-slot.ts";
import type { ComputeRouteDeps } from "./routes.ts";

const text = z.string();
const whole = z.coerce.number().int().nonnegative();

const Body = z.object({
  Id: text.optional(),
  Owner: text,
  From: text.optional(),
  Target: text.optional(),
  Data: z.union([text, z.number().transform(String)]).optional(),
  Anchor: text.optional(),
  Tags: z.array(z.object({ name: text, value: text })).default([]),
  Timestamp: whole.optional(),
  "Block-Height": whole.optional(),
});

export function dryRunRoute({ compute, store, within }: ComputeRouteDeps): Route {
  return {
    method: "POST",
    path: "/dry-run",
    async handler(context) {
      const process = requireId(context.query.get("process-id"), "process-id");
      const message = parseBody(await context.json());
      const to = context.query.get("to");
      const slot = to === null || to === "" ? undefined : await resolveSlot(to, process, store);
      return json(200, await within(compute.dryRun(process, message, slot), context.leaving));
    },
  };
}

/** @throws LoomError BAD_REQUEST naming the field */
function parseBody(body: unknown): DryRunMessage {
  const parsed = Body.safeParse(body);
  // zod writes absent fields as undefined, which the message's type does not know; JSON leaves them out again.
  if (parsed.success) return JSON.parse(JSON.stringify(parsed.data)) as DryRunMessage;
  const [issue] = parsed.error.issues;
  const field = issue?.path.join(".") || "body";
  throw new LoomError("BAD_REQUEST", `${field}: ${issue?.message ?? "malformed"}`, { details: { field } });
}
