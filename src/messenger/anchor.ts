/**
 * Anchors of pushed items.
 * @module
 */
import { concat, toBase64Url, utf8 } from "../base/bytes.ts";
import { type Id, idBytes } from "../base/ids.ts";
import { sha256 } from "../crypto/hash.ts";
import type { Emitted } from "../units/compute.ts";

const DOMAIN = utf8("hyperloom/outbox-anchor/1");

/**
 * The anchor that a process gave its message, when its text has the 32 bytes of an ANS-104 anchor; else one that follows from the
 * message's place, so that two equal messages stay two and a rebuilt one is the same.
 */
export function messageAnchor(entry: Emitted, process: Id, slot: number, index: number): string {
  const given = entry["Anchor"];
  return typeof given === "string" && given.isWellFormed() && Buffer.byteLength(given) === 32 ? given : placeAnchor(process, slot, index);
}

/** 32 characters that follow from the place of an entry in the outbox. */
export function placeAnchor(process: Id, slot: number, index: number): string {
  return toBase64Url(sha256(concat(DOMAIN, idBytes(process), utf8(`${slot}/${index}`)))).slice(0, 32);
}
