/**
 * A structured-cloneable tree as JSON and arrays: numbers, texts and objects stand in the JSON, typed arrays beside
 * it as they are, each at a multiple of eight bytes. Every number comes back with its bits. What JSON cannot hold is
 * written as an object with the one key "$"; long lists of numbers and of records of numbers become arrays, too.
 */

export interface PackedTree {
  /** JSON text; places in it count from the first array. */
  readonly header: string;
  /** One after the other, each followed by zeros up to a multiple of {@link alignment}. */
  readonly arrays: readonly Uint8Array<ArrayBuffer>[];
}

/** Bytes: the widest element of a typed array. */
export const alignment = 8;

const typedArrays = {
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
} as const;
type TypedName = keyof typeof typedArrays;
type Typed = InstanceType<(typeof typedArrays)[TypedName]>;

/** Lists shorter than this stay in the JSON. */
const longList = 16;
/** Objects within objects; a tree of ours is far from it. */
const deepest = 64;

/** "-0" and what is not finite: JSON has no words for them. */
const isSpecial = (value: number): boolean => !Number.isFinite(value) || Object.is(value, -0);

const isNumber = (value: unknown): value is number => typeof value === "number";

const isPlain = (value: unknown): value is Record<string, unknown> => {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
};

/** A record's columns: the name of each, and how many numbers it holds (0: a number alone). */
type Columns = readonly (readonly [name: string, width: number])[];

function columnsOf(row: unknown): Columns | null {
  if (!isPlain(row)) return null;
  const columns = Object.entries(row).map(([name, value]) => {
    if (isNumber(value)) return [name, 0] as const;
    return Array.isArray(value) && value.length > 0 && value.every(isNumber)
      ? ([name, value.length] as const)
      : null;
  });
  return columns.every((column) => column !== null) ? columns : null;
}

/** The columns that all rows share; null if they do not. */
function sharedColumns(rows: readonly unknown[]): Columns | null {
  const first = columnsOf(rows[0]);
  if (!first) return null;
  const same = JSON.stringify(first);
  return rows.every((row) => JSON.stringify(columnsOf(row)) === same) ? first : null;
}

class Packer {
  readonly arrays: Uint8Array<ArrayBuffer>[] = [];
  private end = 0;

  /** @returns the place of the bytes */
  private add(array: Typed): number {
    const { buffer, byteOffset, byteLength } = array;
    // What is shared with other threads is copied: it may change while it is written.
    const own =
      buffer instanceof ArrayBuffer
        ? new Uint8Array(buffer, byteOffset, byteLength)
        : new Uint8Array(buffer, byteOffset, byteLength).slice();
    const place = this.end;
    this.arrays.push(own as Uint8Array<ArrayBuffer>);
    this.end += Math.ceil(byteLength / alignment) * alignment;
    return place;
  }

  pack(value: unknown, depth = 0): unknown {
    if (depth > deepest) throw new Error("a tree to be kept is too deep");
    switch (typeof value) {
      case "string":
      case "boolean":
        return value;
      case "number":
        return isSpecial(value) ? { $: ["number", Object.is(value, -0) ? "-0" : String(value)] } : value;
      case "undefined":
        return { $: ["undefined"] };
      case "bigint":
        return { $: ["bigint", String(value)] };
      case "object":
        return value === null ? null : this.packObject(value, depth + 1);
      default:
        throw new Error(`a ${typeof value} cannot be kept`);
    }
  }

  private packObject(value: object, depth: number): unknown {
    if (ArrayBuffer.isView(value)) {
      const name = Object.prototype.toString.call(value).slice(8, -1);
      if (!(name in typedArrays)) throw new Error(`a ${name} cannot be kept`);
      return { $: [name, this.add(value as Typed), (value as Typed).length] };
    }
    if (Array.isArray(value)) return this.packList(value, depth);
    if (value instanceof Map) return { $: ["map", this.packList([...value].flat(1), depth)] };
    if (value instanceof Set) return { $: ["set", this.packList([...value], depth)] };
    if (!isPlain(value) || "$" in value) throw new Error("an object to be kept is no plain one");
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, this.pack(each, depth)]));
  }

  private packList(list: readonly unknown[], depth: number): unknown {
    if (list.length >= longList) {
      if (list.every(isNumber)) return { $: ["numbers", this.add(Float64Array.from(list)), list.length] };
      const columns = sharedColumns(list);
      if (columns) {
        const rows = list as readonly Record<string, number | number[]>[];
        const flat = Float64Array.from(rows.flatMap((row) => columns.flatMap(([name]) => row[name]!)));
        return { $: ["table", this.add(flat), list.length, columns] };
      }
    }
    return list.map((each) => this.pack(each, depth));
  }
}

/** @throws Error if the tree holds what cannot be kept: functions, objects of classes, cycles. */
export function packTree(tree: unknown): PackedTree {
  const packer = new Packer();
  const packed = packer.pack(tree);
  return { header: JSON.stringify(packed), arrays: packer.arrays };
}

class Unpacker {
  /** @param bytes beginning with the first array */
  constructor(private readonly bytes: Uint8Array) {}

  private array(name: string, place: unknown, length: unknown): Typed {
    if (!Object.hasOwn(typedArrays, name)) throw new RangeError(`no array is a "${name}"`);
    const kind = typedArrays[name as TypedName];
    const from = Number(place);
    const size = Number(length) * kind.BYTES_PER_ELEMENT;
    const fits =
      Number.isInteger(from) && from >= 0 && from % alignment === 0 && from + size <= this.bytes.length;
    if (!Number.isInteger(length) || size < 0 || !fits) throw new RangeError("an array reaches past the end");
    // A copy: sent to another thread, a view would take the whole buffer with it.
    return new kind(this.bytes.slice(from, from + size).buffer);
  }

  private numbers(place: unknown, length: unknown): number[] {
    return Array.from(this.array("Float64Array", place, length) as Float64Array);
  }

  unpack(value: unknown, depth = 0): unknown {
    if (depth > deepest) throw new RangeError("the tree is too deep");
    if (Array.isArray(value)) return value.map((each) => this.unpack(each, depth + 1));
    if (typeof value !== "object" || value === null) return value;
    if ("$" in value) return this.special(value.$ as unknown[], depth + 1);
    const entries = Object.entries(value);
    if (entries.some(([key]) => key === "__proto__")) throw new RangeError("a key is not allowed");
    return Object.fromEntries(entries.map(([key, each]) => [key, this.unpack(each, depth + 1)]));
  }

  private special(written: unknown[], depth: number): unknown {
    const [kind, first, second, third] = written;
    switch (kind) {
      case "number":
        return Number(first);
      case "undefined":
        return undefined;
      case "bigint":
        return BigInt(String(first));
      case "map": {
        const flat = this.unpack(first, depth) as unknown[];
        return new Map(flat.flatMap((key, i) => (i % 2 === 0 ? [[key, flat[i + 1]] as const] : [])));
      }
      case "set":
        return new Set(this.unpack(first, depth) as unknown[]);
      case "numbers":
        return this.numbers(first, second);
      case "table":
        return this.table(first, second, third as Columns);
      default:
        return this.array(String(kind), first, second);
    }
  }

  private table(place: unknown, rows: unknown, columns: Columns): Record<string, number | number[]>[] {
    const width = columns.reduce((sum, [, each]) => sum + Math.max(1, each), 0);
    const flat = this.numbers(place, Number(rows) * width);
    return Array.from({ length: Number(rows) }, (_, row) => {
      let at = row * width;
      const cells = columns.map(([name, each]) => {
        const from = at;
        at += Math.max(1, each);
        return [name, each === 0 ? flat[from]! : flat.slice(from, at)] as const;
      });
      return Object.fromEntries(cells);
    });
  }
}

/**
 * The tree of {@link packTree}.
 * @param arrays all arrays with their padding.
 * @throws SyntaxError or RangeError if header and arrays do not belong together.
 */
export function unpackTree(header: string, arrays: Uint8Array): unknown {
  return new Unpacker(arrays).unpack(JSON.parse(header));
}
