/**
 * Where our Lua environment differs from the published one on purpose. Each `why` stands in `docs/lua-differences.md` word for word.
 * @module
 */
import type { Accepted } from "../support/accepted.ts";

const generated = (kind: string, ...numbers: readonly number[]): string[] => numbers.map((nth) => `generated/${kind}-${nth}`);

export const ACCEPTED: readonly Accepted[] = [
  {
    why: "An error value that is no string is an error of the message; aos fails while it reports it.",
    programs: [
      ...["nil", "true", "table", "table-tostring", "function"].map((kind) => `errors/error-${kind}`),
      "errors/assert-nil-message",
      "errors/assert-table",
      "handlers/handle-error-table",
      "handlers/handle-error-nil",
    ],
  },
  {
    why: "A plain coroutine.yield in a handler, or a Receive inside a coroutine of the author's, suspends; aos fails.",
    programs: ["receive/receive-in-coroutine", "receive/yield-in-handler"],
  },
  {
    why: "print of a function or a thread prints it; aos fails.",
    programs: ["values/print-function", "values/print-thread"],
  },
  {
    why: "A table with both a list and keys, or with holes, is printed whole; aos leaves out the list, and fails at keys that are booleans.",
    programs: ["values/table-mixed", "values/table-holes", "values/table-boolean-key"],
  },
  {
    why: "The list of handlers may change while a message walks it; aos then skips handlers, runs them twice, or never ends.",
    programs: generated("handlers", 38, 47, 88, 93, 106, 107),
  },
  {
    why: "Bytecode is neither made nor loaded.",
    programs: ["errors/load-binary", "stdlib/string-dump"],
  },
  {
    why: "The module is 32-bit: a size_t of string.pack has 4 bytes, not 8.",
    programs: ["stdlib/string-packsize-size-t"],
  },
  {
    why: "A file that is not there is reported as such; aos says `No error information`.",
    programs: ["errors/dofile-missing", "errors/loadfile-missing", "stdlib/io-open-missing-message", "stdlib/io-lines-missing"],
  },
  {
    why: "Modules are loaded when they are asked for, some files of the library have other names, and `.apm` is there.",
    programs: ["stdlib/package-loaded-modules", "process/name-nil", "process/inbox-nil", "process/tab-nothing", "modules/apm"],
  },
  {
    why: "What an author does to `tostring` or `Handlers` does not reach into the library.",
    programs: ["language/overwrite-builtin", "language/overwrite-handlers"],
  },
  {
    why: "Utils.propEq and Utils.curry work with all numbers of arguments; .pretty prints functions.",
    programs: ["modules/utils-prop-eq-curried", "modules/utils-curry", "modules/pretty-function"],
  },
  {
    why: "A first message without a block height, and Data that is no text, are taken as they are; aos fails.",
    programs: ["process/boot-no-height", "process/default-number-data"],
  },
  {
    why: "Digests are right for all lengths; aos pads some lengths of SHA-512 and SHA-3 wrongly.",
    programs: ["modules/crypto-sha2-512", "modules/crypto-sha3-lengths"],
  },
  {
    why: "Big integers, digests and ciphers are C functions: their errors name the author's line or none, not a line of a library file.",
    programs: [
      ...["string-bad", "division-by-zero", "modulo-zero", "sizes", "size-bad"].map((name) => `modules/bint-${name}`),
      ...[
        "digest-object",
        "sha2-256",
        "sha1",
        "md5",
        "md4",
        "md2",
        "as-string",
        "as-bytes",
        "as-string-all",
        "digest-nil",
        "digest-number",
      ].map((name) => `modules/crypto-${name}`),
      ...["hmac", "hmac-object", "morus-decrypt"].map((name) => `modules/crypto-${name}`),
      "apps/token-bad-quantity",
    ],
  },
  {
    why: "ao.send and ao.spawn leave the caller's table alone, and name an argument that is missing.",
    programs: ["messages/send-original-unchanged", "messages/send-nothing", "messages/spawn-nothing"],
  },
  {
    why: "A full Inbox drops its oldest 100 messages at once, not one by one.",
    programs: ["process/inbox-limit"],
  },
  {
    why: "A pattern never fails at a field that is a table, and a function is asked about the tag only after it refused the field of the message.",
    programs: ["handlers/pattern-table-tags", "handlers/pattern-table-function-two-values"],
  },
  {
    why: "Handlers.coroutines holds the coroutines that wait, without dead ones.",
    programs: ["receive/receive-coroutines-count"],
  },
];
