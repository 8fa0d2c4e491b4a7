/**
 * From a head and a draft to the signed assignment of the next slot. Source: ao-legacynet 3.4 and 4.3.
 * @module
 */
import type { Id } from "../base/ids.ts";
import type { Signer } from "../crypto/signer.ts";
import { signAssignment } from "../protocol/assignment.ts";
import { firstHashChain, nextHashChain } from "../protocol/hash-chain.ts";
import type { AssignmentRecord, HeadRecord } from "../storage/records.ts";
import type { Origin } from "../units/scheduler.ts";
import type { StampClock } from "./stamp-clock.ts";

/** What is to be assigned, before it has a slot. */
export interface Draft {
  readonly message: Id;
  /** The process item itself, for slot 0. */
  readonly own: boolean;
  readonly exclude: readonly string[];
  /** Null: the assignment is its own root. */
  readonly origin: Origin | null;
}

/** Synchronous: no other assignment of the process can come between. @throws LoomError ITEM_TAGS_INVALID */
export type Stamp = (process: Id, head: HeadRecord | null, draft: Draft) => AssignmentRecord;

export interface StampDeps {
  readonly signer: Signer;
  readonly stampClock: StampClock;
  readonly random: (size: number) => Uint8Array;
  /** Height of the last block. */
  readonly height: () => number;
  /** Rules of evaluation that are pinned in a process's own assignment, null for none. */
  readonly environment: string | null;
}

export function createStamp({ signer, stampClock, random, height, environment }: StampDeps): Stamp {
  const nextAnchor = createAnchors(random);
  return (process, head, draft) => {
    const anchor = nextAnchor();
    const fields = {
      process,
      epoch: 0 as const,
      slot: head === null ? 0 : head.slot + 1,
      hashChain: head === null ? firstHashChain(process) : nextHashChain(head.assignment, head.hashChain),
      blockHeight: height(),
      timestamp: stampClock.next(head?.timestamp ?? 0),
      message: draft.own ? null : draft.message,
      exclude: draft.exclude,
      ...(draft.own && environment !== null ? { environment } : {}),
    };
    const { id, signature } = signAssignment(fields, anchor, signer);
    return {
      id,
      process,
      slot: fields.slot,
      message: draft.message,
      own: draft.own,
      timestamp: fields.timestamp,
      blockHeight: fields.blockHeight,
      hashChain: fields.hashChain,
      anchor,
      signatureType: signer.type,
      signature,
      owner: signer.owner,
      ownerAddress: signer.address,
      exclude: draft.exclude,
      environment: fields.environment ?? null,
      root: draft.origin?.root ?? id,
      hops: draft.origin?.hops ?? 0,
    };
  };
}

const ANCHOR_BYTES = 32;
const ANCHORS_PER_DRAW = 32;

/** Random anchors; drawn many at a time, since a draw costs as much as hashing the assignment. */
function createAnchors(random: (size: number) => Uint8Array): () => Uint8Array {
  let drawn = new Uint8Array(0);
  let at = 0;
  return () => {
    if (at >= drawn.byteLength) {
      drawn = Uint8Array.from(random(ANCHOR_BYTES * ANCHORS_PER_DRAW));
      at = 0;
    }
    at += ANCHOR_BYTES;
    return drawn.slice(at - ANCHOR_BYTES, at);
  };
}
