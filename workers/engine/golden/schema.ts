/** The shapes of golden files, checked before anything is computed from them. Tensors are in PyTorch's layout. */
import { z } from "zod";
import { StudioError } from "../../protocol/errors";

const product = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

export const tensorSchema = z
  .object({ shape: z.array(z.int().min(0)), data: z.array(z.number()) })
  .refine(
    ({ shape, data }) => product(shape) === data.length,
    "holds another number of values than its shape says",
  );
export type GoldenTensor = z.infer<typeof tensorSchema>;

const classSchema = z.int().min(0);
const sizesSchema = z.array(z.int().min(1));

export const convnetSchema = z.object({
  names: z.array(z.string()),
  params: z.array(tensorSchema),
  images: tensorSchema,
  labels: z.array(classSchema),
  logits: tensorSchema,
  loss: z.number(),
  grad_params: z.array(tensorSchema),
  grad_images: tensorSchema,
});
export type ConvnetFile = z.infer<typeof convnetSchema>;

const matchSchema = z.object({ loss: z.number(), grad_syn_images: tensorSchema, grad_lr: z.number() });

/** What a trajectory-matching problem is made of. */
const problemSchema = z.object({
  names: z.array(z.string()),
  shapes: z.array(sizesSchema),
  start: tensorSchema,
  target: tensorSchema,
  syn_images: tensorSchema,
  lr: z.number(),
  batches: z.array(z.array(z.int().min(0)).min(1)).min(1),
});
export type ProblemFile = z.infer<typeof problemSchema>;

export const mttSchema = z.object({
  ...problemSchema.shape,
  ...matchSchema.shape,
  labels: z.array(classSchema),
  cross_entropy_per_step: z.array(z.number()).optional(),
  final_params: tensorSchema.optional(),
  param_loss: z.number().optional(),
  param_dist: z.number().optional(),
  layers: z
    .array(z.object({ name: z.string(), sq_dist: z.number(), start_sq_dist: z.number().optional() }))
    .optional(),
  parameter_selection: z.record(z.string(), z.object({ ...matchSchema.shape, skipped: z.int() })).optional(),
});
export type MttFile = z.infer<typeof mttSchema>;

/** What the file does not hold itself is that of mtt.json. */
export const softLabelsSchema = z.object({
  ...problemSchema.partial().shape,
  ...matchSchema.shape,
  about: z.string().optional(),
  label_logits: tensorSchema,
  grad_label_logits: tensorSchema,
});
export type SoftLabelsFile = z.infer<typeof softLabelsSchema>;

export const dsaSchema = z.object({
  images: tensorSchema,
  cases: z.array(
    z.object({
      op: z.enum(["brightness", "saturation", "contrast", "crop", "cutout", "flip", "scale", "rotate"]),
      siamese: z.boolean(),
      draws: z.array(z.object({ values: tensorSchema })).min(1),
      output: tensorSchema,
      grad_images: tensorSchema,
    }),
  ),
});
export type DsaFile = z.infer<typeof dsaSchema>;

export const scoresSchema = z.object({
  logits: tensorSchema,
  labels: z.array(classSchema),
  el2n: tensorSchema,
  correct: tensorSchema,
  forgetting_events: z.array(z.int()),
});
export type ScoresFile = z.infer<typeof scoresSchema>;

/** The error for a file whose content cannot be checked. */
export function malformed(file: string, problem: string): StudioError {
  return new StudioError(
    "bad-file",
    `${file} is not a golden file of its kind: ${problem}.`,
    "Compare it with the files in workers/engine/golden/fixtures.",
  );
}

/**
 * Parsed JSON as `schema` describes it.
 * @throws StudioError `bad-file` that names the first field that is wrong.
 */
export function parse<T>(file: string, schema: z.ZodType<T>, content: unknown): T {
  const result = schema.safeParse(content);
  if (result.success) return result.data;
  const { path, message } = result.error.issues[0]!;
  throw malformed(file, `${path.join(".") || "its content"}: ${message}`);
}
