/**
 * Rows of single messages in one thread: against the bare call, with roots, with errors, dry, replayed.
 * @module
 */
import { committedState, stateRoot } from "../../src/vm/state-root.ts";
import { createStateTree } from "../../src/vm/state-tree.ts";
import { COUNTER, TOKEN } from "../programs.ts";
import { createPair, dryRun, fail, load, type Message, MODULE_ID, message, newInstance, type Pair, send } from "./guest.ts";
import type { EngineRow } from "./row.ts";
import { compare, cpuOf, median, medianOf, timeOf } from "./timing.ts";

/** The compiler needs some hundred messages until all that is hot is compiled. */
export const WARM = 300;
const HOLDERS = 10_000;
const BATCH = 16;

export const EVAL = "return 1+1";
const FILL = `for i = 1, ${HOLDERS} do Balances[string.format("%043d", i)] = i end return "filled"`;

type Make = (nonce: number) => Message;
const evals: Make = (nonce) => message(nonce, EVAL);
const transfers: Make = (nonce) =>
  message(nonce, " ", { Action: "Transfer", Recipient: String((nonce % HOLDERS) + 1).padStart(43, "0"), Quantity: "1" });

export interface Size {
  readonly quick: boolean;
}

const blocksOf = ({ quick }: Size): number => (quick ? 8 : 30);

function warm(pair: Pair, make: Make): void {
  for (let nth = 0; nth < WARM; nth++) {
    const sent = make(pair.next++);
    pair.engineSend(sent);
    pair.bareSend(sent);
  }
}

/** Engine and bare process see messages of the same numbers, in turn. */
function againstBare(pair: Pair, make: Make, size: Size): { readonly ratio: number; readonly detail: string; readonly engineMs: number } {
  warm(pair, make);
  const numbers = { engine: pair.next, bare: pair.next };
  let pages = 0;
  const { ratio, aMs, bMs } = compare(
    () => {
      pages = pair.engineSend(make(numbers.engine++));
    },
    () => pair.bareSend(make(numbers.bare++)),
    blocksOf(size),
    25,
  );
  pair.next = numbers.engine;
  return { ratio, engineMs: aMs, detail: `${aMs.toFixed(3)} ms, bare ${bMs.toFixed(3)} ms; ${pages} pages written` };
}

export interface EvalRow {
  readonly row: EngineRow;
  readonly engineMs: number;
}

export async function evalRow(size: Size): Promise<EvalRow> {
  const { ratio, detail, engineMs } = againstBare(await createPair([]), evals, size);
  return { row: { name: "Eval against the bare call", measured: ratio, unit: "x", bar: 1.5, wanted: "at most", detail }, engineMs };
}

export async function transferRow(size: Size): Promise<EngineRow> {
  const { ratio, detail } = againstBare(await createPair([TOKEN, FILL]), transfers, size);
  const name = `transfer among ${HOLDERS} holders against the bare call`;
  return { name, measured: ratio, unit: "x", bar: 1.6, wanted: "at most", detail };
}

/** What a root each `BATCH` messages adds to them. */
export async function rootRow(size: Size): Promise<EngineRow> {
  const { engine } = await createPair([]);
  const tree = createStateTree();
  let root = "";
  const update = (): void => {
    tree.update(engine.takeDirty(), (page) => engine.page(page));
    root = stateRoot({ module: MODULE_ID, environment: "1", ...committedState(engine), memoryRoot: tree.memoryRoot() });
  };
  let nonce = 1;
  const batch = (): void => {
    for (let nth = 0; nth < BATCH; nth++) send(engine, evals(nonce++));
  };
  for (let nth = 0; nth < WARM / BATCH; nth++) {
    batch();
    update();
  }
  const added: number[] = [];
  const rootMs: number[] = [];
  for (let nth = 0; nth < blocksOf(size) * 2; nth++) {
    const messagesMs = timeOf(batch);
    const before = root;
    const updateMs = timeOf(update);
    if (root === before) throw new Error("the root did not change");
    added.push((100 * updateMs) / messagesMs);
    rootMs.push(updateMs);
  }
  const detail = `${median(rootMs).toFixed(2)} ms each ${BATCH} messages`;
  return { name: `root per message, batched ${BATCH}`, measured: median(added), unit: "% on top", bar: 20, wanted: "at most", detail };
}

export async function errorRow(size: Size): Promise<EngineRow> {
  const { engine } = await createPair([]);
  let nonce = 1;
  const good = (): unknown => send(engine, evals(nonce++));
  const bad = (): void => fail(engine, message(nonce++, 'error("no")'));
  for (let nth = 0; nth < WARM; nth++) {
    good();
    bad();
  }
  const { ratio, aMs, bMs } = compare(bad, good, blocksOf(size), 25);
  const detail = `${aMs.toFixed(3)} ms, good ${bMs.toFixed(3)} ms`;
  return { name: "error message (undone) against a good one", measured: ratio, unit: "x", bar: 2, wanted: "at most", detail };
}

/** A handler that answers with a number it looks up. */
export const BALANCE: Readonly<Record<string, string>> = { Action: "Balance" };

export async function dryRunRow(size: Size): Promise<EngineRow> {
  const { engine, next } = await createPair([TOKEN]);
  const one = (): void => dryRun(engine, message(next, " ", BALANCE));
  for (let nth = 0; nth < WARM; nth++) one();
  const each = medianOf(one, blocksOf(size) * 25);
  const detail = `median ${each.toFixed(3)} ms each`;
  return { name: "dry-run, trivial handler, one core", measured: 1000 / each, unit: "/s", bar: 800, wanted: "at least", detail };
}

/** From nothing: a new instance, the process message, one handler, then the log. */
export async function replayRow({ quick }: Size): Promise<EngineRow> {
  const count = quick ? 1000 : 10_000;
  const module = await load();
  const log = Array.from({ length: count }, (_, nth) => message(nth + 2, " ", { Action: "Count" }));
  const cpuMs = cpuOf(() => {
    const instance = newInstance(module);
    send(instance, message(0, ""));
    send(instance, message(1, COUNTER));
    for (const sent of log) send(instance, sent);
  });
  const detail = `${count} messages to a counter in ${(cpuMs / 1000).toFixed(1)} s of CPU`;
  return { name: "replay of a log", measured: (count * 1000) / cpuMs, unit: "/s", bar: 500, wanted: "at least", detail };
}
