/**
 * Tags as people and JSON see them. The bytes that are signed are kept elsewhere and never made again from these.
 * @module
 */

export interface Tag {
  readonly name: string;
  readonly value: string;
}

/** Value of the first tag with this exact name. */
export function tagValue(tags: readonly Tag[], name: string): string | undefined {
  for (const tag of tags) if (tag.name === name) return tag.value;
  return undefined;
}

/** Values of all tags with this exact name, in order. */
export function tagValues(tags: readonly Tag[], name: string): string[] {
  return tags.filter((tag) => tag.name === name).map((tag) => tag.value);
}
