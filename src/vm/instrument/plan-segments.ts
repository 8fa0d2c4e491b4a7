/**
 * Where gas is charged, and how much.
 *
 * Instructions that run equally often, traps aside, form a segment and are paid together before the first of them runs. A new segment
 * starts where code may run less often than what stands before it: behind a branch, in the arms of an `if`, in a loop. Behind the `end` of
 * a block, an `if` or a loop, the segment in which it began goes on, unless something inside branches further out or returns; then
 * what follows runs less often and is a segment of its own.
 *
 * Only loop heads and the start of the function look whether gas is left. Every cycle has a check that costs something: a loop
 * whose head costs nothing has no way back, or starts with a loop of its own.
 * @module
 */
import type { Instruction } from "../decode/instruction.ts";
import { OP, type Walk } from "../decode/walk-body.ts";

export interface Segments {
  /** In code order: offset at which the segment is charged, its cost, whether the gas left is checked. */
  readonly at: number[];
  readonly cost: number[];
  readonly check: boolean[];
}

export interface SegmentPlanner {
  readonly segments: Segments;
  /** Cost of the next instruction; before `control` when it is one. */
  add(cost: number): void;
  /** At every instruction that opens, closes or leaves a block. */
  control(walk: Walk): void;
}

interface Frame {
  /** Segment that goes on behind the block. */
  readonly segment: number;
  /** How many blocks, from this one on, the furthest branch inside leaves. */
  reach: number;
}

export function createSegmentPlanner(codeStart: number): SegmentPlanner {
  const segments: Segments = { at: [codeStart], cost: [0], check: [true] };
  const frames: Frame[] = [{ segment: 0, reach: 0 }];
  let current = 0;

  const start = (offset: number, check: boolean): void => {
    current = segments.at.length;
    segments.at.push(offset);
    segments.cost.push(0);
    segments.check.push(check);
  };
  const leave = (blocks: number): void => {
    const top = frames.at(-1);
    if (top !== undefined && blocks > top.reach) top.reach = blocks;
  };
  const close = (offset: number, closed: Walk["closed"]): void => {
    const frame = frames.pop();
    const outer = frames.at(-1);
    if (frame === undefined || outer === undefined) return;
    if (frame.reach === 0) {
      current = frame.segment;
      return;
    }
    outer.reach = Math.max(outer.reach, frame.reach - 1);
    if (closed !== null && isJoin(closed)) start(offset, false);
  };

  return {
    segments,
    add(cost) {
      segments.cost[current] = (segments.cost[current] ?? 0) + cost;
    },
    control({ instruction, closed }) {
      const { key, end } = instruction;
      switch (key) {
        case OP.block:
          frames.push({ segment: current, reach: 0 });
          return;
        case OP.loop:
        case OP.if:
          frames.push({ segment: current, reach: 0 });
          return start(end, key === OP.loop);
        case OP.else:
          return start(end, false);
        case OP.end:
          return close(end, closed);
        case OP.return:
          leave(frames.length - 1);
          return start(end, false);
        case OP.unreachable:
          return start(end, false);
        default:
          leave(furthest(instruction));
          start(end, false);
      }
    },
  };
}

function furthest({ key, index, labels }: Instruction): number {
  return key === OP.brTable ? labels.reduce((most, label) => Math.max(most, label), 0) : index;
}

/** Fall-through into the end of a loop, or of a block without branches to it, is straight-line code. */
export function isJoin({ kind, targeted }: { readonly kind: number; readonly targeted: boolean }): boolean {
  return kind === OP.if || kind === OP.else || (kind === OP.block && targeted);
}
