// Loaded into the program by supervise.mjs, before anything else, to undo what having a supervisor changes:
// 1. Ctrl-C arrives from the terminal and again from the supervisor (and from npm). The repeats that arrive together are dropped, so a
//    program that takes a second Ctrl-C as "now, at once" is not told so by accident.
// 2. A supervisor that is killed outright cannot pass that on; the program then gets the SIGTERM it would have got.
import { isMainThread } from "node:worker_threads";

const REPEAT_MS = 400;
const POLL_MS = 500;

if (isMainThread) {
  /** @type {Map<string | symbol, number>} */
  const last = new Map();
  const emit = process.emit.bind(process);
  const guarded = (/** @type {string | symbol} */ event, /** @type {unknown[]} */ ...args) => {
    if (event === "SIGINT" || event === "SIGTERM" || event === "SIGHUP") {
      const now = performance.now();
      const before = last.get(event) ?? Number.NEGATIVE_INFINITY;
      last.set(event, now);
      if (now - before < REPEAT_MS) return true;
    }
    return Reflect.apply(emit, undefined, [event, ...args]);
  };
  process.emit = /** @type {typeof process.emit} */ (/** @type {unknown} */ (guarded));

  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    process.kill(process.pid, "SIGTERM");
  }, POLL_MS);
  timer.unref();
}
