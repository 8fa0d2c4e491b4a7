/**
 * What a Lua test file can ask for: networks, and files of the author's project. One small function for each request.
 * @module
 */
import { LoomError, toLoomError } from "../base/errors.ts";
import type { Id } from "../base/ids.ts";
import { collectProgram, type LuaModuleFile } from "../lua/lua-program.ts";
import type { MemoryImage } from "../vm/memory-image.ts";
import type { FileCoverage } from "./coverage.ts";
import { mergeCoverage } from "./merge-coverage.ts";
import { sentMessage } from "./outbox.ts";
import type { Delivery, OutgoingMessage, TestResult } from "./test-message.ts";
import { createTestNet, type TestNet } from "./test-net.ts";
import type { TestProcess } from "./test-process.ts";

type Request = Readonly<Record<string, unknown>>;

export interface LuaTestHost {
  /** The reply to a request: {value} or {error}. */
  answer(request: Request): Promise<{ readonly value?: unknown; readonly error?: string }>;
  coverage(): readonly FileCoverage[];
}

export interface LuaTestHostOptions {
  readonly file: string;
  readonly readFile: (path: string) => Promise<string | null>;
  readonly coverage: boolean;
  readonly onEvent: (event: { readonly type: "print"; readonly file: string; readonly text: string }) => void;
}

export function createLuaTestHost(options: LuaTestHostOptions): LuaTestHost {
  const nets: TestNet[] = [];
  const saved: MemoryImage[] = [];

  const netOf = ({ net }: Request): TestNet => {
    const found = typeof net === "number" ? nets[net - 1] : undefined;
    if (found === undefined) throw new LoomError("BAD_REQUEST", "this is no network: make one with network()");
    return found;
  };
  const processOf = (request: Request): TestProcess => netOf(request).process(String(request["process"]));
  const program = async (path: string): Promise<{ file: string; source: string; modules: readonly LuaModuleFile[] }> => {
    const { main, modules } = await collectProgram({ main: path, read: options.readFile });
    return { ...main, modules };
  };

  const operations: Readonly<Record<string, (request: Request) => unknown>> = {
    result: () => null,
    print: ({ text }) => options.onEvent({ type: "print", file: options.file, text: String(text) }),
    read: async ({ file }) => ({ name: String(file), source: await options.readFile(String(file)) }),
    network: async (request) => {
      const given = record(request["options"]);
      const net = await createTestNet({
        coverage: options.coverage,
        ...(typeof given["start_ms"] === "number" ? { startMs: given["start_ms"] } : {}),
        ...(typeof given["block_height"] === "number" ? { blockHeight: given["block_height"] } : {}),
      });
      nets.push(net);
      return { net: nets.length, authority: net.authority, module: net.module };
    },
    wallet: (request) => netOf(request).wallet(text(request, "name")),
    spawn: async (request) => {
      const given = record(request["options"]);
      const file = optionalText(given, "file");
      const source = optionalText(given, "source");
      const process = netOf(request).spawn({
        ...named("name", optionalText(given, "name")),
        ...named("owner", optionalText(given, "owner")),
        ...(file === undefined ? named("source", source) : await program(file)),
        tags: Object.fromEntries(Object.entries(record(given["tags"])).map(([name, value]) => [name, String(value)])),
      });
      return { id: process.id, owner: process.owner };
    },
    find: (request) => {
      const { id, owner } = netOf(request).process(text(request, "id"));
      return { id, owner };
    },
    send: (request) => told(processOf(request).send(record(request["message"]) as OutgoingMessage, optionalText(request, "from"))),
    dryrun: (request) => told(processOf(request).dryRun(record(request["message"]) as OutgoingMessage, optionalText(request, "from"))),
    eval: (request) => told(processOf(request).eval(text(request, "lua"))),
    load: async (request) => {
      const { source, file, modules } = await program(text(request, "file"));
      return told(processOf(request).load(source, file, modules));
    },
    value: (request) => [processOf(request).value(text(request, "lua"))],
    outbox: (request) => processOf(request).outbox,
    save: (request) => saved.push(processOf(request).save()),
    restore: (request) => {
      const image = saved[Number(request["saved"]) - 1];
      if (image === undefined) throw new LoomError("BAD_REQUEST", "restore takes what save gave");
      processOf(request).restore(image);
    },
    inbox: (request) => netOf(request).inbox(text(request, "address")),
    sent: (request) => netOf(request).sent,
    queue: (request) => netOf(request).queue.map((delivery, place) => ({ place, ...described(delivery) })),
    keep: (request) => {
      const places: unknown = JSON.parse(text(request, "places"));
      netOf(request).reorder((queue) => (Array.isArray(places) ? places.flatMap((place) => queue[Number(place)] ?? []) : queue));
    },
    advance: (request) => netOf(request).advance(Number(request["ms"])),
    now: (request) => netOf(request).nowMs,
    step: (request) => {
      const result = netOf(request).step();
      return result === null ? null : told(result);
    },
    run: (request) =>
      netOf(request)
        .run(typeof request["limit"] === "number" ? request["limit"] : undefined)
        .map(told),
  };

  return {
    async answer(request) {
      try {
        const operation = operations[String(request["op"])];
        if (operation === undefined) throw new LoomError("BAD_REQUEST", `the network has no operation ${String(request["op"])}`);
        return { value: await operation(request) };
      } catch (thrown) {
        return { error: toLoomError(thrown).message };
      }
    },
    coverage: () => mergeCoverage(nets.map((net) => net.coverage?.files() ?? [])),
  };
}

/** What Lua sees of a result. */
function told({ error, output, messages, spawns, gasUsed }: TestResult): Readonly<Record<string, unknown>> {
  return { error, output, messages, spawns, gas: gasUsed };
}

function described(delivery: Delivery): Readonly<Record<string, unknown>> {
  const { kind } = delivery;
  const sent = sentMessage(delivery.message);
  return { kind, ...sent, ...(kind === "assign" ? { target: delivery.process satisfies Id } : {}) };
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A table; an empty one is an empty list in Lua's JSON. */
function record(value: unknown): Readonly<Record<string, unknown>> {
  return isRecord(value) ? value : {};
}

function optionalText(fields: Request, name: string): string | undefined {
  const value = fields[name];
  return typeof value === "string" ? value : undefined;
}

/** @throws LoomError BAD_REQUEST */
function text(fields: Request, name: string): string {
  const value = optionalText(fields, name);
  if (value === undefined) throw new LoomError("BAD_REQUEST", `${name} must be a text`);
  return value;
}

function named<Name extends string>(name: Name, value: string | undefined): Partial<Record<Name, string>> {
  return value === undefined ? {} : ({ [name]: value } as Partial<Record<Name, string>>);
}
