/**
 * The two JSON texts a module receives (JSON-1). Key order and absence of keys are part of the format: they shape the tables inside
 * the process and so its state.
 * @module
 */
import type { Id } from "../base/ids.ts";
import type { Tag } from "../base/tags.ts";

/** A message as a process sees it. Undefined fields are absent from the JSON; null ones are null. */
export interface VmMessage {
  readonly id?: Id | undefined;
  readonly signature?: string | undefined;
  readonly data?: string | null | undefined;
  /** Address that signed. */
  readonly owner?: string | undefined;
  /** The process. */
  readonly target?: string | undefined;
  readonly anchor?: string | null | undefined;
  /** Address that sends: the owner, or the process a messenger pushed for. */
  readonly from?: string | undefined;
  readonly forwardedBy?: string | undefined;
  readonly tags?: readonly Tag[] | undefined;
  readonly epoch?: number | undefined;
  readonly nonce?: number | undefined;
  /** Milliseconds since 1970. */
  readonly timestamp?: number | undefined;
  readonly blockHeight?: number | undefined;
  readonly hashChain?: string | undefined;
  readonly cron?: boolean | undefined;
  readonly readOnly?: boolean | undefined;
}

export interface VmEnvironmentPart {
  readonly id: Id;
  readonly owner: string;
  readonly tags: readonly Tag[];
}

export interface VmEnvironment {
  readonly process: VmEnvironmentPart;
  readonly module: VmEnvironmentPart;
}

const encodeTags = (tags: readonly Tag[]): Tag[] => tags.map(({ name, value }) => ({ name, value }));

/** The message text. Tags named exactly `From` or `Owner` are left out, so that they cannot pose as the fields. */
export function encodeMessage(message: VmMessage): string {
  const tags = message.tags?.filter(({ name }) => name !== "From" && name !== "Owner");
  return JSON.stringify({
    Id: message.id,
    Signature: message.signature,
    Data: message.data,
    Owner: message.owner,
    Target: message.target,
    Anchor: message.anchor,
    From: message.from,
    "Forwarded-By": message.forwardedBy,
    Tags: tags === undefined ? undefined : encodeTags(tags),
    Epoch: message.epoch,
    Nonce: message.nonce,
    Timestamp: message.timestamp,
    "Block-Height": message.blockHeight,
    "Hash-Chain": message.hashChain,
    Cron: message.cron,
    "Read-Only": message.readOnly,
  });
}

/** The environment text: the process and its module. */
export function encodeEnvironment(environment: VmEnvironment): string {
  const part = ({ id, owner, tags }: VmEnvironmentPart) => ({ Id: id, Owner: owner, Tags: encodeTags(tags) });
  return JSON.stringify({ Process: part(environment.process), Module: part(environment.module) });
}
