/** Rows times a symmetric matrix, for many rows: what whitening images and bringing them back both are. */
import { paddedSide, panelIndex, PanelSpace } from "../../tensor/wasm/panels";

/** Rows in a product; a multiple of 8. */
const blockRows = 128;

export class RowMap {
  private readonly side: number;
  private readonly space: PanelSpace;
  private readonly matrix: Float32Array;
  private readonly rows: Float32Array;
  private readonly results: Float32Array;

  /**
   * @param matrix symmetric, [dims, dims]; copied.
   * @throws StudioError `out-of-memory`, or `unsupported` where WebAssembly lacks SIMD.
   */
  constructor(
    matrix: Float32Array,
    private readonly dims: number,
  ) {
    const side = paddedSide(dims);
    this.side = side;
    this.space = PanelSpace.open(side * (side + 2 * blockRows));
    this.matrix = this.space.floats(side * side);
    this.rows = this.space.floats(side * blockRows);
    this.results = this.space.floats(side * blockRows);
    // Eight columns at a time, as they come to lie.
    for (let first = 0; first < dims; first += 8) {
      const end = Math.min(dims, first + 8);
      for (let row = 0; row < dims; row++) {
        for (let column = first; column < end; column++) {
          this.matrix[panelIndex(side, row, column)] = matrix[row * dims + column]!;
        }
      }
    }
  }

  /**
   * The products of `count` rows.
   * @param read writes a row into an array of `dims` values.
   * @param out count × dims values.
   * @yields operations done, of 2 count dims² in all.
   */
  *apply(
    count: number,
    read: (row: number, into: Float32Array) => void,
    out: Float32Array,
  ): Generator<number, void> {
    const { side, dims } = this;
    const row = new Float32Array(dims);
    for (let first = 0; first < count; first += blockRows) {
      const inBlock = Math.min(blockRows, count - first);
      for (let i = 0; i < inBlock; i++) {
        read(first + i, row);
        const base = (i >> 3) * side * 8 + (i & 7);
        for (let k = 0; k < dims; k++) this.rows[base + 8 * k] = row[k]!;
      }
      // Rows of the last group that are not there hold those of an earlier block; nobody reads their products.
      yield* this.space.rowProduct(this.rows, this.matrix, this.results, side, paddedSide(inBlock));
      for (let i = 0; i < inBlock; i++) {
        out.set(this.results.subarray(i * side, i * side + dims), (first + i) * dims);
      }
    }
  }
}
