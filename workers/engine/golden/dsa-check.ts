/** dsa.json: each augmentation for given draws, and its derivative, which is the adjoint applied to the weights. */
import { augmentationOf } from "../data/augmentation";
import { imagesFromTorch, imagesToTorch } from "../nets/torch-layout";
import { dispose, tensor } from "../tensor/memory";
import { compare, take, tolerances, type Check } from "./check";
import { imageShape, imagesTensor } from "./convnet-of";
import { malformed, type DsaFile } from "./schema";

/** The weights w in the derivative of Σ output ∘ w: from −1 to 1 in equal steps. */
function ramp(count: number): Float32Array {
  return Float32Array.from({ length: count }, (_, i) => -1 + (2 * i) / (count - 1));
}

/** Runs the checks on the active back end. */
export async function checkDsa(file: string, golden: DsaFile): Promise<Check[]> {
  const { count, size, channels } = imageShape(file, golden.images);
  const images = imagesTensor(file, golden.images);
  const weights = tensor(imagesFromTorch(ramp(images.size), size, channels), images.shape);
  const checks: Check[] = [];
  for (const { op, siamese, draws, output, grad_images } of golden.cases) {
    if (draws.some(({ values }) => values.data.length !== count)) {
      throw malformed(file, `${op}: there is not one draw for each image`);
    }
    // Siamese: what was drawn for the first image holds for all.
    const ofImage = (i: number): number[] => draws.map(({ values }) => values.data[siamese ? 0 : i]!);
    const augmentation = augmentationOf(
      { op, draws: Array.from({ length: count }, (_, i) => ofImage(i)) },
      size,
    );
    const [augmented, pulled] = await take(augmentation.apply(images), augmentation.adjoint(weights));
    const ours = (values: Float32Array): Float32Array => imagesToTorch(values, size, channels);
    const name = `${op}${siamese ? " (siamese)" : ""}`;
    checks.push(compare(`${name}: output`, ours(augmented!), output.data, tolerances.firstOrder));
    checks.push(compare(`${name}: derivative`, ours(pulled!), grad_images.data, tolerances.firstOrder));
  }
  dispose(images, weights);
  return checks;
}
