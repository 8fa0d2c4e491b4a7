/**
 * Plays scripts on a Lua environment in the engine: one instance, put back into the state after the process message for each script.
 * @module
 */
import { utf8 } from "../../../src/base/bytes.ts";
import type { Tag } from "../../../src/base/tags.ts";
import { ENVIRONMENT_1 } from "../../../src/vm/environment/1/environment.ts";
import type { WeaveFiles } from "../../../src/vm/host-imports/host.ts";
import { createInstance, type VmInstance } from "../../../src/vm/instance.ts";
import { loadModule } from "../../../src/vm/load-module.ts";
import { captureImage, type MemoryImage, restoreImage } from "../../../src/vm/memory-image.ts";
import { encodeEnvironment, encodeMessage } from "../../../src/vm/message-json.ts";
import type { VmOutcome } from "../../../src/vm/outcome.ts";
import { message, PARTIES, type Script, type ScriptMessage } from "./script.ts";

const START_MS = 1_750_000_000_000;
/** Less than a message gets elsewhere: programs that never end are to cost little. */
const GAS_LIMIT = 4_000_000_000;
const BLOCK_HEIGHT = 1_500_000;

/** What a message came to: the response as the module gave it, or the text of its failure. */
export type Played =
  | { readonly kind: "ok"; readonly response: Readonly<Record<string, unknown>> }
  | { readonly kind: "error"; readonly error: string };

export interface Player {
  /** The result of each message of the script, which starts on a new process. */
  play(script: Script): Played[];
}

const usualTags = (more: readonly Tag[]): readonly Tag[] => {
  const usual: readonly Tag[] = [
    { name: "Data-Protocol", value: "ao" },
    { name: "Variant", value: "ao.TN.1" },
    { name: "Type", value: "Process" },
    { name: "Module", value: PARTIES.module },
    { name: "Scheduler", value: PARTIES.friend },
    { name: "Name", value: "Tester" },
    { name: "Authority", value: PARTIES.authority },
  ];
  const names = new Set(more.map(({ name }) => name));
  return [...usual.filter(({ name }) => !names.has(name)), ...more];
};

/** What the weave holds. Anything else is asked for. */
const BOOT_FILE = `/data/${PARTIES.process}`;
const BOOT_TEXT = utf8('Booted = "from the weave" print("booting from the weave") return 7');
const FILES: WeaveFiles = { open: (path) => (path === BOOT_FILE ? BOOT_TEXT : null) };

const PLAIN_PROCESS: ScriptMessage = message("", { process: true });

/**
 * @param bootTimeMs what the module's clock says while it starts: real aos makes the order of pairs() from it
 * @throws LoomError MODULE_INVALID
 */
export function createPlayer(wasm: Uint8Array, { bootTimeMs = ENVIRONMENT_1.bootTimeMs }: { readonly bootTimeMs?: number } = {}): Player {
  const module = loadModule(wasm);
  const boot = (): VmInstance => createInstance({ ...module, bootTimeMs });
  let instance = boot();
  const booted = captureImage(instance);

  const restore = (image: MemoryImage): void => {
    if (restoreImage(instance, image)) return;
    instance = boot();
    if (!restoreImage(instance, image)) throw new Error("the saved state is smaller than a new instance");
  };
  const undo = (): void => {
    if (!instance.rollback()) restore(captureImage(instance));
  };
  const run = (sent: ScriptMessage, nonce: number, tags: readonly Tag[], keep: boolean): Played => {
    const timestampMs = START_MS + nonce * 1000;
    const played = playedOf(
      instance.handle(messageText(sent, nonce, tags, timestampMs), environmentText(tags, sent), {
        timestampMs,
        files: FILES,
        gasLimit: GAS_LIMIT,
      }),
    );
    const failed = played.kind === "error" || "Error" in played.response;
    if (!failed || (keep && played.kind === "ok")) instance.commit();
    else undo();
    return played;
  };

  const plainTags = usualTags([]);
  run(PLAIN_PROCESS, 0, plainTags, false);
  const spawned = captureImage(instance);

  return {
    play({ messages, keep }) {
      const [first] = messages;
      const own = first?.process === true;
      const tags = own ? usualTags(first.tags) : plainTags;
      restore(own ? booted : spawned);
      return messages.map((sent, at) => run(sent, own ? at : at + 1, tags, keep));
    },
  };
}

function playedOf(outcome: VmOutcome): Played {
  if (outcome.kind === "ok") return { kind: "ok", response: outcome.response };
  if (outcome.kind === "error") return { kind: "error", error: outcome.error };
  if (outcome.kind === "need") return { kind: "error", error: `needs ${outcome.ids.join(", ")}` };
  throw new Error(`the host failed: ${JSON.stringify(outcome)}`);
}

let environment: { readonly tags: readonly Tag[]; readonly text: string } | null = null;
function environmentText(tags: readonly Tag[], { process, from }: ScriptMessage): string {
  const owner = process ? from : PARTIES.owner;
  if (environment?.tags !== tags)
    environment = {
      tags,
      text: encodeEnvironment({
        process: { id: PARTIES.self, owner, tags },
        module: { id: PARTIES.module, owner: PARTIES.owner, tags: [] },
      }),
    };
  return environment.text;
}

function messageText(sent: ScriptMessage, nonce: number, tags: readonly Tag[], timestamp: number): string {
  const text = encodeMessage({
    id: sent.process ? PARTIES.self : `message-${nonce}`.padEnd(43, "_"),
    signature: "s".repeat(43),
    data: sent.data,
    owner: sent.owner,
    target: PARTIES.self,
    anchor: null,
    from: sent.from,
    tags: sent.process ? tags : sent.tags,
    epoch: 0,
    nonce,
    timestamp,
    blockHeight: BLOCK_HEIGHT + nonce,
    hashChain: "h".repeat(43),
    cron: false,
    readOnly: false,
  });
  return JSON.stringify({ ...(JSON.parse(text) as Record<string, unknown>), Module: PARTIES.module, ...sent.fields });
}
