/**
 * Where pages are that some checkpoint holds already: in memory only and bounded, since what it does not know is merely written again.
 * @module
 */

export interface PagePlace {
  /** Blob that holds the page. */
  readonly pack: string;
  /** Pages that the blob holds in all. */
  readonly packPages: number;
  /** Number of the page among them. */
  readonly place: number;
}

export interface PageIndex {
  /** `hash` as `hashKey` gives it. */
  find(hash: string): PagePlace | null;
  /** Tells where a page is. One that is known already keeps its place, so that many checkpoints share few blobs. */
  learn(hash: string, place: PagePlace): void;
  /** A blob is gone, or may be. */
  forget(pack: string): void;
  clear(): void;
}

interface Pack {
  readonly name: string;
  readonly pages: number;
  readonly hashes: Map<string, number>;
}

/** A digest as a short text, for maps. */
export function hashKey(digest: Uint8Array): string {
  return Buffer.from(digest.buffer, digest.byteOffset, digest.byteLength).toString("latin1");
}

/** `pages`: about how many are remembered; the blobs used longest ago are forgotten first. */
export function createPageIndex({ pages: most }: { readonly pages: number }): PageIndex {
  const places = new Map<string, Pack>();
  // In order of use.
  const packs = new Map<string, Pack>();

  const drop = (pack: Pack): void => {
    packs.delete(pack.name);
    for (const hash of pack.hashes.keys()) if (places.get(hash) === pack) places.delete(hash);
  };
  const touch = (name: string, pages: number): Pack => {
    const pack = packs.get(name) ?? { name, pages, hashes: new Map<string, number>() };
    packs.delete(name);
    packs.set(name, pack);
    return pack;
  };

  return {
    find(hash) {
      const pack = places.get(hash);
      const place = pack?.hashes.get(hash);
      return pack === undefined || place === undefined ? null : { pack: pack.name, packPages: pack.pages, place };
    },
    learn(hash, { pack: name, packPages, place }) {
      const pack = touch(name, packPages);
      if (places.has(hash)) return;
      pack.hashes.set(hash, place);
      places.set(hash, pack);
      for (const oldest of packs.values()) {
        if (places.size <= most || oldest === pack) break;
        drop(oldest);
      }
    },
    forget(name) {
      const pack = packs.get(name);
      if (pack !== undefined) drop(pack);
    },
    clear() {
      places.clear();
      packs.clear();
    },
  };
}
