/**
 * Large products outside of any back end, C += A Bᵗ in wasm with memory of its own: the same bits whatever computes
 * the networks. Matrices lie in groups of 8 rows, [n/8][k][8]; a symmetric one is then its own transpose and needs no
 * packing (see `assembly/panels.ts`). All generators yield the operations done, every few tens of milliseconds.
 */
import { StudioError } from "../../../protocol/errors";
import { instantiateKernels, type WasmKernels } from "./module";

/** Rows that lie together. */
const group = 8;
/** Groups of A that a kernel goes through for one group of B, and values of k: 32 KB of A, so that it stays in cache. */
const blockGroups = 16;
const blockDepth = 64;
/** Multiplications and additions between two yields: 10 to 50 ms on one core. */
const yieldOperations = 5e8;

/** Side of a matrix in memory: the next multiple of 8. */
export const paddedSide = (n: number): number => Math.ceil(n / group) * group;

/** Place of (row, column) in a matrix of `side` (padded) rows and columns. */
export const panelIndex = (side: number, row: number, column: number): number =>
  ((column >> 3) * side + row) * group + (column & 7);

/** Yields the operations added up so far whenever they are worth a pause. */
class Work {
  private waiting = 0;

  *add(operations: number): Generator<number, void> {
    this.waiting += operations;
    if (this.waiting < yieldOperations) return;
    yield* this.rest();
  }

  *rest(): Generator<number, void> {
    yield this.waiting;
    this.waiting = 0;
  }
}

type Panels = Float32Array | Int32Array;

/** Where C lies: bytes from 8 rows to the next 8, from 8 columns to the next 8, from row to row. */
interface Steps {
  readonly group: number;
  readonly panel: number;
  readonly row: number;
}

export class PanelSpace {
  private used = 0;

  private constructor(
    private readonly memory: WebAssembly.Memory,
    private readonly kernels: WasmKernels,
  ) {}

  /**
   * @param words 32-bit words that will be asked for in all.
   * @throws StudioError `out-of-memory`, or `unsupported` where WebAssembly lacks SIMD.
   */
  static open(words: number): PanelSpace {
    let memory: WebAssembly.Memory;
    try {
      memory = new WebAssembly.Memory({ initial: Math.ceil((4 * words) / 65536) });
    } catch {
      throw new StudioError(
        "out-of-memory",
        `There is no memory for a matrix computation of ${Math.ceil((4 * words) / 1e6)} MB.`,
        "Choose a smaller image size, or switch ZCA whitening off.",
      );
    }
    try {
      return new PanelSpace(memory, instantiateKernels(memory));
    } catch {
      throw new StudioError(
        "unsupported",
        "ZCA whitening needs WebAssembly with SIMD, which is missing here.",
        "Use a current Chrome, Edge, Firefox or Safari, or switch ZCA whitening off.",
      );
    }
  }

  /** Zeros. */
  floats(count: number): Float32Array {
    return new Float32Array(this.memory.buffer, this.take(count), count);
  }

  /** Zeros. */
  integers(count: number): Int32Array {
    return new Int32Array(this.memory.buffer, this.take(count), count);
  }

  private take(words: number): number {
    const address = this.used;
    this.used += 4 * words;
    return address;
  }

  /**
   * c = a b for symmetric a and b of `side` rows that commute, so that c is symmetric too: only its lower half is
   * computed, the other is a copy.
   */
  *symmetricProduct(
    a: Float32Array,
    b: Float32Array,
    c: Float32Array,
    side: number,
  ): Generator<number, void> {
    c.fill(0);
    yield* this.lower("multiplyPanels", a, b, c, side, side);
    mirror(c, side);
  }

  /**
   * Adds to the lower half of `sums` the products of 16-bit numbers of all pairs of columns, exactly.
   * @param pairs two rows in each 32-bit word, [side/8][depth][8].
   */
  addPairProducts(pairs: Int32Array, sums: Int32Array, side: number, depth: number): Generator<number, void> {
    return this.lower("multiplyPairs", pairs, pairs, sums, side, depth);
  }

  private *lower(
    kernel: "multiplyPanels" | "multiplyPairs",
    a: Panels,
    b: Panels,
    c: Panels,
    side: number,
    depth: number,
  ): Generator<number, void> {
    const work = new Work();
    const steps: Steps = { group: 4 * group * group, panel: 4 * group * side, row: 4 * group };
    const groups = side / group;
    for (let first = 0; first < groups; first += blockGroups) {
      const rows = Math.min(blockGroups, groups - first);
      yield* this.block(
        kernel,
        a.byteOffset + 4 * group * depth * first,
        b.byteOffset,
        c.byteOffset + steps.group * first,
        depth,
        rows,
        first + rows,
        steps,
        work,
      );
    }
    yield* work.rest();
  }

  /**
   * c = rows · m with c in plain rows of `side` values.
   * @param rows in groups of 8, [count/8][side][8]; count is a multiple of 8. m: symmetric.
   */
  *rowProduct(
    rows: Float32Array,
    m: Float32Array,
    c: Float32Array,
    side: number,
    count: number,
  ): Generator<number, void> {
    const work = new Work();
    c.fill(0);
    const steps: Steps = { group: 4 * group * side, panel: 4 * group, row: 4 * side };
    for (let first = 0; first < count / group; first += blockGroups) {
      const groups = Math.min(blockGroups, count / group - first);
      const from = rows.byteOffset + 4 * group * side * first;
      const to = c.byteOffset + steps.group * first;
      yield* this.block("multiplyPanels", from, m.byteOffset, to, side, groups, side / group, steps, work);
    }
    yield* work.rest();
  }

  /** One block of rows of C over the whole depth; groups of A and of B are `depth` × 8 words long. */
  private *block(
    kernel: "multiplyPanels" | "multiplyPairs",
    a: number,
    b: number,
    c: number,
    depth: number,
    groups: number,
    panels: number,
    steps: Steps,
    work: Work,
  ): Generator<number, void> {
    const line = 4 * group;
    const long = line * depth;
    for (let k = 0; k < depth; k += blockDepth) {
      const reach = Math.min(blockDepth, depth - k);
      const at = [a + k * line, b + k * line, c] as const;
      this.kernels[kernel](...at, reach, groups, panels, long, long, steps.group, steps.panel, steps.row);
      yield* work.add(2 * group * group * groups * panels * reach);
    }
  }
}

/** Copies the lower half onto the upper one. */
function mirror(c: Float32Array, side: number): void {
  for (let column = 0; column < side; column += group) {
    for (let row = column; row < side; row += group) {
      const from = (column >> 3) * side + row;
      const to = (row >> 3) * side + column;
      for (let i = 0; i < group; i++) {
        // On the diagonal itself only what lies below it is copied.
        const end = row === column ? i : group;
        for (let j = 0; j < end; j++) c[(to + j) * group + i] = c[(from + i) * group + j]!;
      }
    }
  }
}
