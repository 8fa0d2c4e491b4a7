/**
 * A process of a simulated network, as a test drives it.
 * @module
 */
import { LoomError } from "../base/errors.ts";
import type { Id } from "../base/ids.ts";
import type { Tag } from "../base/tags.ts";
import type { LuaModuleFile } from "../lua/lua-program.ts";
import { fromOf } from "../protocol/message.ts";
import type { MemoryImage } from "../vm/memory-image.ts";
import { encodeEnvironment, encodeMessage } from "../vm/message-json.ts";
import type { EvaluationResult } from "../vm/normalize-result.ts";
import { namedChunk } from "./chunk.ts";
import type { Coverage } from "./coverage.ts";
import { deliveriesOf, sentMessage } from "./outbox.ts";
import type { TestGuest } from "./test-guest.ts";
import { testId } from "./test-ids.ts";
import { type Delivery, type NetMessage, type OutgoingMessage, outputText, type SentMessage, type TestResult } from "./test-message.ts";

export interface TestProcess {
  readonly id: Id;
  /** The wallet or process that made it. */
  readonly owner: string;
  /** All that it emitted, oldest first. */
  readonly outbox: readonly SentMessage[];
  /** Messages that it was given, its own included. */
  readonly slots: number;
  /** Evaluates a message now, from the owner unless `from` names a wallet or process. What it emits waits in the network's queue. */
  send(message: OutgoingMessage, from?: string): TestResult;
  /** Evaluates Lua as the owner. */
  eval(lua: string): TestResult;
  /** Evaluates a Lua file as the owner, with the modules that it may require; errors name `name` and the line. */
  load(source: string, name: string, modules?: readonly LuaModuleFile[]): TestResult;
  /** Value of a Lua expression, through JSON. Changes nothing. @throws LoomError BAD_REQUEST when it raises or has no JSON form */
  value(expression: string): unknown;
  /** Evaluates a message and forgets what it did. */
  dryRun(message: OutgoingMessage, from?: string): TestResult;
  /** A copy of the state, for `restore`. */
  save(): MemoryImage;
  restore(image: MemoryImage): void;
}

/** What a process needs of its network. */
export interface ProcessWorld {
  readonly authority: string;
  nowMs(): number;
  blockHeight(): number;
  find(id: Id): NetMessage | null;
  /** True for the id of a process: what it sends is signed by the messenger. */
  isProcess(id: string): boolean;
  /** A message exists. */
  seen(message: NetMessage): void;
  enqueue(deliveries: readonly Delivery[]): void;
}

export interface ProcessOptions {
  readonly own: NetMessage;
  readonly module: Id;
  readonly scheduler: string;
  readonly guest: TestGuest;
  /** Counts lines; null for not at all. */
  readonly coverage: Coverage | null;
}

/** The network's own view: it also delivers. */
export interface HostedProcess extends TestProcess {
  deliver(message: NetMessage): TestResult;
}

/** Makes the process and evaluates its own message. @throws LoomError BAD_REQUEST when that fails */
export function createTestProcess({ own, module, scheduler, guest, coverage }: ProcessOptions, world: ProcessWorld): HostedProcess {
  const { id, from: owner, tags } = own;
  const environment = encodeEnvironment({ process: { id, owner: own.owner, tags }, module: { id: module, owner: scheduler, tags: [] } });
  const outbox: SentMessage[] = [];
  let slots = 0;
  let written = 0;

  const encode = (message: NetMessage, nonce: number, readOnly: boolean): string =>
    encodeMessage({
      id: message.id,
      data: message.data,
      owner: message.owner,
      target: message.id === id ? id : message.target,
      anchor: message.anchor,
      from: message.from,
      forwardedBy: message.from === message.owner ? undefined : message.owner,
      tags: message.tags,
      epoch: 0,
      nonce,
      timestamp: world.nowMs(),
      blockHeight: world.blockHeight(),
      hashChain: testId("chain", `${id}/${nonce}`),
      cron: false,
      readOnly,
    });

  const deliver = (message: NetMessage): TestResult => {
    world.seen(message);
    const slot = slots++;
    const result = guest.handle(encode(message, slot, false), environment, world.nowMs(), true);
    const sender = { process: id, module, scheduler };
    const deliveries = deliveriesOf(result, { sender, slot, root: message.id, authority: world.authority, find: world.find });
    for (const delivery of deliveries) {
      if (delivery.kind === "message") {
        world.seen(delivery.message);
        outbox.push(sentMessage(delivery.message));
      }
    }
    world.enqueue(deliveries);
    return toResult(result, deliveries);
  };

  const compose = (message: OutgoingMessage, from: string): NetMessage => {
    const pushed = world.isProcess(from);
    const given = givenTags(message);
    const protocol = [tag("Data-Protocol", "ao"), tag("Variant", "ao.TN.1"), tag("Type", "Message")];
    const all = [...given, ...protocol, ...(pushed ? [tag("From-Process", from), tag("From-Module", module)] : [])];
    const signer = pushed ? world.authority : from;
    return {
      id: testId("message", `${id}/from-test/${written++}`),
      target: id,
      from: fromOf(all, signer),
      owner: signer,
      data: message.Data ?? " ",
      anchor: message.Anchor ?? null,
      tags: all,
    };
  };

  const evaluate = (lua: string): TestResult => deliver(compose({ Action: "Eval", Data: lua }, owner));
  const peek = (message: OutgoingMessage, from: string): EvaluationResult =>
    guest.handle(encode(compose(message, from), slots, true), environment, world.nowMs(), false);

  const first = deliver(own);
  if (first.error !== null) throw new LoomError("BAD_REQUEST", `the process did not start: ${first.error}`);
  if (coverage !== null) {
    must(evaluate(coverage.prelude));
    const message = { Action: "Eval", Data: coverage.ask };
    guest.beforeUndo = (ask) => {
      const { Error: error, Output } = ask(encode(compose(message, owner), slots, true));
      if (error === undefined) coverage.add(outputText(Output));
    };
    coverage.watch(() => {
      const { Error: error, Output } = peek(message, owner);
      return error === undefined ? outputText(Output) : null;
    });
  }

  return {
    id,
    owner,
    outbox,
    get slots() {
      return slots;
    },
    send: (message, from = owner) => deliver(compose(message, from)),
    eval: evaluate,
    load: (source, name, modules) => evaluate(namedChunk(source, name, modules, coverage?.loader)),
    value(expression) {
      const { Error: error, Output } = peek({ Action: "Eval", Data: `return require("json").encode({ (${expression}) })` }, owner);
      if (error !== undefined) throw new LoomError("BAD_REQUEST", `${expression}: ${error}`);
      const [value = null]: readonly unknown[] = JSON.parse(outputText(Output));
      return value;
    },
    dryRun(message, from = owner) {
      const result = peek(message, from);
      const sender = { process: id, module, scheduler };
      const options = { sender, slot: slots, root: id, authority: world.authority, find: world.find };
      return toResult(result, deliveriesOf(result, options));
    },
    save: guest.save,
    restore: guest.restore,
    deliver,
  };
}

function toResult(raw: EvaluationResult, deliveries: readonly Delivery[]): TestResult {
  return {
    error: raw.Error ?? null,
    output: outputText(raw.Output),
    messages: deliveries.flatMap((one) => (one.kind === "message" ? [sentMessage(one.message)] : [])),
    spawns: deliveries.flatMap((one) => (one.kind === "spawn" ? [one.message.id] : [])),
    gasUsed: raw.GasUsed,
    raw,
  };
}

const FIELDS: ReadonlySet<string> = new Set(["Data", "Anchor", "Tags"]);

function givenTags(message: OutgoingMessage): Tag[] {
  const { Tags: more = {} } = message;
  const keys = Object.entries(message).filter(([name, value]) => !FIELDS.has(name) && value !== undefined && value !== null);
  const listed: Tag[] = Array.isArray(more) ? [...(more as readonly Tag[])] : Object.entries(more).map(([name, value]) => tag(name, value));
  return [...keys.map(([name, value]) => tag(name, value)), ...listed];
}

function tag(name: string, value: unknown): Tag {
  return { name, value: typeof value === "string" ? value : (JSON.stringify(value) ?? "") };
}

function must(result: TestResult): void {
  if (result.error !== null) throw new LoomError("INTERNAL", `the test prelude failed: ${result.error}`);
}
