/** The images of a run in shared memory: every thread sees them, and they are there once. */
import type { ImageSplit } from "../data/dataset";
import type { JobData } from "./job";

function shared(bytes: Uint8Array): Uint8Array {
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
  copy.set(bytes);
  return copy;
}

function sharedFloats(values: Float32Array): Float32Array {
  const copy = new Float32Array(new SharedArrayBuffer(values.byteLength));
  copy.set(values);
  return copy;
}

function sharedSplit({ pixels, labels, count, values }: ImageSplit): ImageSplit {
  return {
    pixels: shared(pixels),
    labels: shared(labels),
    count,
    ...(values && { values: sharedFloats(values) }),
  };
}

/** A copy of what jobs need of the data. */
export function shareData({ train, test, heldOut, size, channels, classNames, mean, std }: JobData): JobData {
  return {
    train: sharedSplit(train),
    test: sharedSplit(test),
    heldOut: heldOut && sharedSplit(heldOut),
    size,
    channels,
    classNames,
    mean,
    std,
  };
}
