import assert from "node:assert/strict";
import { test } from "node:test";
import { toBase64Url, utf8 } from "../../src/base/bytes.ts";
import { LoomError } from "../../src/base/errors.ts";
import { bytesId } from "../../src/base/ids.ts";
import type { Tag } from "../../src/base/tags.ts";
import { partyAddress } from "../../src/crypto/address.ts";
import { deepHash } from "../../src/crypto/deep-hash.ts";
import { createEd25519Signer } from "../../src/crypto/ed25519.ts";
import { createEthereumSigner } from "../../src/crypto/ethereum.ts";
import { createItem } from "../../src/protocol/create-item.ts";
import type { Item } from "../../src/protocol/item.ts";
import { describeMessage, forwardedByOf, fromOf, messageDedupeKey } from "../../src/protocol/message.ts";
import { encodeTags } from "../../src/protocol/tags-avro.ts";
import { codeOf, seed } from "./support.ts";

const signer = createEd25519Signer(seed(1));
const target = bytesId(seed(2));
const module = bytesId(seed(3));

function tags(text: string): Tag[] {
  return text
    .split(" ")
    .filter(Boolean)
    .map((pair) => {
      const at = pair.indexOf("=");
      return { name: pair.slice(0, at), value: pair.slice(at + 1) };
    });
}

function item(
  text: string,
  fields: { readonly target?: string; readonly anchor?: Uint8Array; readonly data?: string } = {},
  by = signer,
): Item {
  const { data = "x", ...rest } = fields;
  return createItem({ target, ...rest, tags: tags(text), data: utf8(data) }, by);
}

function refusedTag(made: Item): unknown {
  try {
    describeMessage(made);
  } catch (thrown) {
    assert.ok(thrown instanceof LoomError && thrown.code === "MESSAGE_TAGS_INVALID", String(thrown));
    return thrown.details["tag"];
  }
  return "no error";
}

const AO = "Data-Protocol=ao";

test("a message is for its target", () => {
  assert.deepEqual(describeMessage(item(`${AO} Type=Message Variant=ao.TN.1`)), {
    kind: "Message",
    process: target,
    owner: signer.address,
    from: signer.address,
    forwardedBy: null,
  });
});

test("a process is its own id and names module and scheduler", () => {
  const made = item(`${AO} Type=Process Module=${module} Scheduler=sched`, { target: "" });
  assert.deepEqual(describeMessage(made), {
    kind: "Process",
    process: made.id,
    module,
    scheduler: "sched",
    owner: signer.address,
    from: signer.address,
    forwardedBy: null,
  });
});

test("what is missing is named", () => {
  assert.equal(refusedTag(item("Type=Message")), "Data-Protocol");
  assert.equal(refusedTag(item("Data-Protocol=other Type=Message")), "Data-Protocol");
  assert.equal(refusedTag(item(AO)), "Type");
  assert.equal(refusedTag(item(`${AO} Type=Assignment`)), "Type");
  assert.equal(refusedTag(item(`${AO} TYPE=Message`)), "Type");
  assert.equal(refusedTag(item(`${AO} Type=Message`, { target: "" })), "target");
  assert.equal(refusedTag(item(`${AO} Type=Process Scheduler=s`)), "Module");
  assert.equal(refusedTag(item(`${AO} Type=Process Module=short Scheduler=s`)), "Module");
  assert.equal(refusedTag(item(`${AO} Type=Process Module=${module}`)), "Scheduler");
  assert.equal(refusedTag(item(`${AO} Type=Message a+link=b`)), "a+link");
  assert.equal(refusedTag(item(`${AO} Type=Message a=b+link`)), "a");
  assert.equal(refusedTag(item(`${AO} Type=Message a+linked=b`)), "no error");
});

test("the first of Type Message and Type Process decides; other protocols may be named too", () => {
  assert.equal(describeMessage(item(`Type=Message ${AO} Type=Process`)).kind, "Message");
  assert.equal(describeMessage(item(`Type=Process ${AO} Type=Message Module=${module} Scheduler=s`)).kind, "Process");
  assert.equal(describeMessage(item(`Type=Other ${AO} Type=Message`)).kind, "Message");
  assert.equal(describeMessage(item("data-protocol=zone Data-Protocol=ao type=Message")).kind, "Message");
});

test("From is the process that is spoken for, else the signer; Ethereum signers by their EIP-55 address", () => {
  const ethereum = createEthereumSigner(seed(5));
  const plain = describeMessage(item(`${AO} Type=Message`, {}, ethereum));
  assert.equal(plain.from, partyAddress(3, ethereum.owner));
  const forwarded = describeMessage(item(`${AO} Type=Message From-Process=p1 From-Process=p2`, {}, ethereum));
  assert.deepEqual([forwarded.from, forwarded.owner, forwarded.forwardedBy], ["p1", plain.owner, plain.owner]);
  assert.equal(fromOf([{ name: "From-Process", value: "" }], "me"), "me");
  assert.equal(forwardedByOf([{ name: "From-Process", value: "" }], "me"), "me");
  assert.equal(forwardedByOf([], "me"), null);
});

test("the dedupe key sees through another signer, order of tags and Pushed-For, and nothing else", () => {
  const base = item("b=2 a=1 a=0 Pushed-For=x", { anchor: seed(7) });
  const key = messageDedupeKey(base);
  const want = deepHash([utf8("dataitem"), utf8("1"), utf8("1"), utf8(""), seed(2), seed(7), encodeTags(tags("a=0 a=1 b=2")), utf8("x")]);
  assert.equal(key, toBase64Url(want));
  assert.equal(messageDedupeKey(item("a=0 b=2 a=1", { anchor: seed(7) }, createEthereumSigner(seed(5)))), key);
  for (const other of [
    item("b=2 a=1", { anchor: seed(7) }),
    item("b=2 a=1 a=0 pushed-for=x", { anchor: seed(7) }),
    item("b=2 a=1 a=0", { anchor: seed(8) }),
    item("b=2 a=1 a=0"),
    item("b=2 a=1 a=0", { anchor: seed(7), data: "y" }),
    item("b=2 a=1 a=0", { anchor: seed(7), target: module }),
  ])
    assert.notEqual(messageDedupeKey(other), key);
});

test("an Ethereum key that is none has no party", () => {
  const made = item(`${AO} Type=Message`);
  assert.equal(
    codeOf(() => describeMessage({ ...made, signatureType: 3, owner: new Uint8Array(65) })),
    "SIGNATURE_INVALID",
  );
});
