/**
 * How deep and how wide a query is, fragments expanded. Only introspection can be deep: data has five levels.
 * @module
 */
import { type DocumentNode, type FragmentDefinitionNode, Kind, type SelectionSetNode } from "graphql";

export interface QueryCost {
  readonly depth: number;
  /** Fields in all. */
  readonly fields: number;
  /** Fields at the top, each of which is a query of its own. */
  readonly roots: number;
}

/** The document must be validated: fragments that contain themselves would not end. */
export function queryCost(document: DocumentNode): QueryCost {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of document.definitions) if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
  // Each fragment is measured once, or a short query could expand for ever.
  const measured = new Map<string, QueryCost>();

  const ofFragment = (name: string): QueryCost => {
    const known = measured.get(name);
    if (known !== undefined) return known;
    const fragment = fragments.get(name);
    const cost = fragment === undefined ? NOTHING : ofSet(fragment.selectionSet);
    measured.set(name, cost);
    return cost;
  };
  const ofSet = (set: SelectionSetNode): QueryCost => {
    let [depth, fields, roots] = [0, 0, 0];
    for (const node of set.selections) {
      if (node.kind === Kind.FIELD) {
        const below = node.selectionSet === undefined ? NOTHING : ofSet(node.selectionSet);
        roots += 1;
        fields += 1 + below.fields;
        depth = Math.max(depth, 1 + below.depth);
        continue;
      }
      const inner = node.kind === Kind.INLINE_FRAGMENT ? ofSet(node.selectionSet) : ofFragment(node.name.value);
      roots += inner.roots;
      fields += inner.fields;
      depth = Math.max(depth, inner.depth);
    }
    return { depth, fields, roots };
  };

  let whole = NOTHING;
  for (const node of document.definitions) {
    if (node.kind !== Kind.OPERATION_DEFINITION) continue;
    const cost = ofSet(node.selectionSet);
    whole = {
      depth: Math.max(whole.depth, cost.depth),
      fields: Math.max(whole.fields, cost.fields),
      roots: Math.max(whole.roots, cost.roots),
    };
  }
  return whole;
}

const NOTHING: QueryCost = { depth: 0, fields: 0, roots: 0 };
