/**
 * Tags of the items that the messenger makes. Source: ao-legacynet 3.10, in the order of the reference messenger.
 * @module
 */
import type { Id } from "../base/ids.ts";
import { type Tag, tagValue } from "../base/tags.ts";

/** What the items of a process say of it. */
export interface Sender {
  readonly process: Id;
  /** Its `Module` tag, "" when it has none. */
  readonly module: string;
  /** Its `Scheduler` tag. */
  readonly scheduler: string;
}

const LEGACY = "ao.TN.1";
const MAINNET = "ao.N.1";

const tag = (name: string, value: string): Tag => ({ name, value });
const without = (tags: readonly Tag[], ...names: readonly string[]): Tag[] => tags.filter(({ name }) => !names.includes(name));

/**
 * Schedulers take `type` for `Type`, and the first decides: an application's own lower-case tag must not make a process of a message.
 */
const withoutType = (tags: readonly Tag[], value: string): Tag[] => tags.filter((one) => !(one.name === "type" && one.value === value));

export function messageTags(tags: readonly Tag[], sender: Sender, root: Id): Tag[] {
  return [
    ...withoutType(without(tags, "Data-Protocol", "Type", "From-Process", "From-Module", "Assignments"), "Process"),
    tag("Data-Protocol", "ao"),
    tag("Type", "Message"),
    tag("From-Process", sender.process),
    // An item cannot carry the empty value that the reference puts for a process without a module.
    ...(sender.module === "" ? [] : [tag("From-Module", sender.module)]),
    tag("Pushed-For", root),
  ];
}

/** The quirk of the reference is kept: `Variant` and `From-Process` of the process stay, so both appear twice. */
export function spawnTags(tags: readonly Tag[], sender: Sender, root: Id): Tag[] {
  return [
    ...withoutType(without(honest(tags, sender), "Data-Protocol", "Type"), "Message"),
    tag("Variant", variantOf(tags)),
    tag("Data-Protocol", "ao"),
    tag("Type", "Process"),
    tag("From-Process", sender.process),
    tag("Pushed-For", root),
    ...(tagValue(tags, "Scheduler") === undefined ? [tag("Scheduler", sender.scheduler)] : []),
  ];
}

/** The notice to the parent. It adds no `From-Process`: the one that aos puts on a spawn stays, so the parent sees itself as sender. */
export function spawnedTags(tags: readonly Tag[], sender: Sender, spawned: Id): Tag[] {
  const kept = honest(tags, sender).filter(
    ({ name, value }) => name !== "Variant" && name !== "Type" && !(name === "Data-Protocol" && value === "ao"),
  );
  return [
    ...withoutType(kept, "Process"),
    tag("Data-Protocol", "ao"),
    tag("Type", "Message"),
    tag("Process", spawned),
    tag("Action", "Spawned"),
    tag("Variant", variantOf(tags)),
  ];
}

function variantOf(tags: readonly Tag[]): string {
  return tagValue(tags, "Variant") === MAINNET ? MAINNET : LEGACY;
}

/** What a process says of its own id and module is made true: nobody is to be spawned in another's name. */
function honest(tags: readonly Tag[], sender: Sender): Tag[] {
  return tags.flatMap((one) => {
    if (one.name === "From-Process") return [tag(one.name, sender.process)];
    if (one.name !== "From-Module") return [one];
    return sender.module === "" ? [] : [tag(one.name, sender.module)];
  });
}
