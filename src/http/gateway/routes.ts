/**
 * All routes of the gateway: the node API of Arweave, data by id, manifests, GraphQL.
 * @module
 */
import type { Route } from "../core/types.ts";
import { blockRoutes } from "./block-routes.ts";
import { chunkRoutes } from "./chunk-routes.ts";
import { dataRoutes } from "./data-routes.ts";
import type { GatewayDeps } from "./deps.ts";
import { graphqlRoutes } from "./graphql-routes.ts";
import { nodeRoutes } from "./node-routes.ts";
import { txRoutes } from "./tx-routes.ts";
import { walletRoutes } from "./wallet-routes.ts";

export function createGatewayRoutes(deps: GatewayDeps): Route[] {
  return [
    ...nodeRoutes(deps),
    ...txRoutes(deps),
    ...chunkRoutes(deps),
    ...blockRoutes(deps),
    ...walletRoutes(deps),
    ...graphqlRoutes(deps),
    ...dataRoutes(deps),
  ];
}
