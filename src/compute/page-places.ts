/**
 * Which pages of a state are written into its file, and where the others are.
 * @module
 */
import { LoomError } from "../base/errors.ts";
import { hashAt, type PageSet } from "../vm/page-set.ts";
import type { Manifest, Pack, SavedCheckpoint } from "./checkpoint-file.ts";
import { hashKey, type PageIndex, type PagePlace } from "./page-index.ts";

/** Files beside its own that a checkpoint may need, when it is free to choose. */
const PACKS = 4;
/** A file is worth being kept for a checkpoint that needs one page in so many of it. */
const WORTH = 4;

export interface Places {
  readonly packs: readonly Pack[];
  readonly packOf: Uint32Array;
  readonly placeOf: Uint32Array;
  /** Which of the fresh pages are written, in the order of their places. */
  readonly written: readonly number[];
}

/** @throws LoomError INTERNAL when a page is neither in the set nor in the base */
export function placePages(set: PageSet, base: SavedCheckpoint | null, index: PageIndex): Places {
  const { pageIndexes, fresh } = set;
  const found: (PagePlace | null)[] = new Array<PagePlace | null>(pageIndexes.length).fill(null);
  const freshOf = new Map(Array.from(fresh, (position, nth) => [position, nth] as const));
  const bound = new Set<string>();
  pageIndexes.forEach((page, position) => {
    const here = freshOf.has(position);
    const place = here ? index.find(hashKey(hashAt(set, position))) : base === null ? null : placeIn(base, page);
    if (!here && place === null) throw new LoomError("INTERNAL", `page ${page} is not in the checkpoint that it was left out for`);
    found[position] = place;
    // Its bytes are nowhere else.
    if (!here && place !== null) bound.add(place.pack);
  });
  const packs = choosePacks(found, bound);
  const numbers = new Map(packs.map(({ blob }, nth) => [blob, nth + 1] as const));
  const packOf = new Uint32Array(found.length);
  const placeOf = new Uint32Array(found.length);
  const written: number[] = [];
  const own = new Map<string, number>();
  for (const [position, place] of found.entries()) {
    const number = place === null ? undefined : numbers.get(place.pack);
    if (place !== null && number !== undefined) {
      packOf[position] = number;
      placeOf[position] = place.place;
    } else {
      const hash = hashKey(hashAt(set, position));
      const same = own.get(hash);
      placeOf[position] = same ?? written.length;
      if (same !== undefined) continue;
      own.set(hash, written.length);
      written.push(freshOf.get(position) ?? 0);
    }
  }
  return { packs, packOf, placeOf, written };
}

function choosePacks(found: readonly (PagePlace | null)[], bound: ReadonlySet<string>): Pack[] {
  const used = new Map<string, { readonly pages: number; count: number }>();
  for (const place of found) {
    if (place === null) continue;
    const pack = used.get(place.pack) ?? { pages: place.packPages, count: 0 };
    pack.count++;
    used.set(place.pack, pack);
  }
  const worth = [...used].filter(([blob, { pages, count }]) => !bound.has(blob) && count * WORTH >= pages);
  const most = worth.toSorted(([, a], [, b]) => b.count - a.count).slice(0, Math.max(0, PACKS - bound.size));
  return [...bound, ...most.map(([blob]) => blob)].map((blob) => ({ blob, pages: used.get(blob)?.pages ?? 0 }));
}

function placeIn({ blob, manifest }: SavedCheckpoint, page: number): PagePlace | null {
  const position = findSorted(manifest.pageIndexes, page);
  return position < 0 ? null : placeAt(blob, manifest, position);
}

function placeAt(blob: string, { packs, packOf, placeOf, ownPages }: Manifest, position: number): PagePlace {
  const pack = packs[(packOf[position] ?? 0) - 1] ?? { blob, pages: ownPages };
  return { pack: pack.blob, packPages: pack.pages, place: placeOf[position] ?? 0 };
}

/** Tells the index where the pages of a checkpoint are. */
export function learnPages(blob: string, manifest: Manifest, index: PageIndex): void {
  manifest.pageIndexes.forEach((_, position) => {
    index.learn(hashKey(hashAt(manifest, position)), placeAt(blob, manifest, position));
  });
}

function findSorted(sorted: Uint32Array, wanted: number): number {
  let [low, high] = [0, sorted.length - 1];
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const value = sorted[middle] ?? 0;
    if (value === wanted) return middle;
    if (value < wanted) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
