/**
 * A weave with its servers in a process of its own that watches how much memory it takes.
 * @module
 */
import { startServers } from "./support.ts";

const t = await startServers();
let peak = 0;
const look = (): void => {
  peak = Math.max(peak, process.memoryUsage.rss());
};
setInterval(look, 10);
process.on("message", (wanted) => {
  if (wanted === "stop") {
    void t.close().then(() => process.exit(0));
    return;
  }
  look();
  process.send?.({ peak });
  peak = 0;
});
process.send?.({ gateway: t.gateway, bundler: t.bundler });
