/**
 * Puts a program into a process of a network, over HTTP as any client does: spawn, then Eval; later only Eval.
 * @module
 */
import { utf8 } from "../base/bytes.ts";
import type { Clock } from "../base/clock.ts";
import { LoomError } from "../base/errors.ts";
import { type Id, isId } from "../base/ids.ts";
import type { Tag } from "../base/tags.ts";
import type { Signer } from "../crypto/signer.ts";
import { createItem } from "../protocol/create-item.ts";

export interface DeployTarget {
  /** URLs without trailing slash. */
  readonly mu: string;
  readonly cu: string;
  /** Addresses. */
  readonly scheduler: string;
  readonly authority: string;
}

export interface DeployDeps {
  readonly signer: Signer;
  readonly clock: Clock;
  readonly fetch: typeof globalThis.fetch;
}

export interface EvalAnswer {
  readonly message: Id;
  readonly error: string | null;
  readonly output: string;
}

export interface Deployer {
  /** Gives the new process's id. @throws LoomError UPSTREAM_FAILED with the words of the messenger */
  spawn(options: { readonly module: Id; readonly name: string; readonly tags: Readonly<Record<string, string>> }): Promise<Id>;
  /** Evaluates Lua in a process and waits for the result. @throws LoomError UPSTREAM_FAILED */
  evaluate(process: Id, lua: string): Promise<EvalAnswer>;
}

const TRIES = 60;
const PAUSE_MS = 500;

export function createDeployer(target: DeployTarget, { signer, clock, fetch }: DeployDeps): Deployer {
  const post = async (tags: readonly Tag[], data: string, process: Id | ""): Promise<Id> => {
    const all = [...tags, tag("Data-Protocol", "ao"), tag("Variant", "ao.TN.1")];
    const { id, bytes } = createItem({ target: process, anchor: clock.random(32), tags: all, data: utf8(data) }, signer);
    const headers = { "content-type": "application/octet-stream", accept: "application/json" };
    const answer = await reach("messenger", `${target.mu}/`, { method: "POST", headers, body: new Uint8Array(bytes) });
    if (!answer.ok) throw failed(`the messenger refused the item: ${answer.status} ${await answer.text()}`);
    return id;
  };

  const reach = async (unit: string, url: string, init?: RequestInit): Promise<Response> => {
    try {
      return await fetch(url, init);
    } catch (cause) {
      throw failed(`the ${unit} at ${url} cannot be reached; start the network first`, cause);
    }
  };

  return {
    async spawn({ module, name, tags }) {
      const own = Object.entries(tags).map(([key, value]) => tag(key, value));
      const needed: Tag[] = [
        tag("Name", name),
        tag("Authority", target.authority),
        tag("Type", "Process"),
        tag("Module", module),
        tag("Scheduler", target.scheduler),
      ];
      return post([...own, ...needed], " ", "");
    },
    async evaluate(process, lua) {
      const message = await post([tag("Action", "Eval"), tag("Type", "Message")], lua, process);
      const url = `${target.cu}/result/${message}?process-id=${process}`;
      for (let tried = 1; ; tried++) {
        const answer = await reach("compute unit", url);
        if (answer.ok) return { message, ...read(await answer.json()) };
        // The unit may not have heard of the message yet.
        if (tried === TRIES || (answer.status < 500 && answer.status !== 404 && answer.status !== 429))
          throw failed(`the compute unit gave no result: ${answer.status} ${await answer.text()}`);
        await clock.sleep(PAUSE_MS);
      }
    },
  };
}

/** Keeps what a deployment needs to know next time, e.g. under which id the process lives. */
export interface Deployments {
  readonly [key: string]: { readonly process: Id };
}

/** One project may live on several networks and for several owners. */
export function deploymentKey(target: DeployTarget, signer: Signer): string {
  return `${target.scheduler}/${signer.address}`;
}

/** @throws LoomError USAGE when the text is not what `deploy` writes */
export function parseDeployments(text: string, path: string): Deployments {
  try {
    const value = JSON.parse(text) as Deployments;
    if (Object.values(value).every(({ process }) => isId(process))) return value;
  } catch {
    // Said below.
  }
  throw new LoomError("USAGE", `${path} is not what hyperloom deploy wrote; mend or delete it`);
}

function read(result: unknown): Omit<EvalAnswer, "message"> {
  const { Error: error, Output: output } = result as { readonly Error?: unknown; readonly Output?: unknown };
  const data = typeof output === "object" && output !== null ? (output as { readonly data?: unknown }).data : output;
  return {
    error: error === undefined || error === null ? null : typeof error === "string" ? error : JSON.stringify(error),
    output: typeof data === "string" ? data : JSON.stringify(data ?? ""),
  };
}

function tag(name: string, value: string): Tag {
  return { name, value };
}

function failed(message: string, cause?: unknown): LoomError {
  return new LoomError("UPSTREAM_FAILED", message, { cause });
}
