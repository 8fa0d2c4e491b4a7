import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { utf8 } from "../../src/base/bytes.ts";
import type { WeaveFiles } from "../../src/vm/host-imports/host.ts";
import { imageHash } from "../../src/vm/image-encoding.ts";
import { captureImage, restoreImage } from "../../src/vm/memory-image.ts";
import { evalData, id, MODULES, send, spawn } from "./driver.ts";

const DATA = `/data/${id("w")}`;
const OTHER = `/data/${id("v")}`;
const TEXT = "first line\nsecond line\nend";

function files(entries: Readonly<Record<string, string>>): WeaveFiles & { readonly opened: string[] } {
  const opened: string[] = [];
  return {
    opened,
    open(path) {
      opened.push(path);
      const found = entries[path];
      return found === undefined ? null : utf8(found);
    },
  };
}

const HERE = files({ [DATA]: TEXT, [OTHER]: "other", "/block/100": "{}" });

for (const name of MODULES) {
  describe(`weave files in ${name}`, () => {
    it("asks for what is not here; rolled back and run again it reads the bytes", async () => {
      const process = await spawn(name);
      const control = await spawn(name);
      const before = captureImage(process);
      const code = `Tries = (Tries or 0) + 1 local f = io.open("${DATA}") local s = f:read(f:seek("end")) f:close() return Tries .. s`;
      assert.deepEqual(send(process, { data: code, nonce: 1 }), { kind: "need", ids: [DATA] });
      assert.equal(process.tainted, true);
      assert.equal(restoreImage(process, before), true);
      assert.equal(evalData(process, 1, code, HERE), `1${TEXT}`);
      assert.equal(evalData(control, 1, code, HERE), `1${TEXT}`);
      assert.equal(imageHash(captureImage(process)), imageHash(captureImage(control)));
    });

    it("a need cannot be caught by pcall", async () => {
      const process = await spawn(name);
      const outcome = send(process, { data: `pcall(function() io.open("/tx/${id("w")}") end) return "went on"`, nonce: 1 });
      assert.deepEqual(outcome, { kind: "need", ids: [`/tx/${id("w")}`] });
    });

    it("reads lines, seeks, and starts at 0 only after a seek to the end", async () => {
      const process = await spawn(name);
      assert.equal(
        evalData(process, 1, `local f = io.open("${DATA}") return f:read("l") .. "|" .. f:read("l")`, HERE),
        "first line|second line",
      );
      assert.equal(evalData(process, 2, `local f = io.open("${DATA}") f:seek("set", 6) return f:read(4)`, HERE), "line");
      assert.equal(evalData(process, 3, `local f = io.open("${DATA}") return f:read(5) .. f:read(5)`, HERE), "first line");
      assert.equal(evalData(process, 4, `return io.open("${DATA}"):seek("end")`, HERE), String(TEXT.length));
    });

    it("keeps two open files apart and forgets descriptors between messages", async () => {
      const process = await spawn(name);
      assert.equal(
        evalData(process, 1, `A = io.open("${DATA}") B = io.open("${OTHER}") return A:read(5) .. B:read(5)`, HERE),
        "firstother",
      );
      // The stale file object still says descriptor 3, which is closed now; a seek on it fails.
      assert.equal(evalData(process, 2, 'return tostring(A:seek("set", 0))', HERE), "nil");
    });

    it("only paths that can name something on the weave may ask", async () => {
      const process = await spawn(name);
      const none = files({});
      const paths = [
        "/etc/passwd",
        "/data/short",
        `/data/${id("w")}/x`,
        `data/${id("w")}`,
        "/block/",
        "/block/-1",
        "/block/01",
        "/usr/local/share/lua/5.3/x.lua",
        `/other/${id("w")}`,
      ];
      for (const [index, path] of paths.entries())
        assert.equal(evalData(process, index + 1, `return tostring(io.open("${path}"))`, none), "nil", path);
      assert.equal(evalData(process, paths.length + 1, `return tostring(io.open("${DATA}", "w"))`, none), "nil");
      assert.deepEqual(none.opened, []);
      assert.equal(evalData(process, paths.length + 2, 'return io.open("/block/100"):read(2)', HERE), "{}");
    });
  });
}
