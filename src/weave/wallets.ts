/**
 * Balances of the local network, in winston. Money is minted freely: it is test money.
 * @module
 */
import { LoomError } from "../base/errors.ts";
import type { WalletRecord } from "../storage/records.ts";
import type { Change, Store } from "../storage/store.ts";
import type { KeyedLock } from "./keyed-lock.ts";

export interface Wallets {
  balance(address: string): Promise<bigint>;
  /** Id of the last transaction, "" when there is none. */
  lastTx(address: string): Promise<string>;
  /** Gives the new balance. @throws LoomError BAD_REQUEST (below zero) */
  mint(address: string, winston: bigint): Promise<bigint>;
  setBalance(address: string, winston: bigint): Promise<void>;
}

export interface Payment {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly quantity: bigint;
  readonly reward: bigint;
}

/** Balances change one after another: each is read, changed and committed. */
export const WALLETS_LOCK = "wallets";

export function createWallets(store: Store, lock: KeyedLock): Wallets {
  const change = (address: string, to: (balance: bigint) => bigint): Promise<bigint> =>
    lock.run(WALLETS_LOCK, async () => {
      const wallet = await read(store, address);
      const balance = to(BigInt(wallet.balance));
      if (balance < 0n) throw new LoomError("BAD_REQUEST", "a balance cannot be negative", { details: { field: "balance" } });
      await store.commit([{ type: "wallet", wallet: { ...wallet, balance: String(balance) } }]);
      return balance;
    });
  return {
    balance: async (address) => BigInt((await read(store, address)).balance),
    lastTx: async (address) => (await read(store, address)).lastTx,
    mint: (address, winston) => change(address, (balance) => balance + winston),
    setBalance: async (address, winston) => {
      await change(address, () => winston);
    },
  };
}

/**
 * What a transaction does to the wallets; to be committed with it, under `WALLETS_LOCK`.
 *
 * Winston that are sent must be there. The reward is taken as far as the balance reaches: a fresh wallet may publish, as developers
 * of a local network expect. `strict` demands the reward too.
 * @throws LoomError TX_INVALID (balance)
 */
export async function payFor(payment: Payment, strict: boolean, store: Store): Promise<Change[]> {
  const sender = await read(store, payment.from);
  const balance = BigInt(sender.balance);
  const needed = payment.quantity + (strict ? payment.reward : 0n);
  if (balance < needed) {
    throw new LoomError(
      "TX_INVALID",
      `the balance of ${payment.from} is ${balance} winston, ${needed} are needed; mint some with GET /mint/<address>/<winston>`,
      {
        details: { field: "quantity", balance: String(balance) },
      },
    );
  }
  const rest = balance - payment.quantity;
  const reward = rest < payment.reward ? rest : payment.reward;
  const changes: Change[] = [{ type: "wallet", wallet: { ...sender, balance: String(rest - reward), lastTx: payment.id } }];
  if (payment.quantity > 0n) {
    const receiver = await read(store, payment.to);
    changes.push({ type: "wallet", wallet: { ...receiver, balance: String(BigInt(receiver.balance) + payment.quantity) } });
  }
  return changes;
}

async function read(store: Store, address: string): Promise<WalletRecord> {
  return (await store.wallet(address)) ?? { address, balance: "0", lastTx: "" };
}
