import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { encodeEnvironment, encodeMessage } from "../../src/vm/message-json.ts";
import { errorResult, normalizeResult } from "../../src/vm/normalize-result.ts";

describe("message text", () => {
  it("has the keys of JSON-1 in their order, without undefined ones", () => {
    const text = encodeMessage({
      readOnly: false,
      cron: false,
      hashChain: "h",
      blockHeight: 9,
      timestamp: 8,
      nonce: 7,
      epoch: 0,
      tags: [
        { value: "v", name: "n" },
        { name: "From", value: "liar" },
        { name: "Owner", value: "liar" },
        { name: "from", value: "kept" },
      ],
      forwardedBy: "fb",
      from: "f",
      anchor: null,
      target: "t",
      owner: "o",
      data: null,
      signature: "s",
      id: "i",
    });
    assert.equal(
      text,
      '{"Id":"i","Signature":"s","Data":null,"Owner":"o","Target":"t","Anchor":null,"From":"f","Forwarded-By":"fb","Tags":[{"name":"n","value":"v"},{"name":"from","value":"kept"}],"Epoch":0,"Nonce":7,"Timestamp":8,"Block-Height":9,"Hash-Chain":"h","Cron":false,"Read-Only":false}',
    );
    assert.equal(encodeMessage({ owner: "o", data: "d\0" }), '{"Data":"d\\u0000","Owner":"o"}');
  });

  it("has an environment of process and module", () => {
    const part = { tags: [{ name: "a", value: "b" }], owner: "o", id: "i" };
    assert.equal(
      encodeEnvironment({ module: { ...part, id: "m", tags: [] }, process: part }),
      '{"Process":{"Id":"i","Owner":"o","Tags":[{"name":"a","value":"b"}]},"Module":{"Id":"m","Owner":"o","Tags":[]}}',
    );
  });
});

describe("result", () => {
  const empty = { Messages: [], Assignments: [], Spawns: [], Output: "", GasUsed: 0 };

  it("fills what is missing and makes text of numbers", () => {
    assert.deepEqual(normalizeResult({}), empty);
    assert.deepEqual(normalizeResult({ Messages: null, Output: null }), empty);
    assert.deepEqual(normalizeResult({ Output: 12 }, 5), { ...empty, Output: "12", GasUsed: 5 });
    assert.deepEqual(normalizeResult({ Output: { data: "x", prompt: ">" } }), { ...empty, Output: { data: "x", prompt: ">" } });
    assert.deepEqual(normalizeResult({ Output: [] }), { ...empty, Output: [] });
  });

  it("keeps outbox entries as they are", () => {
    const entry = { Target: "t", Odd: [1, { x: null }], Tags: [{ name: "n", value: 3 }] };
    assert.equal(normalizeResult({ Messages: [entry] }).Messages[0], entry);
  });

  it("takes a truthy Error only, as text, with empty Output", () => {
    for (const falsy of ["", 0, false, null]) assert.equal("Error" in normalizeResult({ Error: falsy }), false);
    assert.deepEqual(normalizeResult({ Error: "bad", Output: "o", Messages: [{}] }), { ...empty, Messages: [{}], Error: "bad" });
    assert.equal(normalizeResult({ Error: { code: 1 } }).Error, '{"code":1}');
    assert.equal(normalizeResult({ Error: true }).Error, "true");
  });

  it("treats a failed allocation as an error", () => {
    const text = "x: not enough memory for buffer allocation";
    assert.equal(normalizeResult({ Output: text }).Error, text);
    assert.equal(normalizeResult({ Output: { data: { output: text } } }).Error, text);
    assert.equal("Error" in normalizeResult({ Output: `${text}.` }), false);
  });

  it("makes an error of every other shape, naming the field", () => {
    const shapes: [Record<string, unknown>, RegExp][] = [
      [{ Messages: {} }, /Messages/],
      [{ Messages: "x" }, /Messages/],
      [{ Messages: [1] }, /Messages/],
      [{ Messages: [null] }, /Messages/],
      [{ Spawns: [[]] }, /Spawns/],
      [{ Assignments: 7, Messages: [{}] }, /Assignments/],
      [{ Output: true, Messages: [{}] }, /Output/],
    ];
    for (const [shape, field] of shapes) {
      const result = normalizeResult(shape);
      assert.match(result.Error ?? "", field);
      assert.deepEqual({ ...result, Error: undefined }, { ...empty, Error: undefined });
    }
    assert.equal(errorResult("").Error, "unknown error");
  });
});
