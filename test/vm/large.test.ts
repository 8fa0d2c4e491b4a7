import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { evalData, MODULES, response, send, spawn } from "./driver.ts";

for (const name of MODULES) {
  describe(`large things in ${name}`, () => {
    it("takes a message of 10 MB and passes every kind of text", async () => {
      const process = await spawn(name);
      const big = "x".repeat(10_000_000);
      response(send(process, { data: big, nonce: 1, tags: [{ name: "Action", value: "Big" }] }));
      assert.equal(evalData(process, 2, "return #Inbox[#Inbox].Data"), "10000000");
      response(send(process, { data: 'a\0b"\\\n\u20ac\u{1f600}', nonce: 3, tags: [{ name: "Action", value: "Odd" }] }));
      assert.equal(
        evalData(process, 4, 'return (Inbox[#Inbox].Data == "a\\0b\\"\\\\\\n\\u{20ac}\\u{1f600}") and "same" or Inbox[#Inbox].Data'),
        "same",
      );
    });

    it("ends endless recursion and endless allocation as an outcome, not as a crash", async () => {
      const deep = await spawn(name);
      assert.match(JSON.stringify(send(deep, { data: "local function f() return 1 + f() end return f()", nonce: 1 })), /stack overflow/);
      const huge = await spawn(name);
      const outcome = send(huge, { data: 'local s = string.rep("x", 600 * 1024 * 1024)', nonce: 1 });
      assert.match(JSON.stringify(outcome), /not enough memory/);
    });
  });
}
