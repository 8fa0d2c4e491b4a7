import { test } from "node:test";
import { killRounds } from "./support/kill-rounds.ts";

test("30 times kill -9 while batches are written: every acknowledged batch is whole, no batch is half", { timeout: 120_000 }, () =>
  killRounds({ rounds: 30, seed: "short" }),
);
