/**
 * A bare node:http server that does of an RSA message only what nobody can leave out: takes it, verifies its signature, signs an
 * assignment (Ed25519), and answers a second request. Run by `floor.ts` in a process of its own.
 * @module
 */
import { constants, generateKeyPairSync, randomBytes, sign, verify } from "node:crypto";
import { createServer } from "node:http";

const rsa = generateKeyPairSync("rsa", { modulusLength: 4096 });
const ed25519 = generateKeyPairSync("ed25519");
const message = randomBytes(48);
const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
const signature = sign("sha256", message, { key: rsa.privateKey, ...pss });

const server = createServer((request, response) => {
  request.resume();
  request.on("end", () => {
    const answer: Record<string, string> = { id: "0".repeat(43) };
    if (request.method === "POST") {
      if (!verify("sha256", message, { key: rsa.publicKey, ...pss }, signature)) throw new Error("the signature must be good");
      answer["signature"] = sign(null, message, ed25519.privateKey).toString("base64url");
    }
    const body = Buffer.from(JSON.stringify(answer));
    response.writeHead(200, { "content-type": "application/json", "content-length": body.length });
    response.end(body);
  });
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  process.send?.({ port: address.port });
});
// Asked for its CPU time so far.
process.on("message", () => {
  const { user, system } = process.cpuUsage();
  process.send?.({ cpuMs: (user + system) / 1000 });
});
