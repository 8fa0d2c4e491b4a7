/**
 * One process in memory: messages in, results out, exact undo of those that fail.
 * @module
 */
import { LoomError } from "../base/errors.ts";
import { ENVIRONMENT_1 } from "../vm/environment/1/environment.ts";
import type { VmInstance } from "../vm/instance.ts";
import type { InstancePool } from "../vm/instance-pool.ts";
import type { LoadedModule } from "../vm/load-module.ts";
import { captureImage, type MemoryImage } from "../vm/memory-image.ts";
import { type EvaluationResult, errorResult, normalizeResult } from "../vm/normalize-result.ts";
import type { VmOutcome } from "../vm/outcome.ts";

export interface TestGuest {
  /**
   * Evaluates one message and keeps what it did, unless it failed or `keep` is false. Both texts are JSON.
   * @throws LoomError HOST_FAULT when this machine failed, not the process
   */
  handle(messageJson: string, environmentJson: string, timestampMs: number, keep: boolean): EvaluationResult;
  /** Called before a message that ended in an error of its own is undone; what it asks of `ask` is undone too. */
  beforeUndo: ((ask: (messageJson: string) => EvaluationResult) => void) | null;
  /** A copy of the state, to go back to with `restore`. */
  save(): MemoryImage;
  restore(image: MemoryImage): void;
}

const NO_FILES = { open: (): null => null };

export function createTestGuest(loaded: LoadedModule, pool: InstancePool): TestGuest {
  const options = { ...loaded, bootTimeMs: ENVIRONMENT_1.bootTimeMs };
  let instance: VmInstance = pool.take(options, null);

  const undo = (): void => {
    if (!instance.rollback()) instance = pool.take(options, captureImage(instance));
  };

  const run = (messageJson: string, environmentJson: string, timestampMs: number): EvaluationResult =>
    resultOf(instance.handle(messageJson, environmentJson, { timestampMs, files: NO_FILES }));

  const guest: TestGuest = {
    beforeUndo: null,
    handle(messageJson, environmentJson, timestampMs, keep) {
      const result = run(messageJson, environmentJson, timestampMs);
      if (result.Error === undefined && keep) instance.commit();
      else {
        // A trapped instance answers no more.
        if (!instance.tainted) guest.beforeUndo?.((json) => run(json, environmentJson, timestampMs));
        undo();
      }
      return result.Error === undefined ? result : errorResult(result.Error, result.GasUsed);
    },
    save: () => captureImage(instance),
    restore(image) {
      pool.give(instance);
      instance = pool.take(options, image);
    },
  };
  return guest;
}

function resultOf(outcome: VmOutcome): EvaluationResult {
  switch (outcome.kind) {
    case "ok":
      return normalizeResult(outcome.response, outcome.gasUsed);
    case "error":
      return errorResult(outcome.error, outcome.gasUsed);
    case "need":
      return errorResult(`there is no weave in a test: ${outcome.ids.join(", ")} cannot be read`);
    case "host-fault":
      throw new LoomError("HOST_FAULT", `this machine could not evaluate the message: ${outcome.reason}`);
  }
}
