/**
 * Runs GraphQL queries within limits.
 * @module
 */
import { type DocumentNode, execute, GraphQLError, type GraphQLFormattedError, parse, validate } from "graphql";
import type { Clock } from "../../../base/clock.ts";
import { LoomError, toLoomError } from "../../../base/errors.ts";
import { LIMITS } from "../../../base/limits.ts";
import type { Logger } from "../../../base/logger.ts";
import type { StoreReads } from "../../../storage/store.ts";
import { createLru } from "../../../weave/lru.ts";
import { queryCost } from "./query-cost.ts";
import { createRequestContext, timedOut } from "./request-context.ts";
import { resolvers } from "./resolvers.ts";
import { createGraphqlSchema } from "./schema.ts";

export interface GraphqlRequest {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>> | null;
  readonly operationName: string | null;
}

export interface GraphqlAnswer {
  /** 400 for a query that cannot be run, 200 for all others, those with errors included. */
  readonly status: 200 | 400;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface GraphqlEngine {
  run(request: GraphqlRequest): Promise<GraphqlAnswer>;
}

/** Clients send the same few texts again and again. */
const REMEMBERED_QUERIES = 500;
const REMEMBERED_QUERY_BYTES = 16 * 1024;

type Prepared = { readonly document: DocumentNode } | { readonly errors: readonly GraphQLError[] };

export function createGraphqlEngine({
  store,
  clock,
  logger,
}: {
  readonly store: StoreReads;
  readonly clock: Clock;
  readonly logger: Logger;
}): GraphqlEngine {
  const schema = createGraphqlSchema();
  const prepared = createLru<string, Prepared>(REMEMBERED_QUERIES);

  const prepare = (query: string): Prepared => {
    try {
      const document = parse(query, { maxTokens: LIMITS.graphqlTokens });
      const errors = validate(schema, document);
      return errors.length > 0 ? { errors } : { document: withinLimits(document) };
    } catch (thrown) {
      if (thrown instanceof GraphQLError) return { errors: [thrown] };
      throw thrown;
    }
  };
  const prepareOnce = (query: string): Prepared => {
    const known = prepared.get(query);
    if (known !== undefined) return known;
    const made = prepare(query);
    if (query.length <= REMEMBERED_QUERY_BYTES) prepared.set(query, made);
    return made;
  };

  return {
    run: async ({ query, variables, operationName }) => {
      const ready = prepareOnce(query);
      const format = (error: GraphQLError): GraphQLFormattedError => formatError(error, logger);
      if ("errors" in ready) return { status: 400, body: { errors: ready.errors.map(format) } };
      const running = Promise.resolve(
        execute({
          schema,
          document: ready.document,
          rootValue: resolvers,
          contextValue: createRequestContext(store, clock),
          variableValues: variables,
          operationName,
        }),
      );
      const { errors, data } = await within(LIMITS.graphqlMs, running, clock);
      // No data at all: the variables or the operation's name were wrong, nothing was run.
      const status = data === undefined ? 400 : 200;
      return { status, body: { ...(errors === undefined ? {} : { errors: errors.map(format) }), ...(data === undefined ? {} : { data }) } };
    },
  };
}

/** @throws LoomError TIMED_OUT */
function within<T>(ms: number, work: Promise<T>, clock: Clock): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(ms, () => reject(timedOut()));
    work.then(resolve, reject).finally(cancel);
  });
}

/** @throws GraphQLError */
function withinLimits(document: DocumentNode): DocumentNode {
  const { depth, fields, roots } = queryCost(document);
  const check = (count: number, limit: number, what: string): void => {
    if (count > limit)
      throw new GraphQLError(`the query has ${count} ${what}; at most ${limit} are allowed`, { extensions: { code: "LIMIT_EXCEEDED" } });
  };
  check(depth, LIMITS.graphqlDepth, "levels");
  check(fields, LIMITS.graphqlFields, "fields");
  check(roots, LIMITS.graphqlRoots, "queries");
  return document;
}

/** A coded error keeps its code; an unforeseen fault shows no inner text. */
function formatError(error: GraphQLError, logger: Logger): GraphQLFormattedError {
  const formatted = error.toJSON();
  const cause = error.originalError;
  if (cause === undefined || cause === null) {
    return { ...formatted, extensions: { code: "GRAPHQL_VALIDATION_FAILED", ...formatted.extensions } };
  }
  const { code, message } = toLoomError(cause);
  if (code === "INTERNAL" && !(cause instanceof LoomError)) logger.error({ err: cause }, "graphql resolver failed");
  return { ...formatted, message: code === "INTERNAL" ? "internal fault" : message, extensions: { code } };
}
