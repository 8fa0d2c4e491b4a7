/**
 * Wallets of the local network: reading, minting, setting.
 * @module
 */
import { LoomError } from "../../base/errors.ts";
import { isId } from "../../base/ids.ts";
import { json, plain } from "../core/replies.ts";
import type { Handler, Route } from "../core/types.ts";
import type { GatewayDeps } from "./deps.ts";

export function walletRoutes({ weave: { wallets } }: GatewayDeps): Route[] {
  const balance: Handler = async ({ params }) => plain(200, String(await wallets.balance(requireAddress(params["address"]))));
  const lastTx: Handler = async ({ params }) => plain(200, await wallets.lastTx(requireAddress(params["address"])));
  const mint: Handler = async ({ params }) =>
    plain(200, String(await wallets.mint(requireAddress(params["address"]), requireWinston(params["winston"]))));
  const create: Handler = async (context) => {
    const fields = fieldsOf(await context.json());
    const [address, winston] = [requireAddress(fields.get("address")), requireWinston(fields.get("balance"))];
    await wallets.setBalance(address, winston);
    return json(200, { address, balance: String(winston) });
  };
  const change: Handler = async (context) => {
    const winston = requireWinston(fieldsOf(await context.json()).get("balance"));
    await wallets.setBalance(requireAddress(context.params["address"]), winston);
    return json(200, { balance: String(winston) });
  };
  return [
    { method: "POST", path: "/wallet", handler: create },
    { method: "GET", path: "/wallet/:address/balance", handler: balance },
    { method: "PATCH", path: "/wallet/:address/balance", handler: change },
    { method: "GET", path: "/wallet/:address/last_tx", handler: lastTx },
    { method: "GET", path: "/mint/:address/:winston", handler: mint },
  ];
}

/** An address, with or without the checksum that wallets may append. */
function requireAddress(value: unknown): string {
  const address = typeof value === "string" ? value.replace(/:.{6}$/, "") : value;
  if (!isId(address))
    throw new LoomError("BAD_REQUEST", "Invalid address: an address has 43 base64url characters", { details: { field: "address" } });
  return address;
}

/** Numbers are taken for the sake of older clients; above 2^53 only text is exact. */
function requireWinston(value: unknown): bigint {
  if (typeof value === "number" && Number.isInteger(value) && value >= 0) return BigInt(value);
  if (typeof value === "string" && /^\d{1,30}$/.test(value)) return BigInt(value);
  throw new LoomError("BAD_REQUEST", "winston must be a whole number of at most 30 digits", { details: { field: "balance" } });
}

function fieldsOf(value: unknown): ReadonlyMap<string, unknown> {
  if (typeof value !== "object" || value === null)
    throw new LoomError("BAD_REQUEST", "the body must be a JSON object", { details: { field: "body" } });
  return new Map(Object.entries(value));
}
