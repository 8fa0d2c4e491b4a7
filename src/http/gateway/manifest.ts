/**
 * Path manifests (arweave/paths 0.1.0 and 0.2.0): one id for a whole site.
 * Source: arweave.md 5.3.
 * @module
 */
import { strictText } from "../../base/bytes.ts";
import { LoomError } from "../../base/errors.ts";
import { type Id, isId } from "../../base/ids.ts";
import type { Tag } from "../../base/tags.ts";
import { looseTag } from "./tag-headers.ts";

export interface Manifest {
  readonly paths: ReadonlyMap<string, Id>;
  /** What the manifest itself shows; null when it has no index or one that leads nowhere. */
  readonly index: Id | null;
  /** What unknown paths show. */
  readonly fallback: Id | null;
}

export function isManifest(tags: readonly Tag[]): boolean {
  return looseTag(tags, "Content-Type")?.split(";")[0]?.trim().toLowerCase() === "application/x.arweave-manifest+json";
}

/** Reads a manifest; paths without a valid id do not exist. @throws LoomError NOT_FOUND when it is none */
export function parseManifest(bytes: Uint8Array): Manifest {
  const root = fieldsOf(parseJson(bytes));
  if (root.get("manifest") !== "arweave/paths") throw notOne("it is not of the kind arweave/paths");
  const version = root.get("version");
  if (version !== "0.1.0" && version !== "0.2.0") throw notOne("its version is not 0.1.0 or 0.2.0");
  const paths = new Map<string, Id>();
  for (const [path, target] of fieldsOf(root.get("paths"))) {
    const id = idOf(target);
    if (id !== null) paths.set(trimSlashes(path), id);
  }
  const index = root.get("index");
  const indexPath = fieldsOf(index).get("path");
  const byPath = typeof indexPath === "string" ? (paths.get(trimSlashes(indexPath)) ?? null) : null;
  // 0.2.0: the id wins over the path, wherever it stands.
  const byId = version === "0.2.0" ? idOf(index) : null;
  return { paths, index: byId ?? byPath, fallback: version === "0.2.0" ? idOf(root.get("fallback")) : null };
}

/** Id behind a path ("" for the index). @throws LoomError NOT_FOUND */
export function resolvePath(manifest: Manifest, path: string): Id {
  const wanted = trimSlashes(path);
  const found = (wanted === "" ? manifest.index : manifest.paths.get(wanted)) ?? manifest.fallback;
  if (found === null)
    throw new LoomError("NOT_FOUND", wanted === "" ? "the manifest has no index" : `the manifest has no path ${wanted}`, {
      details: { path: wanted },
    });
  return found;
}

function trimSlashes(path: string): string {
  return path.replace(/\/+$/, "");
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(strictText(bytes) ?? "") as unknown;
  } catch {
    throw notOne("it is not JSON");
  }
}

/** A Map, so that a path such as "__proto__" is a path like any other. */
function fieldsOf(value: unknown): ReadonlyMap<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? new Map(Object.entries(value)) : new Map();
}

function idOf(value: unknown): Id | null {
  const id = fieldsOf(value).get("id");
  return isId(id) ? id : null;
}

function notOne(why: string): LoomError {
  return new LoomError("NOT_FOUND", `the manifest cannot be read: ${why}`);
}
