/** A server, storage and clock for tests: answers as real ones do, whole or in part, well or badly. */
import type { FetchedSet } from "../protocol/fetching";
import type { SetTools } from "./fetched-sets";
import type { PartFile } from "./part-file";
import type { Parts } from "./private-parts";
import type { SetIndex } from "./set-index";

export class MemoryPart implements PartFile {
  bytes = new Uint8Array(0);
  isOpen = false;
  /** Set: nothing more is taken. */
  full: Error | null = null;

  size = (): number => this.bytes.length;
  truncate(bytes: number): void {
    this.bytes = this.bytes.slice(0, bytes);
  }
  append(bytes: Uint8Array): void {
    if (this.full) throw this.full;
    const longer = new Uint8Array(this.bytes.length + bytes.length);
    longer.set(this.bytes);
    longer.set(bytes, this.bytes.length);
    this.bytes = longer;
  }
  read(take: (piece: Uint8Array) => void): void {
    for (let at = 0; at < this.bytes.length; at += 100) take(this.bytes.subarray(at, at + 100));
  }
  close(): void {
    this.isOpen = false;
  }
}

export class MemoryParts implements Parts {
  readonly held = new Map<string, MemoryPart>();

  async open(id: string, place: number): Promise<PartFile> {
    const part = this.held.get(`${id}/${place}`) ?? new MemoryPart();
    if (part.isOpen) throw new Error("it is open already");
    part.isOpen = true;
    this.held.set(`${id}/${place}`, part);
    return part;
  }
  async size(id: string, place: number): Promise<number> {
    return this.held.get(`${id}/${place}`)?.size() ?? 0;
  }
  async file(id: string, place: number): Promise<File | null> {
    const part = this.held.get(`${id}/${place}`);
    return part ? new File([part.bytes], String(place)) : null;
  }
  async remove(id: string): Promise<void> {
    for (const path of this.held.keys()) if (path.startsWith(`${id}/`)) this.held.delete(path);
  }
  async ids(): Promise<readonly string[]> {
    return [...new Set([...this.held.keys()].map((path) => path.split("/")[0]!))];
  }
}

export function memoryIndex(): SetIndex {
  const entries = new Map<string, FetchedSet>();
  return {
    all: async () => [...entries.values()],
    get: async (id) => entries.get(id),
    put: async (set) => void entries.set(set.id, set),
    delete: async (id) => void entries.delete(id),
  };
}

/** A file as a server has it. */
export class FakeServer {
  /** Null: the server says nothing that tells versions apart. */
  etag: string | null = '"one"';
  ranges = true;
  /** Says where in the file an answer begins. */
  tellsRange = true;
  status: number | null = null;
  type = "application/octet-stream";
  /** Length that it tells; left out, the true one. Null: none. */
  length: number | null | undefined;
  encoding: string | null = null;
  /** Set: no answer at all. */
  down = false;
  /** Breaks off behind so many bytes of the next answer. */
  breakAfter: number | null = null;
  /** Called before each piece of an answer; what it waits for holds the answer up. */
  beforePiece: (sent: number) => Promise<void> | void = () => undefined;
  readonly asked: { readonly address: string; readonly range: string | null; readonly init: RequestInit }[] =
    [];

  constructor(
    public bytes: Uint8Array<ArrayBuffer>,
    private readonly piece = 100,
  ) {}

  private body(from: number, signal: AbortSignal | null | undefined): ReadableStream<Uint8Array> {
    const rest = this.bytes.subarray(from);
    const end = this.breakAfter;
    this.breakAfter = null;
    let at = 0;
    return new ReadableStream<Uint8Array>(
      {
        pull: async (controller) => {
          await this.beforePiece(at);
          if (signal?.aborted) return controller.error(signal.reason);
          if (end !== null && at >= end) return controller.error(new TypeError("network error"));
          if (at >= rest.length) return controller.close();
          const until = Math.min(at + this.piece, end ?? Infinity);
          controller.enqueue(rest.slice(at, until));
          at = Math.min(until, rest.length);
        },
      },
      { highWaterMark: 0 },
    );
  }

  fetch = async (address: string, init: RequestInit): Promise<Response> => {
    const range = new Headers(init.headers).get("Range");
    this.asked.push({ address, range, init });
    init.signal?.throwIfAborted();
    if (this.down) throw new TypeError("Failed to fetch");
    const headers = new Headers({ "Content-Type": this.type });
    if (this.status !== null) return new Response("no", { status: this.status, headers });
    const from = this.ranges && range ? Number(/^bytes=(\d+)-$/.exec(range)![1]) : 0;
    if (this.etag !== null) headers.set("ETag", this.etag);
    if (from > 0 && from >= this.bytes.length) return new Response("", { status: 416, headers });
    const length = this.length === undefined ? this.bytes.length - from : this.length;
    if (length !== null) headers.set("Content-Length", String(length));
    if (this.encoding !== null) headers.set("Content-Encoding", this.encoding);
    const isPart = this.ranges && range !== null;
    if (isPart && this.tellsRange) {
      headers.set("Content-Range", `bytes ${from}-${this.bytes.length - 1}/${this.bytes.length}`);
    }
    return new Response(this.body(from, init.signal), { status: isPart ? 206 : 200, headers });
  };
}

/** Bytes that are no text, and of which no two stretches are alike. */
export function someBytes(count: number, seed = 1): Uint8Array<ArrayBuffer> {
  let state = seed;
  return Uint8Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  });
}

/** What sets need of a browser, with a clock that goes on a second at each look. */
export function fakeTools(fetch: FakeServer["fetch"], change: Partial<SetTools> = {}): SetTools {
  let time = 0;
  const held = new Set<string>();
  return {
    fetch,
    isOnline: () => true,
    room: async () => null,
    now: () => (time += 1000),
    hold: async (id) => {
      if (held.has(id)) throw new Error("it is held already");
      held.add(id);
      return () => held.delete(id);
    },
    heldIds: async () => held,
    ...change,
  };
}
