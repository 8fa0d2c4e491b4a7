/** Records with every field set, from a seed: equal seeds give equal records. */
import { createHash } from "node:crypto";
import type { Clock } from "../../../src/base/clock.ts";
import type { Id } from "../../../src/base/ids.ts";
import { bytesId } from "../../../src/base/ids.ts";
import type { AssignmentRecord, BlockRecord, ItemRecord, OutboxRecord, ResultRecord } from "../../../src/storage/records.ts";

export function bytesOf(seed: string, size: number): Uint8Array {
  const out = new Uint8Array(size);
  for (let at = 0; at < size; at += 32)
    out.set(
      createHash("sha256")
        .update(`${seed}/${at}`)
        .digest()
        .subarray(0, size - at),
      at,
    );
  return out;
}

export function idOf(seed: string): Id {
  return bytesId(bytesOf(`id ${seed}`, 32));
}

export function itemOf(seed: string, fields: Partial<ItemRecord> = {}): ItemRecord {
  const [signature, owner, rawTags, data] = [
    bytesOf(`s${seed}`, 64),
    bytesOf(`o${seed}`, 32),
    bytesOf(`t${seed}`, 20),
    bytesOf(`d${seed}`, 40),
  ];
  // The layout of a data item: type, signature, owner, presence bytes, tag counts, tags, data.
  const bytes = Buffer.concat([new Uint8Array([2, 0]), signature, owner, new Uint8Array(18), rawTags, data]);
  return {
    id: idOf(seed),
    kind: "item",
    parent: null,
    signatureType: 2,
    signature,
    owner,
    ownerAddress: idOf(`owner ${seed}`),
    target: idOf(`target ${seed}`),
    anchor: bytesOf(`a${seed}`, 32),
    rawTags,
    tags: [{ name: "Seed", value: seed }],
    bytes: { kind: "inline", bytes: new Uint8Array(bytes) },
    dataStart: bytes.byteLength - data.byteLength,
    dataSize: data.byteLength,
    dataHash: bytesOf(`h${seed}`, 32),
    dataRoot: null,
    txHeader: null,
    ingestedAt: 1000,
    nonCanonical: false,
    ...fields,
  };
}

export function txOf(seed: string, fields: Partial<ItemRecord> = {}): ItemRecord {
  return {
    ...itemOf(seed),
    kind: "tx",
    signature: bytesOf(`s${seed}`, 512),
    owner: bytesOf(`o${seed}`, 512),
    target: "",
    anchor: null,
    rawTags: new Uint8Array(0),
    bytes: null,
    dataStart: 0,
    dataSize: 300_000,
    dataHash: null,
    dataRoot: idOf(`root ${seed}`),
    txHeader: JSON.stringify({ format: 2, id: idOf(seed) }),
    ...fields,
  };
}

export function assignmentOf(process: Id, slot: number, fields: Partial<AssignmentRecord> = {}): AssignmentRecord {
  const seed = `${process} ${slot}`;
  return {
    id: idOf(`assignment ${seed}`),
    process,
    slot,
    message: slot === 0 ? process : idOf(`message ${seed}`),
    own: slot === 0,
    timestamp: 1000 + slot * 10,
    blockHeight: 7 + slot,
    hashChain: idOf(`chain ${seed}`),
    anchor: bytesOf(`anchor ${seed}`, 32),
    signatureType: 2,
    signature: bytesOf(`sig ${seed}`, 64),
    owner: bytesOf("scheduler", 32),
    ownerAddress: idOf("scheduler"),
    exclude: [],
    environment: slot === 0 ? "loom.1" : null,
    root: idOf(`root ${seed}`),
    hops: slot,
    ...fields,
  };
}

export function resultOf(process: Id, slot: number, fields: Partial<ResultRecord> = {}): ResultRecord {
  return {
    process,
    slot,
    message: idOf(`message ${process} ${slot}`),
    timestamp: 1000 + slot * 10,
    json: JSON.stringify({ Messages: [], Output: { data: `slot ${slot} \u0000 ü` } }),
    failed: slot % 2 === 1,
    ...fields,
  };
}

export function outboxOf(process: Id, slot: number, index: number, fields: Partial<OutboxRecord> = {}): OutboxRecord {
  return {
    process,
    slot,
    index,
    kind: "message",
    target: idOf(`receiver ${slot} ${index}`),
    item: idOf(`pushed ${process} ${slot} ${index}`),
    exclude: ["Cu"],
    root: idOf("root"),
    hops: 3,
    state: "pending",
    reason: "",
    ...fields,
  };
}

export function blockOf(height: number, firstSeq: number, lastSeq: number): BlockRecord {
  const id = Buffer.from(bytesOf(`block ${height}`, 48)).toString("base64url");
  const previous = Buffer.from(bytesOf(`block ${height - 1}`, 48)).toString("base64url");
  return {
    height,
    id,
    previous,
    timestamp: 1000 + height,
    firstSeq,
    lastSeq,
    json: JSON.stringify({ height }),
    weaveSize: String(height * 262_144),
  };
}

/** A clock that stands still and whose random bytes repeat. */
export function testClock(seed = "clock"): Clock {
  let drawn = 0;
  return {
    now: () => 0,
    monotonic: () => 0,
    sleep: async () => {},
    after: () => () => {},
    random: (size) => bytesOf(`${seed} ${drawn++}`, size),
  };
}
