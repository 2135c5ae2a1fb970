/** One file from its address: whole, in parts, changed in between, and every way in which a server fails. */
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { StudioError } from "../protocol/errors";
import type { FetchedFile } from "../protocol/fetching";
import { downloadFile, type DownloadEvents } from "./download-file";
import { FakeServer, MemoryPart, someBytes } from "./fake-server";

const whole = someBytes(1000);
const sha256 = createHash("sha256").update(whole).digest("hex");

let server: FakeServer;
let part: MemoryPart;
let notes: string[];
let file: FetchedFile;
let room: number | null;
let isOnline: boolean;

beforeEach(() => {
  server = new FakeServer(whole);
  part = new MemoryPart();
  notes = [];
  room = null;
  isOnline = true;
  file = {
    address: "https://data.example/train/a.parquet",
    path: "train/a.parquet",
    size: null,
    sha256: null,
    validator: null,
    done: false,
  };
});

/** Goes on with what is known of the file so far. */
async function run(signal = new AbortController().signal, most = 1e6): Promise<void> {
  const events: DownloadEvents = {
    onBytes: () => undefined,
    onFound: async (found) => void (file = { ...file, ...found }),
    onNote: (note) => notes.push(note),
  };
  const tools = { fetch: server.fetch, isOnline: () => isOnline, room: async () => room, signal };
  await downloadFile(file, part, tools, events, most);
}

/** Has the first part come, then the connection break. */
async function breakAt(bytes: number): Promise<void> {
  server.breakAfter = bytes;
  await expect(run()).rejects.toThrow("The connection to data.example broke off in the middle of a.parquet.");
  expect(part.size()).toBe(bytes);
}

it("comes whole, asked for as nobody in particular", async () => {
  await run();
  expect(part.bytes).toEqual(whole);
  expect(file).toMatchObject({ size: 1000, validator: '"one"' });
  const [{ init, range } = { init: {}, range: null }] = server.asked;
  expect(range).toBe("bytes=0-");
  expect(init).toMatchObject({ mode: "cors", credentials: "omit", referrerPolicy: "no-referrer" });
});

describe("goes on where it stopped", () => {
  it("after the connection broke", async () => {
    await breakAt(350);
    await run();
    expect(part.bytes).toEqual(whole);
    expect(server.asked.map(({ range }) => range)).toEqual(["bytes=0-", "bytes=350-"]);
    expect(notes).toEqual([]);
  });

  it("after every single pause", async () => {
    for (let stop = 100; stop < 1000; stop += 100) {
      const control = new AbortController();
      server.beforePiece = () => {
        if (part.size() >= stop) control.abort();
      };
      await expect(run(control.signal)).rejects.toThrow("abort");
      expect(part.bytes).toEqual(whole.subarray(0, stop));
    }
    server.beforePiece = () => undefined;
    await run();
    expect(part.bytes).toEqual(whole);
    expect(notes).toEqual([]);
  });

  it("where the server hides what it sends, but a check sum is known", async () => {
    file = { ...file, sha256 };
    server.etag = null;
    server.tellsRange = false;
    await breakAt(350);
    await run();
    expect(part.bytes).toEqual(whole);
    expect(notes).toEqual([]);
  });

  it("without asking, where all of it came before", async () => {
    await run();
    await run();
    expect(server.asked).toHaveLength(1);
    expect(part.bytes).toEqual(whole);
  });
});

describe("begins anew and says so", () => {
  it.each([
    ["its server does not say whether it has changed", () => (server.etag = null)],
    ["its server does not give a rest alone", () => (server.ranges = false)],
  ])("where %s", async (why, change) => {
    change();
    await breakAt(300);
    await run();
    expect(part.bytes).toEqual(whole);
    expect(notes).toEqual([`a.parquet is fetched from its beginning: ${why}.`]);
  });

  it.each([
    ["by its ETag", someBytes(1000, 2), "it has changed in between"],
    ["and longer", someBytes(1500, 2), "it has changed in between"],
    ["and shorter than what is there", someBytes(200, 2), "less of it is there than was fetched before"],
  ])("where the file is another, %s", async (_, bytes, why) => {
    await breakAt(300);
    server.bytes = bytes;
    server.etag = '"two"';
    await run();
    expect(part.bytes).toEqual(bytes);
    expect(file).toMatchObject({ size: bytes.length, validator: '"two"' });
    expect(notes).toEqual([`a.parquet is fetched from its beginning: ${why}.`]);
  });

  it("where the length alone tells", async () => {
    await breakAt(300);
    server.bytes = someBytes(1500, 2);
    await run();
    expect(part.bytes).toEqual(server.bytes);
    expect(notes).toHaveLength(1);
  });
});

describe("lengths", () => {
  it("packed on the way: the length told is that of the package", async () => {
    const text = new Uint8Array(5000).fill(7);
    server = new FakeServer(text);
    server.ranges = false;
    server.length = gzipSync(text).length;
    await run();
    expect(part.bytes).toEqual(text);
  });

  it("packed on the way and said so", async () => {
    server.ranges = false;
    server.length = 1200;
    server.encoding = "gzip";
    await run();
    expect(part.bytes).toEqual(whole);
    expect(file.size).toBeNull();
  });

  it("none told", async () => {
    server.ranges = false;
    server.length = null;
    await run();
    expect(part.bytes).toEqual(whole);
  });

  it("an answer that ends early is a broken one, and is gone on from", async () => {
    server.bytes = whole.slice(0, 400);
    server.tellsRange = false;
    server.length = 1000;
    await expect(run()).rejects.toThrow("broke off");
    server = new FakeServer(whole);
    await run();
    expect(part.bytes).toEqual(whole);
  });

  it("a part longer than it says is refused, and nothing of it kept", async () => {
    server.tellsRange = false;
    server.length = 600;
    await expect(run()).rejects.toThrow("a.parquet is longer than its server says.");
    expect(part.size()).toBe(0);
  });

  it("too large, told or not, is refused", async () => {
    await expect(run(undefined, 999)).rejects.toThrow("larger than 0.0 GB");
    expect(part.size()).toBe(0);
    server.ranges = false;
    server.length = null;
    await expect(run(undefined, 999)).rejects.toThrow("larger than");
    expect(part.size()).toBe(0);
  });

  it("more than there is room for is refused before its first byte", async () => {
    room = 500;
    await expect(run()).rejects.toThrow("a.parquet has 0.0 MB to come, and there is room for 0.0 MB here.");
    expect(part.size()).toBe(0);
  });
});

describe("SHA-256", () => {
  it("right", async () => {
    file = { ...file, sha256 };
    await run();
    expect(part.bytes).toEqual(whole);
  });

  it("wrong: refused, nothing kept", async () => {
    file = { ...file, sha256: sha256.replace(/^./, (digit) => (digit === "0" ? "1" : "0")) };
    await expect(run()).rejects.toThrow("a.parquet is not the file that was meant: its SHA-256 is another.");
    expect(part.size()).toBe(0);
  });

  it("with another length than was told with it: refused before its first byte", async () => {
    file = { ...file, sha256, size: 999 };
    await expect(run()).rejects.toThrow("a.parquet has 1000 bytes at data.example, and 999 were told.");
  });
});

/** What may befall a download between two tries. */
const mishap = fc.record({
  breakAfter: fc.option(fc.nat(1200), { nil: null }),
  changes: fc.boolean(),
  ranges: fc.boolean(),
  tellsRange: fc.boolean(),
  tellsEtag: fc.boolean(),
  status: fc.constantFrom(null, null, null, 503),
});

it("whatever befalls it, what comes to its end is the file, and nothing is mixed", async () => {
  const versions = [1, 2, 3].map((seed) => someBytes(1000, seed));
  await fc.assert(
    fc.asyncProperty(fc.array(mishap, { maxLength: 8 }), async (mishaps) => {
      let version = 0;
      server = new FakeServer(versions[0]!);
      part = new MemoryPart();
      file = { ...file, size: null, validator: null };
      for (const { breakAfter, changes, ranges, tellsRange, tellsEtag, status } of [
        ...mishaps,
        { breakAfter: null, changes: false, ranges: true, tellsRange: true, tellsEtag: true, status: null },
      ]) {
        if (changes) version++;
        // Of the same length each time: the length does not tell.
        Object.assign(server, { breakAfter, ranges, tellsRange, status });
        server.bytes = versions[version % 3]!;
        server.etag = tellsEtag ? `"${version}"` : null;
        const isWhole = await run().then(
          () => true,
          (thrown: unknown) => {
            expect(thrown).toBeInstanceOf(StudioError);
            return false;
          },
        );
        if (isWhole) {
          expect(part.bytes).toEqual(server.bytes);
          return;
        }
      }
      expect.unreachable("the last try has nothing in its way");
    }),
    { numRuns: 300, seed: 1 },
  );
});

describe("refused in one sentence", () => {
  it.each([
    [404, "data.example has no a.parquet (it answers 404)."],
    [403, "data.example does not give a.parquet to everybody (it answers 403)."],
    [416, "a.parquet at data.example is empty."],
    [429, "data.example takes no more requests for now (it answers 429)."],
    [503, "data.example cannot give a.parquet now (it answers 503)."],
  ])("%i", async (status, sentence) => {
    server.status = status;
    await expect(run()).rejects.toThrow(sentence);
  });

  it("no answer, with and without a network", async () => {
    server.down = true;
    await expect(run()).rejects.toThrow(
      "data.example cannot be reached, or does not let pages of other sites read the file (CORS).",
    );
    isOnline = false;
    await expect(run()).rejects.toThrow("There is no network, so data.example cannot be asked.");
  });

  it.each([
    ["<!DOCTYPE html><p>Log in", "data.example sends a web page in the place of a.parquet."],
    ["version https://git-lfs.github.com/spec/v1\noid sha256:0", "data.example sends a pointer"],
    ["", "a.parquet at data.example is empty."],
  ])("what is no file: %s", async (text, sentence) => {
    server.bytes = new TextEncoder().encode(text);
    await expect(run()).rejects.toThrow(sentence);
    expect(part.size()).toBe(0);
  });

  it("storage full: what came before stays", async () => {
    server.beforePiece = () => {
      if (part.size() === 500) part.full = new Error("full");
    };
    await expect(run()).rejects.toThrow("full");
    expect(part.bytes).toEqual(whole.subarray(0, 500));
  });
});
