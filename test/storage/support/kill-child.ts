/** Waits for anything on stdin, then commits batches in every lane at once until it is killed; says "lane n" on stdout after each acknowledgement. Arguments: data directory. */
import { once } from "node:events";
import { writeSync } from "node:fs";
import { systemClock } from "../../../src/base/clock.ts";
import { openDataDir } from "../../../src/storage/sqlite/data-dir.ts";
import { commitBatch, LANES, laneProcess } from "./kill-batches.ts";

await once(process.stdin, "data");
const { store, blobs } = await openDataDir({ dir: process.argv[2] ?? "", clock: systemClock });

async function runLane(lane: number): Promise<never> {
  for (let n = ((await store.head(laneProcess(lane)))?.slot ?? -1) + 1; ; n++) {
    await commitBatch(store, blobs, lane, n);
    writeSync(1, `${lane} ${n}\n`);
  }
}

await Promise.all(Array.from({ length: LANES }, (_, lane) => runLane(lane)));
