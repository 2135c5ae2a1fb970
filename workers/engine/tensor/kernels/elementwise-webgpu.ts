/** An expression of tensors of one shape, for several such groups of tensors in a launch, on webgpu. */
import type { Tensor } from "../memory";
import { compute, elementGroups, named, perElement, type Kernel } from "../webgpu/dispatch";

/** Buffers that any device lets a kernel use. */
const mostBuffers = 8;

const sizeOf = ({ shape }: Tensor): number => shape.reduce((a, b) => a * b, 1);

/** As many jobs in a launch as its buffers allow. */
function kernelOf(
  expression: string,
  jobs: number,
  inputs: number,
  numbers: number,
  scalars: number,
): Kernel {
  return named(`elementwise ${jobs} ${inputs} ${numbers} ${expression}`, () => {
    const each = Array.from({ length: jobs }, (_, job) => job);
    const inputsOf = (job: number): string[] => Array.from({ length: inputs }, (_, i) => `in${job}_${i}`);
    const declared = Array.from({ length: numbers }, (_, i) => `number${i}`);
    return {
      inputs: [...each.flatMap(inputsOf), ...declared],
      outputs: each.map((job) => `out${job}`),
      ...(scalars > 0 && { scalars: Array.from({ length: scalars }, (_, i) => `s${i}`) }),
      code() {
        const one = (job: number): string => `
  if (index < i32(arrayLength(&out${job}))) {
    ${inputsOf(job)
      .map((name, i) => `let x${i} = ${name}[index];`)
      .join(" ")}
    out${job}[index] = ${expression};
  }`;
        const read = declared.map((name, i) => `let d${i} = ${name}[0];`).join(" ");
        return perElement(read + each.map(one).join(""));
      },
    };
  });
}

export interface Options {
  /** Tensors of one number. */
  readonly numbers?: readonly Tensor[];
  readonly scalars?: readonly number[];
}

/**
 * Evaluates a WGSL expression of x0, x1, … for each job, of which these are the tensors, all of the first one's shape;
 * d0, … are the numbers on the device, `scalars.s0`, … those of the host. The caller owns the results, one for each job.
 */
export function elementwise(
  expression: string,
  jobs: readonly (readonly Tensor[])[],
  { numbers = [], scalars = [] }: Options,
): Tensor[] {
  const inputs = jobs[0]?.length ?? 0;
  const atOnce = Math.floor((mostBuffers - numbers.length) / (inputs + 1));
  const results: Tensor[] = [];
  for (let from = 0; from < jobs.length; from += atOnce) {
    const some = jobs.slice(from, from + atOnce);
    const kernel = kernelOf(expression, some.length, inputs, numbers.length, scalars.length);
    const firsts = some.map((job) => job[0]!);
    const groups = elementGroups(Math.max(...firsts.map(sizeOf)));
    results.push(
      ...compute(
        kernel,
        [...some.flat(), ...numbers],
        firsts.map(({ shape }) => shape),
        groups,
        scalars.length > 0 ? { scalars } : {},
      ),
    );
  }
  return results;
}
