/**
 * Ids of a simulated network: they follow from names and counters, so a run can be repeated exactly.
 * @module
 */
import { utf8 } from "../base/bytes.ts";
import { bytesId, type Id } from "../base/ids.ts";
import { sha256 } from "../crypto/hash.ts";

/** The id that stands for a name: `("wallet", "alice")` is the same in every run. */
export function testId(kind: string, name: string): Id {
  return bytesId(sha256(utf8(`hyperloom/test/${kind}/${name}`)));
}
