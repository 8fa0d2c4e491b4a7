/**
 * Attacks on a process of our Lua module: messages of its owner and of strangers, in a worker with the stack that evaluation has.
 * Whatever they are, each ends in a result, a failed one leaves the state exactly as it was, both plays give the same results and the
 * same state, and the process answers its owner and a stranger afterwards.
 * @module
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import { after } from "node:test";
import { Worker } from "node:worker_threads";
import type { Tag } from "../../../src/base/tags.ts";
import { ours } from "./modules.ts";
import { PARTIES } from "./script.ts";

const STACK_MIB = 4;
/** What endless code gets: enough to be deep in its loop, and cheap. */
export const LITTLE_GAS = 300_000_000;

/** A message; of the owner unless it says otherwise. */
export interface Sent {
  readonly data: string;
  readonly id?: string;
  readonly from?: string;
  readonly owner?: string;
  readonly tags?: readonly Tag[];
  /** Fields of the message JSON that differ from the usual ones. */
  readonly fields?: Readonly<Record<string, unknown>>;
  /** The whole message JSON. */
  readonly raw?: string;
  readonly gas?: number;
}

export interface Ended {
  readonly kind: "ok" | "error" | "host-fault";
  /** Output.data or the error. */
  readonly text: string;
  readonly messages: readonly Readonly<Record<string, unknown>>[];
  readonly gas: number;
  /** Memory and globals are those before the message, where it failed. */
  readonly intact: boolean;
  readonly mib: number;
}

/** An Eval and what its output or error looks like: exactly, or a part of it. */
export type Case = readonly [code: string, expected: string | RegExp, gas?: number];

export interface Arena {
  /** Results of the messages. */
  attack(messages: readonly Sent[]): Promise<readonly Ended[]>;
  /** The result of the last of some Evals. */
  evaluate(...codes: readonly (string | Sent)[]): Promise<Ended>;
  /** Evals one after the other in one process. */
  check(cases: readonly Case[]): Promise<void>;
}

export const evaluation = (data: string, more: Partial<Sent> = {}): Sent => ({
  data,
  tags: [{ name: "Action", value: "Eval" }],
  ...more,
});

/** A message of somebody who may do nothing. */
export const stranger = (data: string, tags: Readonly<Record<string, string>> = {}, more: Partial<Sent> = {}): Sent => ({
  data,
  from: PARTIES.stranger,
  tags: Object.entries(tags).map(([name, value]) => ({ name, value })),
  ...more,
});

const ALIVE: readonly Sent[] = [stranger("hello", { Action: "Greet" }), evaluation("return 'alive ' .. 6 * 7")];

/** Ends with the test file. */
export async function createArena(): Promise<Arena> {
  const worker = new Worker(new URL("./hostile-main.ts", import.meta.url), {
    workerData: new Uint8Array(await ours()),
    resourceLimits: { stackSizeMb: STACK_MIB },
  });
  after(() => worker.postMessage(null));

  const attack = async (messages: readonly Sent[]): Promise<readonly Ended[]> => {
    worker.postMessage([...messages, ...ALIVE]);
    const [{ ends, same }] = (await once(worker, "message")) as [{ ends: Ended[]; same: boolean }];
    const [greeted, alive] = ends.slice(-2);
    const told = JSON.stringify(ends).slice(0, 2000);
    assert.ok(same, `two runs differ: ${told}`);
    for (const end of ends) {
      assert.notEqual(end.kind, "host-fault", told);
      assert.ok(end.intact, `a failed message changed the state: ${told}`);
    }
    assert.equal(greeted?.kind, "ok", `a stranger's message afterwards: ${told}`);
    assert.equal(alive?.text, "alive 42", `the owner's message afterwards: ${told}`);
    return ends.slice(0, -2);
  };
  return {
    attack,
    async check(cases) {
      const ends = await attack(cases.map(([code, , gas]) => evaluation(code, gas === undefined ? {} : { gas })));
      cases.forEach(([code, expected], at) => {
        const said = ends[at]?.text ?? "";
        if (typeof expected === "string") assert.equal(said, expected, code);
        else assert.match(said, expected, code);
      });
    },
    async evaluate(...codes) {
      const ends = await attack(codes.map((code) => (typeof code === "string" ? evaluation(code) : code)));
      const last = ends.at(-1);
      assert.ok(last !== undefined);
      return last;
    },
  };
}
