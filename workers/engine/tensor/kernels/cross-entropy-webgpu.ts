/**
 * Cross-entropy on webgpu, one launch for each of the functions in `../ops/cross-entropy.ts`. A thread makes one element
 * and computes the softmax's normaliser of its row by itself: classes are few, and nothing needs to be shared.
 */
import type { Tensor } from "../memory";
import { compute, elementGroups, named, perElement } from "../webgpu/dispatch";

/** Declares `top`, the largest logit of the row at `row`, and `total` = Σ exp(z − top); `more` joins the sum's loop. */
const normaliser = (classes: number, more = ""): string => `
  var top = logits[row];
  for (var j = 1; j < ${classes}; j++) { top = max(top, logits[row + j]); }
  var total = 0.0;
  for (var j = 0; j < ${classes}; j++) {
    let e = exp(logits[row + j] - top);
    total += e;
    ${more}
  }`;

const threads = 256;

export function webGpuCrossEntropy(logits: Tensor, targets: Tensor): Tensor {
  const classes = logits.shape[1]!;
  const kernel = named(`cross-entropy ${classes}`, () => ({
    inputs: ["logits", "targets"],
    outputs: ["loss"],
    code: () => `
var<workgroup> partial : array<f32, ${threads}>;
@compute @workgroup_size(${threads})
fn main(@builtin(local_invocation_index) local : u32) {
  let t = i32(local);
  let n = i32(arrayLength(&logits)) / ${classes};
  var sum = 0.0;
  for (var i = t; i < n; i += ${threads}) {
    let row = i * ${classes};
    ${normaliser(classes)}
    let shift = top + log(total);
    for (var j = 0; j < ${classes}; j++) { sum += targets[row + j] * (shift - logits[row + j]); }
  }
  partial[t] = sum;
  workgroupBarrier();
  if (t == 0) {
    var all = 0.0;
    for (var i = 0; i < min(n, ${threads}); i++) { all += partial[i]; }
    loss[0] = all / f32(n);
  }
}`,
  }));
  return compute(kernel, [logits, targets], [[]], [1, 1, 1])[0]!;
}

export function webGpuCrossEntropyGradient(logits: Tensor, targets: Tensor): Tensor {
  const classes = logits.shape[1]!;
  const kernel = named(`cross-entropy gradient ${classes}`, () => ({
    inputs: ["logits", "targets"],
    outputs: ["gradient"],
    code: () =>
      perElement(`
  if (index >= i32(arrayLength(&logits))) { return; }
  let row = index / ${classes} * ${classes};
  ${normaliser(classes)}
  let n = f32(arrayLength(&logits) / ${classes}u);
  gradient[index] = (exp(logits[index] - top) / total - targets[index]) / n;`),
  }));
  return compute(kernel, [logits, targets], [logits.shape], elementGroups(logits.size))[0]!;
}

/** gradientDot and targetsDot, of ż_i − ⟨s, ż⟩ = Σ_j s_j (ż_i − ż_j): nothing cancels where one class is almost certain. */
export function webGpuCrossEntropyTangent(logits: Tensor, logitsDot: Tensor): [Tensor, Tensor] {
  const classes = logits.shape[1]!;
  const kernel = named(`cross-entropy tangent ${classes}`, () => ({
    inputs: ["logits", "logitsDot"],
    outputs: ["gradientDot", "targetsDot"],
    code: () =>
      perElement(`
  if (index >= i32(arrayLength(&logits))) { return; }
  let row = index / ${classes} * ${classes};
  var apart = 0.0;
  ${normaliser(classes, "apart += e * (logitsDot[index] - logitsDot[row + j]);")}
  apart /= total;
  let n = f32(arrayLength(&logits) / ${classes}u);
  gradientDot[index] = exp(logits[index] - top) / total * apart / n;
  targetsDot[index] = -apart / n;`),
  }));
  const shapes = [logits.shape, logits.shape];
  const [gradientDot, targetsDot] = compute(kernel, [logits, logitsDot], shapes, elementGroups(logits.size));
  return [gradientDot!, targetsDot!];
}
