/**
 * What an RSA message costs a server at the very least on this machine, to read the other rows against.
 * @module
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { EngineRow } from "../engine/row.ts";

const CLIENTS = 8;
const MESSAGE_BYTES = 1536;

/** Server CPU of two bare requests, one RSA verification and one Ed25519 signature. */
export async function floorRow(quick: boolean): Promise<EngineRow> {
  const server = fork(fileURLToPath(new URL("floor-main.ts", import.meta.url)));
  try {
    const [{ port }] = (await once(server, "message")) as [{ port: number }];
    const cpuMs = async (): Promise<number> => {
      const answer = once(server, "message");
      server.send("cpu");
      const [usage] = (await answer) as [{ cpuMs: number }];
      return usage.cpuMs;
    };
    const address = `http://127.0.0.1:${port}/`;
    const body = new Uint8Array(MESSAGE_BYTES);
    const run = async (count: number): Promise<void> => {
      let left = count;
      const work = async (): Promise<void> => {
        while (left-- > 0) {
          await (await fetch(address, { method: "POST", body })).text();
          await (await fetch(address)).text();
        }
      };
      await Promise.all(Array.from({ length: CLIENTS }, work));
    };
    await run(2000);
    const count = quick ? 2000 : 10_000;
    const before = await cpuMs();
    await run(count);
    const measured = ((await cpuMs()) - before) / count;
    const name = "for comparison: two requests to bare node:http, one RSA verification, one Ed25519 signature";
    return { name, measured, unit: "ms", bar: null, wanted: "at most", detail: "nothing stored, nothing evaluated" };
  } finally {
    server.kill();
  }
}
