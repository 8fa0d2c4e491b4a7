/**
 * What the routes of the bundler need.
 * @module
 */
import type { Signer } from "../../crypto/signer.ts";
import type { StoreReads } from "../../storage/store.ts";
import type { Weave } from "../../weave/weave.ts";

export interface BundlerDeps {
  readonly weave: Weave;
  readonly store: StoreReads;
  /** Operator, whose address /info names. */
  readonly wallet: Pick<Signer, "address">;
}
