/** `--data` as an address, from a real server on this machine. */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";
import { fetchData, isAddress, type FetchIo } from "./fetched-data";
import { PartFolder } from "./part-folder";

const bytes = Buffer.from(Uint8Array.from({ length: 300_000 }, (_, at) => (at * 7919) >> 5));
/** Of the same length. */
const other = Buffer.from(bytes).reverse();

let cache: string;
let server: Server;
let asked: string[];
/** Set: answers break off behind so many bytes. */
let breakAfter: number | null;
/** Answers to `/together` that wait for one another. */
let waiting: (() => void)[];
let io: FetchIo & { readonly lines: string[] };
let control: AbortController;

beforeEach(async () => {
  cache = mkdtempSync(join(tmpdir(), "fetched "));
  asked = [];
  breakAfter = null;
  waiting = [];
  control = new AbortController();
  const lines: string[] = [];
  io = { lines, stderr: (text) => void lines.push(text), now: () => 0, interrupted: control.signal };
  server = createServer((request, response) => {
    const { url = "", headers } = request;
    asked.push(`${url} ${headers.range} ${headers["accept-encoding"]}`);
    if (url.startsWith("/none")) return void response.writeHead(404).end();
    if (url.startsWith("/moved")) return void response.writeHead(302, { Location: "/here.zip" }).end();
    if (url.startsWith("/loop")) return void response.writeHead(302, { Location: "/loop.zip" }).end();
    if (url.startsWith("/away")) return void response.writeHead(302, { Location: "http://a.invalid/" }).end();
    const from = Number(/\d+/.exec(headers.range ?? "0")![0]);
    response.writeHead(206, {
      ETag: '"one"',
      "Content-Length": bytes.length - from,
      "Content-Range": `bytes ${from}-${bytes.length - 1}/${bytes.length}`,
    });
    if (url.startsWith("/together")) {
      // Each asks before one is answered, and each is answered otherwise, half by half.
      const own = waiting.length === 0 ? bytes : other;
      waiting.push(() => response.write(own.subarray(0, 150_000), () => response.end(own.subarray(150_000))));
      if (waiting.length === 2) for (const answer of waiting) answer();
      return;
    }
    if (breakAfter === null) return void response.end(bytes.subarray(from));
    response.write(bytes.subarray(from, from + breakAfter), () => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
  rmSync(cache, { recursive: true });
});

const at = (path: string): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;

it("tells addresses from paths", () => {
  expect(["https://a.example/x.zip", " HTTP://localhost/x", "data/https", "./x.zip"].map(isAddress)).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

it("fetches a file once", async () => {
  const path = await fetchData(at("/flowers/train.parquet"), io, cache);
  expect(path.endsWith("train.parquet")).toBe(true);
  expect(readFileSync(path).equals(bytes)).toBe(true);
  expect(await fetchData(at("/flowers/train.parquet"), io, cache)).toBe(path);
  expect(asked).toEqual(["/flowers/train.parquet bytes=0- identity"]);
  expect(io.lines).toEqual([expect.stringMatching(/^Fetching train\.parquet from 127\.0\.0\.1:\d+\n$/)]);
});

it("goes on where the connection broke off", async () => {
  breakAfter = 100_000;
  await expect(fetchData(at("/a/train.zip"), io, cache)).rejects.toThrow(
    "broke off in the middle of train.zip",
  );
  breakAfter = null;
  const path = await fetchData(at("/a/train.zip"), io, cache);
  expect(readFileSync(path).equals(bytes)).toBe(true);
  expect(asked[1]).toMatch(/bytes=[1-9]\d*-/);
  expect(readdirSync(join(path, ".."))).toEqual(["train.zip"]);
});

it("keeps what two fetch at once apart: one of them whole, and nothing else", async () => {
  const [first, second] = await Promise.all([
    fetchData(at("/together.zip"), io, cache),
    fetchData(at("/together.zip"), io, cache),
  ]);
  expect(second).toBe(first);
  const fetched = readFileSync(first);
  expect(fetched.equals(bytes) || fetched.equals(other)).toBe(true);
  expect(readdirSync(join(first, ".."))).toEqual(["together.zip"]);
});

it("goes on with what a process has left that was killed", { timeout: 60_000 }, async () => {
  const script = `
    import { fetchData } from ${JSON.stringify(new URL("fetched-data.ts", import.meta.url).href)};
    let now = 0;
    await fetchData(${JSON.stringify(at("/killed.zip"))}, {
      stderr: (text) => text.includes("MB") && process.kill(process.pid, "SIGKILL"),
      now: () => (now += 1e4),
      interrupted: new AbortController().signal,
    }, ${JSON.stringify(cache)});`;
  breakAfter = 100_000;
  const argv = ["--import", "tsx", "--input-type=module", "-e", script];
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const child = spawn(process.execPath, argv, { cwd: root, stdio: "inherit" });
  expect(await new Promise((done) => child.on("exit", (_code, signal) => done(signal)))).toBe("SIGKILL");
  breakAfter = null;
  const path = await fetchData(at("/killed.zip"), io, cache);
  expect(asked[1]).toMatch(/bytes=[1-9]\d*-/);
  expect(readFileSync(path).equals(bytes)).toBe(true);
  expect(readdirSync(join(path, ".."))).toEqual(["killed.zip"]);
});

it("leaves a part alone that another process works in", async () => {
  const folder = join(await fetchData(at("/alive.zip"), io, cache), "..");
  rmSync(join(folder, "alive.zip"));
  const theirs = PartFolder.take(join(folder, "alive.zip"));
  writeFileSync(theirs.part, bytes.subarray(0, 10));
  await fetchData(at("/alive.zip"), io, cache);
  expect(asked.at(-1)).toContain("bytes=0-");
  expect(readFileSync(theirs.part).length).toBe(10);
  theirs.finish();
  expect(readFileSync(join(folder, "alive.zip")).equals(bytes)).toBe(true);
  expect(readdirSync(folder)).toEqual(["alive.zip"]);
});

it("says why there is no answer", async () => {
  const address = at("/c.zip");
  await new Promise((closed) => server.close(closed));
  await expect(fetchData(address, io, cache)).rejects.toThrow(
    /^127\.0\.0\.1:\d+ cannot be reached: it does not take the connection\.$/,
  );
});

it("goes where the server refers to", async () => {
  expect(readFileSync(await fetchData(at("/moved.zip"), io, cache)).equals(bytes)).toBe(true);
});

it("lays several files down in their folders, without those that all have", async () => {
  const folder = await fetchData(`${at("/x/d/train/0.parquet")} ${at("/x/d/test/0.parquet")}`, io, cache);
  expect(existsSync(join(folder, "train", "0.parquet"))).toBe(true);
  expect(existsSync(join(folder, "test", "0.parquet"))).toBe(true);
});

it("keeps files of one name apart", async () => {
  const folder = await fetchData(`${at("/get?id=1")} ${at("/get?id=2")}`, io, cache);
  expect(asked.map((line) => line.split(" ")[0])).toEqual(["/get?id=1", "/get?id=2"]);
  expect(existsSync(join(folder, "get"))).toBe(true);
  expect(existsSync(join(folder, "2", "get"))).toBe(true);
});

it("says in a sentence what is wrong, and stops when it is interrupted", async () => {
  await expect(fetchData("http://a.example/x.zip", io, cache)).rejects.toThrow(
    "only addresses with https://",
  );
  await expect(fetchData(at("/none.zip"), io, cache)).rejects.toThrow("has no none.zip (it answers 404).");
  await expect(fetchData(at("/away.zip"), io, cache)).rejects.toThrow(
    "refers on to a.invalid, which is not asked without encryption.",
  );
  await expect(fetchData(at("/loop.zip"), io, cache)).rejects.toThrow("refers on too often.");
  control.abort(new Error("interrupted"));
  await expect(fetchData(at("/b.zip"), io, cache)).rejects.toThrow("interrupted");
});
