import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import fc from "fast-check";
import { toBase64Url, utf8 } from "../../src/base/bytes.ts";
import type { Tag } from "../../src/base/tags.ts";
import { sha256 } from "../../src/crypto/hash.ts";
import { parseManifest, resolvePath } from "../../src/http/gateway/manifest.ts";
import { parseRange } from "../../src/http/gateway/range.ts";
import { createItem } from "../../src/protocol/create-item.ts";
import { vector } from "../protocol/support.ts";
import { inPieces, seededSigner, startServers, type TestServers } from "../weave/support.ts";

let t: TestServers;
let count = 0;
const put = async (data: Uint8Array | string, tags: Readonly<Record<string, string>> = {}): Promise<string> => {
  const list: Tag[] = Object.entries(tags).map(([name, value]) => ({ name, value }));
  const bytes = typeof data === "string" ? utf8(data) : data;
  const item = createItem({ anchor: String(count++).padStart(32, "0"), tags: list, data: bytes }, seededSigner(7));
  await t.weave.ingestItem(inPieces(item.bytes));
  return item.id;
};
const get = (path: string, headers: Record<string, string> = {}, method = "GET"): Promise<Response> =>
  fetch(`${t.gateway}${path}`, { method, headers, redirect: "manual" });

before(async () => {
  t = await startServers();
});
after(() => t.close());

describe("data", () => {
  const inline = "0123456789";
  const large = new Uint8Array(600_000).map((_, i) => (i * 13) % 251);

  test("has its type, validators and walls", async () => {
    const id = await put("<script>1</script>", { "Content-Type": "text/html; charset=utf-8", "Content-Encoding": "identity" });
    for (const path of [`/${id}`, `/${id}/`, `/raw/${id}`]) {
      const { status, headers } = await get(path);
      assert.equal(status, 200);
      assert.equal(headers.get("content-type"), "text/html; charset=utf-8");
      assert.equal(headers.get("content-encoding"), "identity");
      assert.equal(headers.get("etag"), `"${toBase64Url(sha256(utf8("<script>1</script>")))}"`);
      assert.equal(headers.get("x-content-type-options"), "nosniff");
      assert.match(headers.get("content-security-policy") ?? "", /^sandbox /);
      assert.doesNotMatch(headers.get("content-security-policy") ?? "", /allow-same-origin|allow-top-navigation/);
      assert.match(headers.get("cache-control") ?? "", /immutable/);
    }
    assert.equal((await get(`/${await put("x")}`)).headers.get("content-type"), "application/octet-stream");
    assert.equal((await get(`/${id}/below`)).status, 404);
  });

  test("answers HEAD with the headers of GET and no body", async () => {
    const id = await put(large, { "Content-Type": "application/x-large" });
    const [head, whole] = [await get(`/${id}`, {}, "HEAD"), await get(`/${id}`)];
    assert.equal(head.headers.get("content-length"), "600000");
    assert.equal((await head.arrayBuffer()).byteLength, 0);
    for (const name of ["etag", "content-type", "accept-ranges", "content-length"])
      assert.equal(head.headers.get(name), whole.headers.get(name));
    assert.deepEqual(new Uint8Array(await whole.arrayBuffer()), large);
  });

  for (const [what, data] of [
    ["inline", utf8(inline)],
    ["in a file", large],
  ] as const) {
    test(`${what} is served by range`, async () => {
      const id = await put(data);
      const size = data.byteLength;
      const cases: readonly (readonly [string, number, number, number])[] = [
        ["bytes=0-0", 206, 0, 1],
        ["bytes=2-4", 206, 2, 5],
        ["bytes=3-", 206, 3, size],
        ["bytes=-4", 206, size - 4, size],
        [`bytes=-${size + 5}`, 206, 0, size],
        [`bytes=1-${size + 100}`, 206, 1, size],
        ["bytes=5-2", 200, 0, size],
        ["bytes=0-1,3-4", 200, 0, size],
        ["lines=1-2", 200, 0, size],
        ["bytes=-", 200, 0, size],
      ];
      for (const [range, status, start, end] of cases) {
        const response = await get(`/${id}`, { range });
        assert.equal(response.status, status, range);
        assert.equal(response.headers.get("content-range"), status === 206 ? `bytes ${start}-${end - 1}/${size}` : null, range);
        assert.equal(response.headers.get("content-length"), String(end - start), range);
        assert.deepEqual(new Uint8Array(await response.arrayBuffer()), data.subarray(start, end), range);
      }
      for (const range of [`bytes=${size}-`, `bytes=${size + 1}-${size + 2}`, "bytes=-0"]) {
        const response = await get(`/${id}`, { range });
        assert.deepEqual([response.status, response.headers.get("content-range")], [416, `bytes */${size}`], range);
      }
    });
  }

  test("is not sent again to who has it", async () => {
    const id = await put(inline);
    const etag = (await get(`/${id}`)).headers.get("etag") ?? "";
    for (const value of [etag, `W/${etag}`, `"other", ${etag}`, "*"])
      assert.equal((await get(`/${id}`, { "if-none-match": value })).status, 304, value);
    assert.equal((await get(`/${id}`, { "if-none-match": '"other"' })).status, 200);
    assert.equal((await get(`/${id}`, { range: "bytes=1-2", "if-range": etag })).status, 206);
    assert.equal((await get(`/${id}`, { range: "bytes=1-2", "if-range": '"other"' })).status, 200);
  });

  test("of a process is headed by its tags, as messengers read them; no tag can steer a browser", async () => {
    const process = { "Data-Protocol": "ao", Type: "Process", Scheduler: "S".repeat(43), module: "M", Name: "né" };
    const hostile = {
      "Set-Cookie": "a=b",
      Location: "https://evil.example",
      "Content-Security-Policy": "none",
      "Access-Control-Allow-Credentials": "true",
      Refresh: "0; url=https://evil.example",
      "Transfer-Encoding": "chunked",
      "Content-Length": "1",
      "X-Content-Type-Options": "x",
      "Bad\r\nName": "v",
      Newline: "a\r\nSet-Cookie: c=d",
      Big: "v".repeat(3000),
    };
    const id = await put("the data", { ...process, ...hostile });
    const response = await get(`/${id}`);
    const { headers } = response;
    assert.equal(await response.text(), "the data");
    assert.deepEqual(
      [headers.get("type"), headers.get("scheduler"), headers.get("data-protocol"), headers.get("module")],
      ["Process", "S".repeat(43), "ao", "M"],
    );
    for (const name of ["set-cookie", "location", "access-control-allow-credentials", "refresh", "transfer-encoding", "name", "newline"])
      assert.equal(headers.get(name), null, name);
    assert.deepEqual([headers.get("content-length"), headers.get("x-content-type-options")], ["8", "nosniff"]);
    assert.equal(headers.get("x-arweave-tag-scheduler"), "S".repeat(43));
    assert.equal(headers.get("x-arweave-tag-count"), "16");
    let bytes = 0;
    for (const [name, value] of headers) bytes += name.length + value.length + 4;
    assert.ok(bytes < 12_000, `${bytes} bytes of headers`);
    assert.equal((await get(`/${await put("x", { Type: "Process" })}`)).headers.get("type"), null, "only of ao items");
  });

  test("with a type that is no header value is plain bytes", async () => {
    assert.equal(
      (await get(`/${await put("x", { "Content-Type": "text/html\r\nX: y" })}`)).headers.get("content-type"),
      "application/octet-stream",
    );
    assert.equal((await get(`/${await put("x", { "content-type": "text/css" })}`)).headers.get("content-type"), "text/css");
  });
});

test("a range is within the data or refused", () => {
  fc.assert(
    fc.property(fc.nat(2000), fc.option(fc.nat(3000)), fc.option(fc.nat(3000)), (size, first, last) => {
      let range: ReturnType<typeof parseRange>;
      try {
        range = parseRange(`bytes=${first ?? ""}-${last ?? ""}`, size);
      } catch {
        return (first ?? size - (last ?? 0)) >= size;
      }
      if (range === null) return (first === null && last === null) || (first !== null && last !== null && last < first);
      const { start, end } = range;
      return (
        0 <= start &&
        start < end &&
        end <= size &&
        (first === null || start === first) &&
        (first === null || last === null || end === Math.min(size, last + 1))
      );
    }),
    { seed: 3 },
  );
});

describe("manifests", () => {
  const MANIFEST = { "Content-Type": "application/x.arweave-manifest+json" };
  const read = (name: string): ReturnType<typeof parseManifest> =>
    parseManifest(vector(`ar-io/test/mock_files/manifests/example_manifest_${name}.json`));
  const [HTML, LOGO] = ["cG7Hdi_iTQPoEYgQJFqJ8NMpN4KoZ-vH_j7pG4iP7NI", "QYWh-QsozsYu2wor0ZygI5Zoa_fRYFc8_X1RkYmw_fU"];

  test("of the network resolve as gateways do; an index id wins over a path", () => {
    const cases = {
      "v0.1.0": HTML,
      "v0.2.0_at_the_end": LOGO,
      "v0.2.0_index_id": LOGO,
      "v0.2.0_index_id_path": LOGO,
      "v0.2.0_index_path": HTML,
    };
    for (const [name, index] of Object.entries(cases)) {
      const manifest = read(name);
      assert.equal(resolvePath(manifest, ""), index, name);
      assert.equal(resolvePath(manifest, "assets/img/logo.png"), LOGO, name);
      assert.equal(resolvePath(manifest, "assets/img/logo.png//"), LOGO, name);
      if (name === "v0.1.0") assert.throws(() => resolvePath(manifest, "nowhere"), { code: "NOT_FOUND" });
      else assert.equal(resolvePath(manifest, "nowhere"), HTML, `${name}: fallback`);
      if (name === "v0.1.0")
        for (const path of ["Index.html", "assets", "__proto__", "constructor"])
          assert.throws(() => resolvePath(manifest, path), { code: "NOT_FOUND" });
    }
    assert.equal(resolvePath(read("v0.1.0_index_path_at_end"), ""), resolvePath(read("v0.1.0_index_path_at_end"), "index.html"));
  });

  test("serve a site", async () => {
    const [page, style, lost, inner] = [
      await put("<p>page", { "Content-Type": "text/html" }),
      await put("p{}", { "Content-Type": "text/css" }),
      await put("lost", { "Content-Type": "text/plain" }),
      await put("{}", MANIFEST),
    ];
    const paths = {
      "index.html": { id: page },
      "a b/style.css": { id: style },
      inner: { id: inner },
      broken: { id: "nope" },
      gone: { id: "A".repeat(43) },
    };
    const id = await put(
      JSON.stringify({ paths, manifest: "arweave/paths", version: "0.2.0", index: { path: "index.html" }, fallback: { id: lost } }),
      MANIFEST,
    );
    const moved = await get(`/${id}?a=1&b=%20`);
    assert.deepEqual([moved.status, moved.headers.get("location")], [301, `${id}/?a=1&b=%20`]);
    assert.equal(await (await fetch(`${t.gateway}/${id}`)).text(), "<p>page", "a client that follows finds the index");
    const cases: readonly (readonly [string, number, string])[] = [
      ["/", 200, "<p>page"],
      ["/index.html", 200, "<p>page"],
      ["/a%20b/style.css", 200, "p{}"],
      ["/a%20b/style.css/", 200, "p{}"],
      ["/unknown", 200, "lost"],
      ["/broken", 200, "lost"],
      ["/inner", 200, "{}"],
    ];
    for (const [path, status, body] of cases) {
      const response = await get(`/${id}${path}`);
      assert.deepEqual([response.status, await response.text()], [status, body], path);
    }
    assert.equal((await get(`/${id}/gone`)).status, 404);
    assert.equal((await get(`/${id}/a%20b/style.css`)).headers.get("content-type"), "text/css");
    assert.match(await (await get(`/raw/${id}`)).text(), /arweave\/paths/);
  });

  test("without an index, or that are none, are not found", async () => {
    const manifest = { manifest: "arweave/paths", version: "0.1.0", paths: {} };
    for (const text of [
      JSON.stringify(manifest),
      "{",
      "[]",
      '"x"',
      JSON.stringify({ ...manifest, version: "9" }),
      JSON.stringify({ ...manifest, manifest: "other" }),
    ]) {
      const id = await put(text, MANIFEST);
      assert.deepEqual(
        [(await get(`/${id}`)).status, (await get(`/${id}/`)).status, (await get(`/${id}/x`)).status, (await get(`/raw/${id}`)).status],
        [404, 404, 404, 200],
        text,
      );
    }
  });
});
