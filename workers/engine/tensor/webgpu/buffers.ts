/**
 * The GPU's buffers, handed out so that launches that come again, as those of an iteration do, meet the same buffers
 * again: of the free ones that fit, always the one that was made first. tfjs's own pool takes the one that was freed
 * last, which is another one each time, so that hardly any launch would find its bindings among those kept.
 */
interface Device {
  createBuffer(descriptor: { size: number; usage: number; mappedAtCreation: boolean }): Buffer;
}

interface Buffer {
  destroy(): void;
}

interface Entry {
  readonly buffer: Buffer;
  readonly size: number;
  /** In which order it was made. */
  readonly number: number;
  /** The free ones of its size and usage, the first made last. */
  readonly free: Entry[];
}

/** Takes the place of tfjs's BufferManager: what is called of that back end, by the same names. */
export class BufferPool {
  numBytesUsed = 0;
  numBytesAllocated = 0;
  private made = 0;
  /** By size and usage. */
  private readonly free = new Map<number, Entry[]>();
  private readonly entries = new Map<Buffer, Entry>();

  constructor(private readonly device: Device) {}

  /**
   * @param size in bytes.
   * @param mappedAtCreation whether a new one is to be mapped; one that was used before never is.
   * @param reuse whether one that was used before will do.
   */
  acquireBuffer(size: number, usage: number, mappedAtCreation = false, reuse = true): Buffer {
    // No usage has more than ten bits.
    const key = size * 1024 + usage;
    let free = this.free.get(key);
    if (!free) this.free.set(key, (free = []));
    this.numBytesUsed += size;
    const known = reuse && free.pop();
    if (known) return known.buffer;
    const buffer = this.device.createBuffer({ size, usage, mappedAtCreation });
    this.numBytesAllocated += size;
    this.entries.set(buffer, { buffer, size, number: this.made++, free });
    return buffer;
  }

  /** @param reuse whether it is kept for another use, and not destroyed. */
  releaseBuffer(buffer: Buffer, reuse = true): void {
    const entry = this.entries.get(buffer);
    if (!entry) return; // all have been destroyed
    const { size, number, free } = entry;
    this.numBytesUsed -= size;
    if (reuse) {
      let [from, to] = [0, free.length];
      while (from < to) {
        const middle = (from + to) >> 1;
        if (free[middle]!.number > number) from = middle + 1;
        else to = middle;
      }
      free.splice(from, 0, entry);
    } else {
      this.entries.delete(buffer);
      this.numBytesAllocated -= size;
      buffer.destroy();
    }
  }

  dispose(): void {
    for (const buffer of this.entries.keys()) buffer.destroy();
    this.entries.clear();
    this.free.clear();
    this.numBytesUsed = this.numBytesAllocated = 0;
  }
}
