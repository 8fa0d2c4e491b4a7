/**
 * One of several workers that do dry-runs at the same time. It says when it is warm, starts when told, answers with its rate.
 * @module
 */
import { parentPort } from "node:worker_threads";
import { TOKEN } from "../programs.ts";
import { BALANCE, WARM } from "./evaluation.ts";
import { createPair, dryRun, message } from "./guest.ts";

const { engine, next } = await createPair([TOKEN]);
const one = (): void => dryRun(engine, message(next, " ", BALANCE));
for (let nth = 0; nth < WARM; nth++) one();

parentPort?.on("message", (runMs: number) => {
  const started = performance.now();
  let count = 0;
  while (performance.now() - started < runMs) {
    one();
    count++;
  }
  parentPort?.postMessage((count * 1000) / (performance.now() - started));
});
parentPort?.postMessage("warm");
