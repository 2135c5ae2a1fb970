/** The recipe's fields as plain data, read from the schema: what the form and the command line's help are made of. */
import { z } from "zod";
import type { FieldMeta } from "./field";
import { recipeSchema, type RecipeSection } from "./recipe";

/** `choices` are any of the options, a `list` is of names that the schema cannot know. */
export type FieldKind = "integer" | "number" | "boolean" | "choice" | "choices" | "list";

export interface FieldDescription extends FieldMeta {
  /** Dotted path: "matching.studentSteps". */
  readonly path: string;
  readonly kind: FieldKind;
  readonly minimum?: number;
  readonly maximum?: number;
  /** The minimum itself is not allowed (a rate that must be above 0). */
  readonly exclusiveMinimum?: boolean;
  readonly default: unknown;
  /** Values of a `choice` or `choices` field, in order. */
  readonly options: readonly string[];
}

export interface SectionDescription {
  readonly id: RecipeSection | "seed" | "method";
  readonly title: string;
  readonly fields: readonly FieldDescription[];
}

interface JsonSchema extends Partial<FieldMeta> {
  readonly type?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
}

function kindOf(schema: JsonSchema): FieldKind {
  if (schema.enum) return "choice";
  if (schema.type === "array") return schema.items?.enum ? "choices" : "list";
  if (schema.type === "integer" || schema.type === "number" || schema.type === "boolean") return schema.type;
  throw new Error(`the recipe schema has a field of unknown type ${schema.type}`);
}

function describeField(path: string, schema: JsonSchema): FieldDescription {
  const { title, symbol, unit, help, advanced, choices, methods, needs, minimum, maximum, exclusiveMinimum } =
    schema;
  return {
    path,
    kind: kindOf(schema),
    title: title ?? path,
    help: help ?? "",
    ...(symbol !== undefined && { symbol }),
    ...(unit !== undefined && { unit }),
    ...(advanced !== undefined && { advanced }),
    ...(choices !== undefined && { choices }),
    ...(methods !== undefined && { methods }),
    ...(needs !== undefined && { needs }),
    ...(minimum !== undefined && { minimum }),
    ...(exclusiveMinimum !== undefined && { minimum: exclusiveMinimum, exclusiveMinimum: true }),
    ...(maximum !== undefined && { maximum }),
    default: schema.default,
    options: schema.enum ?? schema.items?.enum ?? [],
  };
}

function describe(): readonly SectionDescription[] {
  const root = z.toJSONSchema(recipeSchema, { io: "input" }) as JsonSchema;
  return Object.entries(root.properties ?? {}).map(([id, schema]) => ({
    id: id as SectionDescription["id"],
    title: schema.title ?? id,
    fields: schema.properties
      ? Object.entries(schema.properties).map(([name, field]) => describeField(`${id}.${name}`, field))
      : [describeField(id, schema)],
  }));
}

/** Sections of the recipe in the order of the form, each with its fields. */
export const recipeSections: readonly SectionDescription[] = describe();

/** Every field by its dotted path. */
export const recipeFields: ReadonlyMap<string, FieldDescription> = new Map(
  recipeSections.flatMap((section) => section.fields.map((field) => [field.path, field] as const)),
);
