/**
 * The worker threads: who lives where, who has hung, who replaces whom.
 *
 * A worker that is busy with one job for too long is *stuck*: residents that have work to do are moved from it to other workers, the
 * others wait with it, since a state that leaves unsaved has to be computed again. A job over its limit ends with its worker.
 * @module
 */
import type { Clock } from "../base/clock.ts";
import { LIMITS } from "../base/limits.ts";
import type { Logger } from "../base/logger.ts";
import type { JobBody, Outcome } from "./worker/protocol.ts";
import { createWorkerLink, type WorkerLink } from "./worker-link.ts";

/** Between two looks at the running jobs. */
const TICK_MS = 100;

export interface PoolOptions {
  readonly workers: number;
  readonly stuckMs: number;
}

/** A resident's place in a worker. Dead when the worker has ended or the seat was moved or given up. */
export interface Seat {
  readonly alive: boolean;
  /** Its worker is busy with one job for too long: what is asked for now would wait. */
  readonly stuck: boolean;
  post(job: JobBody, limitMs: number): Promise<Outcome>;
  /** Its worker may take other residents again. */
  share(): void;
  /** Drops the resident. */
  leave(): void;
}

export interface WorkerPool {
  /** A place in the least loaded worker; `alone`: in a worker that no other resident shares, if one can be had. */
  seat(key: string, alone: boolean): Seat;
  /** A job that belongs to no resident. */
  post(job: JobBody, limitMs: number): Promise<Outcome>;
  /** Ends the worker of a resident, as a crash would. For tests. */
  crash(key: string): Promise<void>;
  readonly size: number;
  close(): Promise<void>;
}

interface Member {
  readonly link: WorkerLink;
  readonly seats: Map<string, { alive: boolean }>;
  /** Key of the only resident it may have. */
  reserved: string | null;
}

export function createWorkerPool(options: PoolOptions, { clock, logger }: { readonly clock: Clock; readonly logger: Logger }): WorkerPool {
  const members = new Set<Member>();
  const most = options.workers * 2 + 1;
  let ticking = false;
  let lastTick = 0;
  let closed = false;

  const start = (): Member => {
    const member: Member = { seats: new Map(), reserved: null, link: createWorkerLink(clock, () => remove(member)) };
    members.add(member);
    return member;
  };
  const remove = (member: Member): void => {
    members.delete(member);
    for (const seat of member.seats.values()) seat.alive = false;
    member.seats.clear();
  };
  const isStuck = ({ link }: Member): boolean => link.running !== null && clock.monotonic() - link.running.since > options.stuckMs;

  const pick = (): Member => {
    const open = [...members].filter((member) => member.reserved === null && !isStuck(member));
    if (open.length < options.workers && members.size < most) return start();
    const candidates = open.length > 0 ? open : [...members];
    return candidates.reduce((best, one) => (one.seats.size < best.seats.size ? one : best), candidates[0] ?? start());
  };

  const look = (): void => {
    const now = clock.monotonic();
    // After a pause of this thread answers may be waiting to be read: they come first.
    const paused = now - lastTick > TICK_MS * 3;
    lastTick = now;
    for (const member of paused ? [] : [...members]) check(member, now);
    if ([...members].some(({ link }) => link.busy)) clock.after(TICK_MS, look);
    else ticking = false;
  };
  const check = (member: Member, now: number): void => {
    const { running } = member.link;
    if (running === null) return;
    const busy = now - running.since;
    if (busy > running.limitMs) {
      logger.warn({ key: running.key, busyMs: Math.round(busy) }, "evaluation exceeded its time; its worker is ended");
      void member.link.kill({ kind: "timeout" });
      return;
    }
    if (busy <= options.stuckMs) return;
    for (const [key, seat] of member.seats) {
      if (key === running.key || !member.link.needs(key)) continue;
      seat.alive = false;
      member.seats.delete(key);
      member.link.release(key);
      void member.link.post({ type: "drop", key }, LIMITS.evaluateMs);
    }
  };
  const watch = (): void => {
    if (ticking) return;
    ticking = true;
    lastTick = clock.monotonic();
    clock.after(TICK_MS, look);
  };
  const post = (member: Member, job: JobBody, limitMs: number): Promise<Outcome> => {
    watch();
    return member.link.post(job, limitMs);
  };

  const alone = (key: string): Member | null => {
    const empty = [...members].find((member) => member.seats.size === 0 && member.reserved === null && !isStuck(member));
    const enough = members.size > options.workers;
    const member = empty !== undefined && enough ? empty : members.size < most ? start() : null;
    if (member !== null) member.reserved = key;
    return member;
  };

  // Starting a thread takes tens of milliseconds: not on the first message.
  while (members.size < options.workers) start();

  return {
    seat(key, wantsAlone) {
      const member = (wantsAlone ? alone(key) : null) ?? pick();
      const place = { alive: true };
      member.seats.set(key, place);
      return {
        get alive() {
          return place.alive;
        },
        get stuck() {
          return place.alive && isStuck(member);
        },
        post: (job, limitMs) => (place.alive ? post(member, job, limitMs) : Promise.resolve({ kind: "moved" })),
        share() {
          if (member.reserved === key) member.reserved = null;
        },
        leave() {
          if (!place.alive) return;
          place.alive = false;
          member.seats.delete(key);
          const surplus = members.size > options.workers && member.seats.size === 0;
          if (member.reserved === key) member.reserved = null;
          if (surplus && !member.link.busy) void member.link.kill({ kind: "lost", running: false, reason: "surplus worker" });
          else void post(member, { type: "drop", key }, LIMITS.evaluateMs);
        },
      };
    },
    post: (job, limitMs) =>
      closed ? Promise.resolve({ kind: "lost", running: false, reason: "the pool is closed" }) : post(pick(), job, limitMs),
    async crash(key) {
      const member = [...members].find(({ seats }) => seats.has(key));
      await member?.link.kill({ kind: "lost", running: true, reason: "the worker was killed" });
    },
    get size() {
      return members.size;
    },
    async close() {
      closed = true;
      await Promise.all([...members].map(({ link }) => link.kill({ kind: "lost", running: false, reason: "the node is stopping" })));
    },
  };
}
