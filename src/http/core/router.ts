/**
 * Path matching: routes are kept in a tree of segments, literals before parameters before the catch-all.
 * @module
 */
import { LoomError } from "../../base/errors.ts";
import type { Handler, Route } from "./types.ts";

interface Node {
  readonly literals: Map<string, Node>;
  parameter: { readonly name: string; readonly node: Node } | null;
  readonly handlers: Map<string, Leaf>;
  readonly rest: Map<string, Leaf & { readonly name: string }>;
}

interface Leaf {
  readonly handler: Handler;
  /** Pattern, for metrics. */
  readonly pattern: string;
}

export interface Match {
  readonly handler: Handler;
  readonly pattern: string;
  readonly params: Readonly<Record<string, string>>;
}

export interface Router {
  /**
   * @param path raw path, percent-encoded
   * @throws LoomError ROUTE_NOT_FOUND, METHOD_NOT_ALLOWED (details.allow), BAD_REQUEST (malformed escape)
   */
  match(method: string, path: string): Match;
}

const NO_PARAMS: Readonly<Record<string, string>> = {};

const emptyNode = (): Node => ({ literals: new Map(), parameter: null, handlers: new Map(), rest: new Map() });

export function createRouter(routes: readonly Route[]): Router {
  const root = emptyNode();
  for (const route of routes) insert(root, route);
  return {
    match: (method, path) => {
      const segments = segmentsOf(path);
      const wanted = method === "HEAD" ? "GET" : method;
      const allowed: string[] = [];
      const found =
        walk(root, segments, 0, wanted, NO_PARAMS, allowed) ??
        // A trailing slash is forgiven where no route gives it a meaning.
        (segments.at(-1) === "" ? walk(root, segments.slice(0, -1), 0, wanted, NO_PARAMS, allowed) : null);
      if (found !== null) return found;
      if (allowed.length > 0) {
        const allow = [...new Set(allowed)].join(", ");
        throw new LoomError("METHOD_NOT_ALLOWED", `${method} is not served here; allowed: ${allow}`, { details: { allow } });
      }
      throw new LoomError("ROUTE_NOT_FOUND", `no route ${method} ${path}`);
    },
  };
}

function insert(root: Node, route: Route): void {
  let node = root;
  const segments = route.path === "/" ? [] : route.path.split("/").slice(1);
  for (const [index, segment] of segments.entries()) {
    if (segment.startsWith("*")) {
      if (index !== segments.length - 1) throw new LoomError("INTERNAL", `catch-all must be last: ${route.path}`);
      node.rest.set(route.method, { handler: route.handler, pattern: route.path, name: segment.slice(1) });
      return;
    }
    if (segment.startsWith(":")) {
      node.parameter ??= { name: segment.slice(1), node: emptyNode() };
      if (node.parameter.name !== segment.slice(1)) {
        throw new LoomError("INTERNAL", `routes name one segment twice: ${node.parameter.name} and ${segment}`);
      }
      node = node.parameter.node;
      continue;
    }
    const next = node.literals.get(segment) ?? emptyNode();
    node.literals.set(segment, next);
    node = next;
  }
  if (node.handlers.has(route.method)) throw new LoomError("INTERNAL", `route defined twice: ${route.method} ${route.path}`);
  node.handlers.set(route.method, { handler: route.handler, pattern: route.path });
}

function walk(
  node: Node,
  segments: readonly string[],
  at: number,
  method: string,
  params: Readonly<Record<string, string>>,
  allowed: string[],
): Match | null {
  const segment = segments[at];
  if (segment === undefined) {
    const leaf = node.handlers.get(method);
    if (leaf !== undefined) return { handler: leaf.handler, pattern: leaf.pattern, params };
    allowed.push(...node.handlers.keys());
    return null;
  }
  const literal = node.literals.get(segment);
  if (literal !== undefined) {
    const found = walk(literal, segments, at + 1, method, params, allowed);
    if (found !== null) return found;
  }
  if (node.parameter !== null && segment !== "") {
    const found = walk(node.parameter.node, segments, at + 1, method, { ...params, [node.parameter.name]: segment }, allowed);
    if (found !== null) return found;
  }
  const rest = node.rest.get(method);
  if (rest !== undefined)
    return { handler: rest.handler, pattern: rest.pattern, params: { ...params, [rest.name]: segments.slice(at).join("/") } };
  return null;
}

/** What follows each slash, decoded; most paths have nothing to decode. */
function segmentsOf(path: string): string[] {
  const segments: string[] = [];
  for (let from = path.indexOf("/"); from >= 0; ) {
    const to = path.indexOf("/", from + 1);
    segments.push(to < 0 ? path.slice(from + 1) : path.slice(from + 1, to));
    from = to;
  }
  return path.includes("%") ? segments.map(decode) : segments;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch (cause) {
    throw new LoomError("BAD_REQUEST", "the path has a malformed percent escape", { cause });
  }
}
