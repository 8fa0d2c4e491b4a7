/**
 * The bundler: takes signed items and answers with a signed receipt.
 * Source: arweave.md section 6. Storage is free here, so prices are 0 and balances are ample.
 * @module
 */
import type { Route } from "../core/types.ts";
import { accountRoutes } from "./account-routes.ts";
import type { BundlerDeps } from "./deps.ts";
import { statusRoutes } from "./status-routes.ts";
import { uploadRoutes } from "./upload-routes.ts";

export function createBundlerRoutes(deps: BundlerDeps): Route[] {
  const routes = [...uploadRoutes(deps), ...statusRoutes(deps), ...accountRoutes(deps)];
  return [...routes, ...routes.filter(({ path }) => path !== "/").map((route) => ({ ...route, path: `/v1${route.path}` }))];
}
