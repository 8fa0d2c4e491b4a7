import { test } from "node:test";
import { killRounds } from "./support/kill-rounds.ts";

test("300 times kill -9 while batches are written", { timeout: 1_800_000 }, () => killRounds({ rounds: 300, seed: "long" }));
