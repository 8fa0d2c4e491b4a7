/**
 * The unmodified clients, pointed at a network.
 * @module
 */
import { connect, createSigner } from "@permaweb/aoconnect";
import type { Tag } from "../../src/base/tags.ts";
import type { Network } from "./network.ts";

export interface AoClient {
  readonly ao: ReturnType<typeof legacy>;
  spawn(tags?: readonly Tag[], data?: string): Promise<string>;
  send(process: string, tags: Readonly<Record<string, string>>, data?: string): Promise<string>;
  /** Sends an Eval and gives its result. */
  evaluate(process: string, lua: string): Promise<AoResult>;
  graphql<T>(query: string, variables?: Readonly<Record<string, unknown>>): Promise<T>;
}

export interface AoResult {
  readonly Output: { readonly data: string; readonly prompt?: string };
  readonly Messages: readonly { readonly Target: string; readonly Data: string; readonly Tags: readonly Tag[] }[];
  readonly Spawns: readonly unknown[];
  readonly Error?: string;
}

function legacy({ info }: Network) {
  return connect({ MODE: "legacy", GATEWAY_URL: info.gateway, MU_URL: info.mu, CU_URL: info.cu });
}

export function aoClient(network: Network): AoClient {
  const { info, wallet } = network;
  const ao = legacy(network);
  const signer = createSigner(wallet);
  const send: AoClient["send"] = async (process, tags, data) =>
    String(
      await ao.message({
        process,
        signer,
        tags: Object.entries(tags).map(([name, value]) => ({ name, value })),
        ...(data === undefined ? {} : { data }),
      }),
    );
  return {
    ao,
    send,
    spawn: (tags = [], data) =>
      ao.spawn({
        module: info.module,
        scheduler: info.scheduler,
        signer,
        tags: [{ name: "Authority", value: info.authority }, ...tags],
        ...(data === undefined ? {} : { data }),
      }),
    evaluate: async (process, lua) => (await ao.result({ process, message: await send(process, { Action: "Eval" }, lua) })) as AoResult,
    graphql: async <T>(query: string, variables: Readonly<Record<string, unknown>> = {}) => {
      const response = await fetch(`${info.gateway}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ query, variables }),
      });
      const body = (await response.json()) as { data: T; errors?: unknown };
      if (body.errors) throw new Error(JSON.stringify(body.errors));
      return body.data;
    },
  };
}

/** Asks again until the answer is there; the time-out is the test's own. */
export async function until<T>(ask: () => Promise<T | null | undefined | false | "">): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
