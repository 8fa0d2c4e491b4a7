/** What every adapter of the Store port must do. Each file below is one concern; this one runs them all on one adapter. */
import { describe } from "node:test";
import { blockConformance } from "./conformance/blocks.ts";
import { commitConformance } from "./conformance/commit.ts";
import { entriesConformance } from "./conformance/entries.ts";
import { evaluationConformance } from "./conformance/evaluation.ts";
import { itemConformance } from "./conformance/items.ts";
import { logConformance } from "./conformance/log.ts";
import type { CreateStore } from "./conformance/run.ts";
import { weaveConformance } from "./conformance/weave.ts";

export function storeConformance(name: string, create: CreateStore): void {
  describe(`store: ${name}`, () => {
    commitConformance(create);
    itemConformance(create);
    logConformance(create);
    evaluationConformance(create);
    blockConformance(create);
    weaveConformance(create);
    entriesConformance(create);
  });
}
