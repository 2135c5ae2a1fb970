/** A recipe's defaults: the schema's, with those of its method over them. */
import { methodNames, type MethodName } from "../methods/names";
import { findMethod } from "../methods/registry";
import type { FieldDescription } from "./describe";
import { recipeFields } from "./describe";
import { recipeSchema, type Recipe, type RecipeInput } from "./recipe";
import { getSetting, withSetting } from "./tree";

type Tree = Readonly<Record<string, unknown>>;
const isTree = (value: unknown): value is Tree =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** `over` laid over `under`, group by group. */
function overlay(under: unknown, over: unknown): unknown {
  if (!isTree(under) || !isTree(over)) return over === undefined ? under : over;
  const keys = new Set([...Object.keys(under), ...Object.keys(over)]);
  return Object.fromEntries([...keys].map((key) => [key, overlay(under[key], over[key])]));
}

/** What a recipe leaves out, filled in with its method's defaults; anything that is no recipe stays as it is. */
export function withMethodDefaults(input: unknown): unknown {
  if (!isTree(input)) return input;
  const method = methodNames.find((name) => name === input["method"]) ?? "mtt";
  return overlay(findMethod(method).defaults, input);
}

/**
 * A recipe that is known to be valid, such as a preset's.
 * @throws ZodError otherwise.
 */
export function completeRecipe(input: RecipeInput): Recipe {
  return recipeSchema.parse(withMethodDefaults(input));
}

const defaultsOf = new Map<MethodName, Recipe>();

/** The recipe of a method in which everything is left to its default. */
export function defaultRecipe(method: MethodName): Recipe {
  const known = defaultsOf.get(method) ?? completeRecipe({ method });
  defaultsOf.set(method, known);
  return known;
}

/** Whether the recipe's method uses a field. */
export function usedByMethod(field: FieldDescription, method: unknown): boolean {
  return !field.methods || field.methods.some((name) => name === method);
}

/** Whether a field has an effect: its method uses it, and what it needs is on. */
export function hasEffect(field: FieldDescription, recipe: unknown): boolean {
  if (!usedByMethod(field, getSetting(recipe, "method"))) return false;
  return !field.needs || Boolean(getSetting(recipe, field.needs));
}

/**
 * The recipe with another method: what the methods have in common stays, unless it stood at the old method's default;
 * the rest is as in `to`, a recipe of the new method.
 */
export function withMethod<T>(recipe: T, method: MethodName, to: Recipe = defaultRecipe(method)): T {
  const before = methodNames.find((name) => name === getSetting(recipe, "method")) ?? "mtt";
  const from = defaultRecipe(before);
  let next = withSetting(recipe, "method", method);
  for (const [path, field] of recipeFields) {
    if (path === "method") continue;
    const old = getSetting(from, path);
    const fresh = getSetting(to, path);
    const differs = JSON.stringify(old) !== JSON.stringify(fresh);
    const shared = usedByMethod(field, before) && usedByMethod(field, method);
    if (differs || !shared) next = withSetting(next, path, fresh);
  }
  return next;
}
