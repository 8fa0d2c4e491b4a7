/**
 * What the node says of itself, and mining on demand.
 * Source: arweave.md section 4.
 * @module
 */
import { LoomError } from "../../base/errors.ts";
import { priceOf, requireByteCount } from "../../weave/price.ts";
import { json, plain } from "../core/replies.ts";
import type { Handler, Route } from "../core/types.ts";
import type { GatewayDeps } from "./deps.ts";

/** Blocks that one request may ask for. */
const MAX_MINED = 1000;

export function nodeRoutes({ weave, clock }: GatewayDeps): Route[] {
  const info = (): Record<string, unknown> => {
    const { height, id } = weave.current();
    return {
      network: weave.network,
      version: 5,
      release: 1,
      queue_length: 0,
      peers: 0,
      height,
      current: id,
      blocks: height + 1,
      node_state_latency: 0,
    };
  };
  const price: Handler = ({ params, header }) => {
    const fee = String(priceOf(requireByteCount(params["bytes"] ?? "")));
    return (header("accept") ?? "").includes("application/json") ? json(200, { fee, denomination: 1 }) : plain(200, fee);
  };
  const mine: Handler = async ({ params }) => {
    const count = params["count"] ?? "1";
    if (!/^\d{1,4}$/.test(count) || Number(count) < 1 || Number(count) > MAX_MINED) {
      throw new LoomError("BAD_REQUEST", `blocks must be a number of 1..${MAX_MINED}`, { details: { field: "count" } });
    }
    // What waits goes into the first of them, so the others confirm it.
    for (let i = 0; i < Number(count); i++) await weave.mine();
    return json(200, info());
  };
  return [
    { method: "GET", path: "/", handler: () => json(200, info()) },
    { method: "GET", path: "/info", handler: () => json(200, info()) },
    { method: "GET", path: "/height", handler: () => plain(200, String(weave.height())) },
    { method: "GET", path: "/time", handler: () => plain(200, String(Math.floor(clock.now() / 1000))) },
    { method: "GET", path: "/peers", handler: () => json(200, []) },
    { method: "GET", path: "/tx_anchor", handler: () => plain(200, weave.current().id) },
    { method: "GET", path: "/price/:bytes", handler: price },
    // The price does not depend on the receiver.
    { method: "GET", path: "/price/:bytes/:address", handler: price },
    { method: "GET", path: "/mine", handler: mine },
    { method: "GET", path: "/mine/:count", handler: mine },
  ];
}
