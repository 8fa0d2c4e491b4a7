/**
 * GraphQL over HTTP.
 * @module
 */
import { LoomError } from "../../base/errors.ts";
import { LIMITS } from "../../base/limits.ts";
import { json } from "../core/replies.ts";
import type { Handler, Reply, Route } from "../core/types.ts";
import type { GatewayDeps } from "./deps.ts";
import { createGraphqlEngine, type GraphqlRequest } from "./graphql/engine.ts";
import { GRAPHQL_PAGE } from "./graphql-page.ts";

export function graphqlRoutes(deps: GatewayDeps): Route[] {
  const engine = createGraphqlEngine(deps);
  const answer = async (request: GraphqlRequest): Promise<Reply> => {
    const { status, body } = await engine.run(request);
    return json(status, body);
  };
  const post: Handler = async (context) => answer(parseRequest(await context.json(LIMITS.graphqlBytes)));
  const get: Handler = async ({ query }) => {
    const text = query.get("query");
    if (text === null) return { status: 200, headers: PAGE_HEADERS, body: GRAPHQL_PAGE };
    return answer({ query: text, variables: parseVariables(query.get("variables")), operationName: query.get("operationName") });
  };
  return [
    { method: "POST", path: "/graphql", handler: post },
    { method: "GET", path: "/graphql", handler: get },
  ];
}

const PAGE_HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy": "default-src 'self' 'unsafe-inline'",
  "x-content-type-options": "nosniff",
};

function parseRequest(body: unknown): GraphqlRequest {
  if (typeof body !== "object" || body === null || Array.isArray(body)) throw bad("body", "the body must be a JSON object with query");
  const fields = new Map<string, unknown>(Object.entries(body));
  const query = fields.get("query");
  const name = fields.get("operationName") ?? null;
  if (typeof query !== "string" || query.trim() === "") throw bad("query", "query must be a GraphQL text");
  if (name !== null && typeof name !== "string") throw bad("operationName", "operationName must be a text");
  return { query, variables: requireVariables(fields.get("variables") ?? null), operationName: name === "" ? null : name };
}

function parseVariables(text: string | null): Readonly<Record<string, unknown>> | null {
  if (text === null || text === "") return null;
  try {
    return requireVariables(JSON.parse(text));
  } catch {
    throw bad("variables", "variables must be a JSON object");
  }
}

function requireVariables(value: unknown): Readonly<Record<string, unknown>> | null {
  if (value === null) return null;
  if (typeof value !== "object" || Array.isArray(value)) throw bad("variables", "variables must be a JSON object");
  return Object.fromEntries(Object.entries(value));
}

function bad(field: string, why: string): LoomError {
  return new LoomError("BAD_REQUEST", why, { details: { field } });
}
