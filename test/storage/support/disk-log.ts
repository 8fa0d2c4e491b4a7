/**
 * What a store asked of its disk, in order: the input of the crash test. Times of asking and answering are kept apart, because a sync
 * promises only what was written before it was asked for.
 */
export type DiskEvent =
  | { readonly type: "write"; readonly path: string; readonly offset: number; readonly bytes: Uint8Array }
  | { readonly type: "truncate"; readonly path: string; readonly size: number }
  | { readonly type: "sync"; readonly path: string }
  /** Names: made, moved, removed; on the medium with a `sync-dir` of the directory, at once when `durable`. */
  | { readonly type: "create" | "make-dir" | "remove"; readonly path: string; readonly durable: boolean }
  | { readonly type: "rename"; readonly path: string; readonly from: string }
  | { readonly type: "sync-dir"; readonly path: string; readonly asked: number }
  | { readonly type: "acked"; readonly lane: number; readonly n: number };

export interface DiskLog {
  readonly events: readonly DiskEvent[];
  add(event: DiskEvent): void;
}

export function createDiskLog(): DiskLog {
  const events: DiskEvent[] = [];
  return {
    events,
    add: (event) => {
      events.push(event);
    },
  };
}
