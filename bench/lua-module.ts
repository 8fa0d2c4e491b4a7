/**
 * Our Lua module, each row against its bar: `npm run bench -- lua [--quick] [ROW]...`.
 * @module
 */
import { holderRows, messageRows } from "./lua-module/engine-rows.ts";
import { floorRow } from "./lua-module/floor.ts";
import { idleRow, networkRows } from "./lua-module/network-rows.ts";
import { runRows } from "./run-rows.ts";

export function main(): Promise<void> {
  return runRows("lua", "Our Lua module", {
    messages: ({ quick }) => messageRows(quick),
    holders: ({ quick }) => holderRows(quick),
    network: async ({ quick }) => [await floorRow(quick), ...(await networkRows(quick))],
    idle: async ({ quick }) => [await idleRow(quick)],
  });
}
