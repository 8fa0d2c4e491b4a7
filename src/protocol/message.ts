/**
 * What makes an item a message or a process, and who it is from.
 * @module
 */
import { toBase64Url, utf8 } from "../base/bytes.ts";
import { LoomError } from "../base/errors.ts";
import { type Id, idBytes, isId } from "../base/ids.ts";
import { type Tag, tagValue } from "../base/tags.ts";
import { partyAddress } from "../crypto/address.ts";
import { deepHash, deepHashRest, deepHashStart } from "../crypto/deep-hash.ts";
import type { Item } from "./item.ts";
import { decodeTags, encodeRawTags, type RawTag } from "./tags-avro.ts";

interface Parties {
  /** The signer as `Owner`: EIP-55 for Ethereum keys, else the SHA-256 address. */
  readonly owner: string;
  /** `From`: the process that the signer speaks for, else the signer. Anyone may claim it: trust is the receiver's business. */
  readonly from: string;
  /** `Forwarded-By`: the signer when it speaks for a process, else null. */
  readonly forwardedBy: string | null;
}

export interface MessageDescription extends Parties {
  readonly kind: "Message";
  /** The process that it is for. */
  readonly process: Id;
}

export interface ProcessDescription extends Parties {
  readonly kind: "Process";
  /** The process that it starts: the item's own id. */
  readonly process: Id;
  readonly module: Id;
  /** Address of the scheduler that the process chose. */
  readonly scheduler: string;
}

/**
 * Says what a scheduler makes of an item. Of several `Type` tags the first that is Process or Message decides. Names of tags as the
 * reference scheduler takes them: `Type` or `type`, `Data-Protocol` or `data-protocol`.
 * @throws LoomError MESSAGE_TAGS_INVALID naming the tag
 */
export function describeMessage(item: Item): MessageDescription | ProcessDescription {
  const { tags } = item;
  const kind = kindOf(tags);
  if (!valuesOfEither(tags, "Data-Protocol", "data-protocol").includes("ao"))
    throw invalid("Data-Protocol", "the tag Data-Protocol: ao is missing");
  for (const { name, value } of tags) {
    // HyperBEAM reads such a tag as a reference to follow: a message must not smuggle one in.
    if (name.endsWith("+link") || value.endsWith("+link"))
      throw invalid(name, `the tag ${JSON.stringify(name)} ends in +link, which is reserved`);
  }
  const owner = partyAddress(item.signatureType, item.owner);
  const parties: Parties = { owner, from: fromOf(tags, owner), forwardedBy: forwardedByOf(tags, owner) };
  if (kind === "Message") {
    if (item.target === "") throw invalid("target", "the message has no target; set it to the id of the process");
    return { kind, process: item.target, ...parties };
  }
  const module = tagValue(tags, "Module");
  const scheduler = tagValue(tags, "Scheduler");
  if (module === undefined) throw invalid("Module", "the tag Module is missing; a process names its module");
  if (!isId(module)) throw invalid("Module", "the tag Module is not an id of 43 base64url characters");
  if (scheduler === undefined || scheduler === "")
    throw invalid("Scheduler", "the tag Scheduler is missing; a process names its scheduler");
  return { kind, process: item.id, module, scheduler, ...parties };
}

/** `From`: value of the first `From-Process` tag unless empty, else the owner. `ownerParty` is the owner as `partyAddress` gives it. */
export function fromOf(tags: readonly Tag[], ownerParty: string): string {
  const claimed = tagValue(tags, "From-Process");
  return claimed === undefined || claimed === "" ? ownerParty : claimed;
}

/** `Forwarded-By`: the owner when a `From-Process` tag exists, else null. */
export function forwardedByOf(tags: readonly Tag[], ownerParty: string): string | null {
  return tagValue(tags, "From-Process") === undefined ? null : ownerParty;
}

/**
 * Key under which two signings of one message are the same: base64url of the deep hash of the item with owner blank, type 1, tags
 * sorted by name then value and without `Pushed-For`. This is how schedulers recognise what a messenger sent again.
 */
export function messageDedupeKey(item: Item): string {
  const raw = decodeTags(item.rawTags, { lenient: true }).tags;
  const kept = raw.filter(({ name }) => Buffer.compare(name, PUSHED_FOR) !== 0).sort(compareTags);
  return toBase64Url(
    deepHashRest(
      NOBODY,
      [item.target === "" ? EMPTY : idBytes(item.target), item.anchor ?? EMPTY, encodeRawTags(kept), item.data].map(deepHash),
    ),
  );
}

const EMPTY = new Uint8Array(0);
/** "dataitem", "1", type 1 and a blank owner, with which the list of eight begins. */
const NOBODY = deepHashStart(8, [utf8("dataitem"), utf8("1"), utf8("1"), EMPTY].map(deepHash));
const PUSHED_FOR = utf8("Pushed-For");

function compareTags(a: RawTag, b: RawTag): number {
  return Buffer.compare(a.name, b.name) || Buffer.compare(a.value, b.value);
}

function kindOf(tags: readonly Tag[]): "Message" | "Process" {
  const types = valuesOfEither(tags, "Type", "type");
  const kind = types.find((type) => type === "Message" || type === "Process");
  if (kind !== undefined) return kind;
  if (types.length === 0) throw invalid("Type", "the tag Type is missing; it must be Message or Process");
  throw invalid("Type", `the tag Type is ${JSON.stringify(types[0])}; it must be Message or Process`);
}

function valuesOfEither(tags: readonly Tag[], name: string, lowerCase: string): string[] {
  return tags.filter((tag) => tag.name === name || tag.name === lowerCase).map((tag) => tag.value);
}

function invalid(tag: string, why: string): LoomError {
  return new LoomError("MESSAGE_TAGS_INVALID", why, { details: { tag } });
}
