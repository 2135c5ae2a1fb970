/**
 * Matrix products C = Σ_p A_p B_p with operands that are computed where they are read (the patches of an image, a
 * turned filter), which is what the three convolution products are.
 *
 * A workgroup makes a tile of C, each thread 4 × 4 of its elements in registers. Sixteen inner indices at a time go
 * through workgroup memory, as vectors of four neighbours in memory: four inner indices, or four rows or columns. The
 * order of every sum is fixed. Sums longer than 512 are made of blocks of 512, so that rounding stays small.
 */

/** How a factor is read. */
export interface Factor {
  /** In which direction four elements are read at once. */
  readonly along: "inner" | "outer";
  /**
   * WGSL of a function body that returns four elements as vec4<f32>, zero where there are none, of pair `p`. It sees
   * `outer` (row of A or column of B) and `inner`, the first of the four.
   */
  read(p: number): string;
}

export interface TiledProduct {
  readonly pairs: number;
  readonly a: Factor;
  readonly b: Factor;
  /** Columns of C. */
  readonly columns: number;
  readonly tile: Tile;
  /** WGSL expressions, the same in all threads of a workgroup; `part` (i32) is the workgroup's z. */
  readonly rows: string;
  readonly begin: string;
  readonly end: string;
  /** Whether a sum may be longer than a block. */
  readonly long: boolean;
  /** Rows of C lie over x and z of the workgroups; else over x alone, and z is `part`. */
  readonly parts: boolean;
}

export interface Tile {
  readonly rows: number;
  readonly columns: number;
}

const depth = 16;
/** Elements of a sum that are added up in one go. */
export const block = 512;

/** Enough workgroups to fill a GPU. */
const enough = 128;

/** The largest tile that still gives enough workgroups; narrow ones for few columns. */
export function tileFor(rows: number, columns: number): Tile {
  if (columns <= 4) return { rows: 64, columns: 4 };
  if (columns <= 16) return { rows: 32, columns: columns <= 8 ? 8 : 16 };
  const wide = columns > 32 ? 64 : 32;
  const groups = Math.ceil(rows / 64) * Math.ceil(columns / wide);
  return groups >= enough ? { rows: 64, columns: wide } : { rows: 32, columns: 32 };
}

/** WGSL of loading a factor's part of a slab: into [outer][inner / 4] or [inner][outer / 4], padded against conflicts. */
function load(name: string, { along }: Factor, size: number, threads: number, p: number): string {
  const quads = (depth * size) / 4;
  const across = along === "inner" ? depth / 4 : size / 4;
  const body =
    along === "inner"
      ? `tile_${name}[q / 4 * 5 + q % 4] = read_${name}${p}(first_${name} + q / 4, k0 + q % 4 * 4);`
      : `tile_${name}[q] = read_${name}${p}(first_${name} + q % ${across} * 4, k0 + q / ${across});`;
  return `for (var q = t; q < ${quads}; q += ${threads}) { ${body} }`;
}

/** WGSL of c0 … c3 += four inner indices: rows r of A times columns of B. */
function multiply(a: Factor, b: Factor, tile: Tile): string {
  const four = [0, 1, 2, 3];
  const part = "xyzw";
  const lines: string[] = [];
  for (const i of four) {
    lines.push(
      a.along === "inner"
        ? `let a${i} = tile_a[(ty * 4 + ${i}) * 5 + k];`
        : `let a${i} = tile_a[(k * 4 + ${i}) * ${tile.rows / 4} + ty];`,
      b.along === "inner"
        ? `let b${i} = tile_b[(tx * 4 + ${i}) * 5 + k];`
        : `let b${i} = tile_b[(k * 4 + ${i}) * ${tile.columns / 4} + tx];`,
    );
  }
  for (const r of four) {
    for (const i of four) {
      const one = a.along === "inner" ? `a${r}.${part[i]}` : `a${i}.${part[r]}`;
      const many =
        b.along === "inner" ? `vec4<f32>(${four.map((j) => `b${j}.${part[i]}`).join(", ")})` : `b${i}`;
      lines.push(`c${r} += ${one} * ${many};`);
    }
  }
  return lines.join("\n        ");
}

const storageSize = ({ along }: Factor, size: number): number =>
  along === "inner" ? size * 5 : (depth * size) / 4;

/** The code of a kernel whose output `c` is C, or its parts one after the other, of vec4<f32> if columns % 4 = 0. */
export function tiledProduct(product: TiledProduct): string {
  const { pairs, a, b, columns, tile, rows, begin, end, long, parts } = product;
  const threads = (tile.rows * tile.columns) / 16;
  const each = [0, 1, 2, 3];
  const reads = Array.from({ length: pairs }, (_, p) =>
    Object.entries({ a, b }).map(
      ([name, factor]) =>
        `fn read_${name}${p}(outer : i32, inner : i32) -> vec4<f32> {\n${factor.read(p)}\n}`,
    ),
  ).flat();
  const flush = each.map((r) => `total${r} += c${r}; c${r} = vec4<f32>();`).join(" ");
  const loops = Array.from(
    { length: pairs },
    (_, p) => `
  for (var k0 = begin; k0 < end; k0 += ${depth}) {
    ${load("a", a, tile.rows, threads, p)}
    ${load("b", b, tile.columns, threads, p)}
    workgroupBarrier();
    for (var k = 0; k < ${depth / 4}; k++) {
        ${multiply(a, b, tile)}
    }
    ${long ? `if ((k0 - begin) % ${block} == ${block - depth}) { ${flush} }` : ""}
    workgroupBarrier();
  }`,
  );
  const store = (r: number): string => {
    const at = `(first + ${r}) * ${columns} + column`;
    const sum = long ? `(total${r} + c${r})` : `c${r}`;
    if (columns % 4 === 0) return `c[(${at}) / 4] = ${sum};`;
    return each.map((j) => `if (column + ${j} < ${columns}) { c[${at} + ${j}] = ${sum}[${j}]; }`).join(" ");
  };
  return `
var<workgroup> tile_a : array<vec4<f32>, ${storageSize(a, tile.rows)}>;
var<workgroup> tile_b : array<vec4<f32>, ${storageSize(b, tile.columns)}>;
${reads.join("\n")}
@compute @workgroup_size(${threads})
fn main(@builtin(workgroup_id) group : vec3<u32>, @builtin(num_workgroups) groups : vec3<u32>,
        @builtin(local_invocation_index) local : u32) {
  let t = i32(local);
  let ty = t / ${tile.columns / 4};
  let tx = t % ${tile.columns / 4};
  let part = ${parts ? "i32(group.z)" : "0"};
  let parts = ${parts ? "i32(groups.z)" : "1"};
  let rows = ${rows};
  let begin = ${begin};
  let end = ${end};
  let first_a = i32(${parts ? "group.x" : "group.z * groups.x + group.x"}) * ${tile.rows};
  let first_b = i32(group.y) * ${tile.columns};
  ${each.map((r) => `var c${r} = vec4<f32>();${long ? ` var total${r} = vec4<f32>();` : ""}`).join("\n  ")}
  ${loops.join("")}
  let column = first_b + tx * 4;
  let first = part * rows + first_a + ty * 4;
  if (column < ${columns}) {
    ${each.map((r) => `if (first_a + ty * 4 + ${r} < rows) { ${store(r)} }`).join("\n    ")}
  }
}`;
}
