/** Reading and writing single settings by their dotted path, in anything shaped like a recipe. */

type Tree = Record<string, unknown>;
const isTree = (value: unknown): value is Tree =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The value at a dotted path. */
export function getSetting(recipe: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((node, key) => (isTree(node) ? node[key] : undefined), recipe);
}

/** A copy of `recipe` with the value at a dotted path replaced; not validated. */
export function withSetting<T>(recipe: T, path: string, value: unknown): T {
  const [head, ...rest] = path.split(".");
  const node: Tree = isTree(recipe) ? recipe : {};
  const key = head as string;
  return { ...node, [key]: rest.length ? withSetting(node[key], rest.join("."), value) : value } as T;
}
