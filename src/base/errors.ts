/**
 * Coded errors: one class, one table. The table is the source of docs/errors.md.
 * `status` is what an HTTP route answers; `retryable` tells a caller whether the same request may succeed later.
 * @module
 */

export interface ErrorSpec {
  readonly status: number;
  readonly retryable: boolean;
  /** One sentence: what went wrong and what to do. */
  readonly help: string;
}

export const ERRORS = {
  // items and signatures
  ITEM_MALFORMED: {
    status: 400,
    retryable: false,
    help: "The bytes are not an ANS-104 data item; build it with a library such as aoconnect or arbundles.",
  },
  ITEM_TAGS_INVALID: {
    status: 400,
    retryable: false,
    help: "The tags break ANS-104: at most 128, names 1..1024 bytes, values 1..3072 bytes, canonical Avro.",
  },
  ITEM_TOO_LARGE: {
    status: 413,
    retryable: false,
    help: "The item is larger than this route accepts; put large data on the weave and refer to it.",
  },
  SIGNATURE_INVALID: {
    status: 400,
    retryable: false,
    help: "The signature does not match the content; sign the exact bytes that are sent.",
  },
  SIGNATURE_TYPE_UNSUPPORTED: {
    status: 400,
    retryable: false,
    help: "This signature type is not accepted; use 1 (Arweave), 2 (Ed25519), 3 (Ethereum), 4 (Solana) or 7 (typed Ethereum).",
  },
  BUNDLE_MALFORMED: { status: 400, retryable: false, help: "The bytes are not an ANS-104 bundle." },
  TX_INVALID: { status: 400, retryable: false, help: "The transaction breaks a rule of Arweave format 2; the message names it." },
  CHUNK_INVALID: { status: 400, retryable: false, help: "The chunk or its proof does not fit the data root." },
  // messages and scheduling
  MESSAGE_TAGS_INVALID: {
    status: 400,
    retryable: false,
    help: "A message needs the tags Data-Protocol: ao and Type: Message or Process; the message names what is missing.",
  },
  ASSIGNMENT_INVALID: { status: 400, retryable: false, help: "The item is not the assignment of a scheduler; the message names the tag." },
  PROCESS_NOT_FOUND: {
    status: 404,
    retryable: false,
    help: "No process with this id is scheduled here; spawn it first or ask its own scheduler.",
  },
  MESSAGE_NOT_FOUND: { status: 404, retryable: false, help: "No message or assignment with this id belongs to this process." },
  MODULE_NOT_FOUND: {
    status: 404,
    retryable: false,
    help: "The process names a module that is not on this weave; publish it with --module or upload it.",
  },
  MODULE_INVALID: { status: 422, retryable: false, help: "The module cannot be loaded; the message names the reason." },
  ENVIRONMENT_UNKNOWN: {
    status: 422,
    retryable: false,
    help: "The log of the process names rules of evaluation that this version does not know; use a newer hyperloom.",
  },
  SCHEDULER_MISMATCH: {
    status: 400,
    retryable: false,
    help: "The process names another scheduler; use the scheduler address of this node.",
  },
  OUTBOX_INVALID: {
    status: 422,
    retryable: false,
    help: "The process emitted something that cannot be sent as an item; the message names the field.",
  },
  PROCESS_SUSPENDED: { status: 503, retryable: true, help: "The host failed repeatedly on this process; see the reason and resume it." },
  HOST_FAULT: {
    status: 503,
    retryable: true,
    help: "This node could not evaluate (out of stack or memory, or data missing on its weave); it is no result of the process.",
  },
  LIMIT_EXCEEDED: { status: 413, retryable: false, help: "A limit of docs/limits.md is exceeded; the message names it." },
  // storage and gateway
  NOT_FOUND: { status: 404, retryable: false, help: "Nothing is stored under this id or path." },
  CONFLICT: { status: 409, retryable: true, help: "Another writer was first; read again and retry." },
  STORE_FAILED: { status: 503, retryable: true, help: "The store could not write (disk full or damaged); free space and retry." },
  DATA_DIR_LOCKED: { status: 503, retryable: false, help: "Another hyperloom uses this data directory; stop it or choose another --data." },
  DATA_DIR_VERSION: { status: 500, retryable: false, help: "The data directory was written by another version of hyperloom." },
  CHECKPOINT_INVALID: {
    status: 500,
    retryable: false,
    help: "A saved state is damaged or of another module or version; the process is rebuilt from its log.",
  },
  // requests
  BAD_REQUEST: { status: 400, retryable: false, help: "The request is malformed; the message names the field." },
  BODY_TYPE_UNSUPPORTED: {
    status: 415,
    retryable: false,
    help: "Send the body as application/octet-stream (items) or application/json (JSON routes).",
  },
  NOT_SUPPORTED: { status: 501, retryable: false, help: "This part of the protocol is not served by this version; the message names it." },
  ROUTE_NOT_FOUND: { status: 404, retryable: false, help: "No such route; see docs/http.md." },
  METHOD_NOT_ALLOWED: { status: 405, retryable: false, help: "This route does not take this method." },
  RANGE_UNSATISFIABLE: { status: 416, retryable: false, help: "The range starts after the end of the data." },
  TOO_BUSY: { status: 429, retryable: true, help: "A queue is full; wait for Retry-After seconds and send again." },
  TIMED_OUT: { status: 504, retryable: true, help: "The answer took longer than the limit; ask again, the work continues." },
  SHUTTING_DOWN: { status: 503, retryable: true, help: "The node is stopping; send again when it is back." },
  UPSTREAM_FAILED: { status: 502, retryable: true, help: "Another unit could not be reached or refused; the message has its words." },
  // start-up
  PORT_BUSY: { status: 500, retryable: false, help: "The port is in use; stop the other program or choose another --port." },
  WALLET_INVALID: { status: 500, retryable: false, help: "The wallet file is not an Arweave RSA JWK." },
  USAGE: { status: 400, retryable: false, help: "The command line is wrong; see --help." },
  INTERNAL: { status: 500, retryable: true, help: "A fault of the node itself; the log has the details." },
} as const satisfies Record<string, ErrorSpec>;

export type ErrorCode = keyof typeof ERRORS;

export interface ErrorOptions {
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** Every error this program raises on purpose. `message` is one line for people, `code` is for programs. */
export class LoomError extends Error {
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "LoomError";
    this.code = code;
    this.details = options.details ?? {};
  }

  get status(): number {
    return ERRORS[this.code].status;
  }

  get retryable(): boolean {
    return ERRORS[this.code].retryable;
  }

  get help(): string {
    return ERRORS[this.code].help;
  }
}

/** Turns anything that was thrown into a LoomError; what was not raised on purpose becomes INTERNAL. */
export function toLoomError(thrown: unknown): LoomError {
  if (thrown instanceof LoomError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new LoomError("INTERNAL", message, { cause: thrown });
}
