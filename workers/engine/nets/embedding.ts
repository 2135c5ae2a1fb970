/** What a trained network makes of real images just before it classifies them: the features by which coresets choose. */
import { read, sliceRows, tidy, type Tensor } from "../tensor/memory";
import type { Parameters } from "../tensor/ops/layer";
import type { BatchSource } from "../training/batches";
import type { Network } from "./network";

/** Embeddings on the host, [count, dimension], row-major. */
export interface Features {
  readonly values: Float32Array;
  readonly count: number;
  readonly dimension: number;
}

/**
 * The input of the classifier, in whatever shape the classifier takes it: the forward pass without the last layer.
 * The caller owns the result.
 * @param images [n,H,W,C], normalised.
 */
export function embed(network: Network, images: Tensor, theta: Parameters): Tensor {
  return tidy(() => {
    // Batch norm goes by its running values, as in testing.
    const { layers } = network.batchNorm?.frozen ?? network;
    let x = images;
    let at = 0;
    for (const layer of layers.slice(0, -1)) {
      x = layer.forward(x, theta.slice(at, (at += layer.parameters.length))).y;
    }
    // A copy of the images, should no layer be left to change them.
    return x === images ? sliceRows(images, 0, images.shape[0]!) : x;
  });
}

const chunk = 250;

/** Embeddings of the images at `rows`, without augmentation, in that order; yields after every 250 images. */
export async function* embedRows(
  network: Network,
  source: BatchSource,
  rows: Int32Array,
  theta: Parameters,
): AsyncGenerator<void, Features> {
  let values = new Float32Array(0);
  let dimension = 0;
  for (let from = 0; from < rows.length; from += chunk) {
    const some = rows.slice(from, from + chunk);
    const embedded = tidy(() => embed(network, source.batch(some).images, theta));
    const part = await read(embedded);
    embedded.dispose();
    dimension = part.length / some.length;
    if (from === 0) values = new Float32Array(rows.length * dimension);
    values.set(part, from * dimension);
    yield;
  }
  return { values, count: rows.length, dimension };
}
