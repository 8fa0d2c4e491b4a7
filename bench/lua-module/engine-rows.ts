/**
 * Messages on our Lua module, engine only.
 * @module
 */

import { readLuaFile } from "../../src/lua/bundled-module.ts";
import type { EngineRow } from "../engine/row.ts";
import { cpuOf, medianOf } from "../engine/timing.ts";
import { COUNTER } from "../programs.ts";
import { createLuaGuest, type LuaGuest, OWNER } from "./guest.ts";

const EVAL = { Action: "Eval" };
const address = (nth: number): string => `${nth.toString(36).padStart(8, "0")}${"holder-of-tokens-".repeat(3)}`.slice(0, 42).concat("A");

/** Eval, counter and token transfer: CPU milliseconds of one message. */
export async function messageRows(quick: boolean): Promise<EngineRow[]> {
  const count = quick ? 2000 : 20_000;
  const rows: EngineRow[] = [];
  const measure = (name: string, guest: LuaGuest, send: () => number): void => {
    for (let warm = 0; warm < 500; warm++) send();
    let pages = 0;
    const cpuMs = cpuOf(() => {
      for (let nth = 0; nth < count; nth++) pages += send();
    });
    const detail = `median ${(medianOf(send, 500) * 1000).toFixed(0)} us, ${(pages / count).toFixed(0)} pages written, memory ${mib(guest)} MiB`;
    rows.push({ name: `${name}, engine only`, measured: cpuMs / count, unit: "ms", bar: 0.15, wanted: "at most", detail });
  };
  const main = await createLuaGuest();
  measure("Eval return 1+1", main, () => main.send({ data: "return 1+1", tags: EVAL }));
  const counter = await createLuaGuest();
  counter.send({ data: COUNTER, tags: EVAL });
  measure("counter handler", counter, () => counter.send({ tags: { Action: "Count" } }));
  const token = await createLuaGuest();
  token.send({ data: await readLuaFile("blueprints/token.lua"), tags: EVAL });
  token.send({ data: `Balances["${OWNER}"] = "1000000000000"`, tags: EVAL });
  measure("token transfer", token, () => token.send({ tags: { Action: "Transfer", Recipient: address(1), Quantity: "1" } }));
  return rows;
}

/** The token blueprint with many holders: mean and worst transfer between holders that vary. */
export async function holderRows(quick: boolean): Promise<EngineRow[]> {
  const rows: EngineRow[] = [];
  for (const holders of quick ? [100_000] : [100_000, 1_000_000]) {
    const token = await createLuaGuest();
    token.send({ data: await readLuaFile("blueprints/token.lua"), tags: EVAL });
    await fill(token, holders);
    const count = quick ? 2000 : 10_000;
    const times: number[] = [];
    let most = 0;
    let pages = 0;
    const cpuMs = cpuOf(() => {
      for (let nth = 0; nth < count; nth++) {
        const started = performance.now();
        const from = address((nth * 7919) % holders);
        const written = token.send({ from, tags: { Action: "Transfer", Recipient: address((nth * 104_729) % holders), Quantity: "1" } });
        times.push(performance.now() - started);
        most = Math.max(most, written);
        pages += written;
      }
    });
    const worst = Math.max(...times);
    const name = `token transfer, ${holders.toLocaleString("en")} holders`;
    const detail = `${(pages / count).toFixed(0)} pages written on average, ${most} at most, memory ${mib(token)} MiB`;
    rows.push(
      { name: `${name}, mean`, measured: cpuMs / count, unit: "ms", bar: 0.3, wanted: "at most", detail },
      { name: `${name}, longest`, measured: worst, unit: "ms", bar: 50, wanted: "at most", detail: `of ${count} transfers` },
    );
  }
  return rows;
}

/** Gives every holder a balance, some thousands a message. */
async function fill(token: LuaGuest, holders: number): Promise<void> {
  const portion = 5000;
  for (let from = 0; from < holders; from += portion) {
    const past = Math.min(holders, from + portion);
    const names = Array.from({ length: past - from }, (_, nth) => address(from + nth)).join(" ");
    token.send({ data: `for name in ("${names}"):gmatch("%S+") do Balances[name] = "1000000" end`, tags: EVAL });
  }
}

function mib(guest: LuaGuest): string {
  return (guest.memory() / 2 ** 20).toFixed(1);
}
