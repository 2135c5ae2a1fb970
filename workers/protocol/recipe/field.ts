/**
 * What a recipe field says about itself beside its range and default. The form, the command line's help and
 * the error messages all read this record, so a field is explained in one place only.
 */
import { z } from "zod";
import type { MethodName } from "../methods/names";

// Without code made at run time, which the page's content security policy forbids, and even trying would be reported.
z.config({ jitless: true });

export interface FieldMeta {
  /** Short name, as a label. */
  readonly title: string;
  /** The paper's symbol, if it has one: "N", "α", "β₀". */
  readonly symbol?: string;
  /** Unit of the value: "images", "epochs", "pixels". */
  readonly unit?: string;
  /** One sentence: what it does and which way to turn it. */
  readonly help: string;
  /** Hidden until the person asks for all settings. */
  readonly advanced?: boolean;
  /** Names of the choices of an enumeration, by value. */
  readonly choices?: Readonly<Record<string, string>>;
  /** The methods that use it; left out: all. For the others it is not shown and must stay at its default. */
  readonly methods?: readonly MethodName[];
  /** Path of a setting that has to be on (true, or above 0) for this one to have an effect. */
  readonly needs?: string;
}

/** Attaches {@link FieldMeta} to a schema; it survives `z.toJSONSchema`. */
export function field<S extends z.ZodType>(schema: S, meta: FieldMeta): S {
  return schema.meta({ ...meta }) as S;
}
