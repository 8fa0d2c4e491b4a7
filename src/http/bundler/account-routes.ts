/**
 * Prices, balances and what the bundler says of itself.
 * @module
 */
import { requireByteCount } from "../../weave/price.ts";
import { json, plain } from "../core/replies.ts";
import type { Handler, Route } from "../core/types.ts";
import type { BundlerDeps } from "./deps.ts";

/** More than any client wants to spend; a number that every client reads exactly. */
const AMPLE = "9007199254740991";

export function accountRoutes({ wallet }: BundlerDeps): Route[] {
  const info: Handler = ({ origin }) =>
    json(200, {
      version: "0.2.0",
      addresses: { arweave: wallet.address },
      gateway: new URL(origin).hostname,
      freeUploadLimitBytes: Number(AMPLE),
    });
  const price: Handler = ({ params }) => {
    requireByteCount(params["bytes"] ?? params["token"] ?? "");
    return plain(200, "0");
  };
  const winc: Handler = ({ params }) => {
    requireByteCount(params["bytes"] ?? "");
    return json(200, { winc: "0", adjustments: [], fees: [] });
  };
  return [
    { method: "GET", path: "/", handler: info },
    { method: "GET", path: "/info", handler: info },
    { method: "GET", path: "/price/bytes/:bytes", handler: winc },
    // One segment is a number of bytes; two are a token and a number of bytes.
    { method: "GET", path: "/price/:token", handler: price },
    { method: "GET", path: "/price/:token/:bytes", handler: price },
    {
      method: "GET",
      path: "/account/balance",
      handler: () => json(200, { winc: AMPLE, balance: AMPLE, controlledWinc: AMPLE, effectiveBalance: AMPLE }),
    },
    {
      method: "GET",
      path: "/account/balance/:token",
      handler: () => json(200, { winc: AMPLE, balance: AMPLE, controlledWinc: AMPLE, effectiveBalance: AMPLE }),
    },
  ];
}
