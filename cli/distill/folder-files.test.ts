import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { folderFiles, toldFiles } from "./folder-files";

let root: string;

beforeEach(() => void (root = mkdtempSync(join(tmpdir(), "folder-files-"))));
afterEach(() => rmSync(root, { recursive: true, force: true }));

it("keeps files by path, makes folders for them, and says null of what is not there", async () => {
  const files = folderFiles(join(root, "new"));
  expect(await files.read("a/b.bin")).toBeNull();
  expect(await files.list("a")).toEqual([]);
  await files.write("a/b.bin", new Uint8Array([1, 2]));
  await files.write("a/b.bin", new Uint8Array([3]));
  expect(await files.read("a/b.bin")).toEqual(new Uint8Array([3]));
  // Nothing is left beside it.
  expect(await files.list("a")).toEqual(["b.bin"]);
  expect(await files.read("a/b.bin/c")).toBeNull();
  await files.remove("a");
  expect(readdirSync(join(root, "new"))).toEqual([]);
});

it("leaves what was there where writing fails, and says so", async () => {
  writeFileSync(join(root, "a"), "a file");
  await expect(folderFiles(root).write("a/b.bin", new Uint8Array(1))).rejects.toThrow(/EEXIST|ENOTDIR/);
  expect(readdirSync(root)).toEqual(["a"]);
});

it("tells once that it cannot read, and once that it cannot write", async () => {
  writeFileSync(join(root, "a"), "a file");
  mkdirSync(join(root, "b"));
  const told: string[] = [];
  const files = toldFiles(folderFiles(root), (tried, trouble) => told.push(`${tried}: ${trouble}`));
  expect(await files.read("none")).toBeNull();
  expect(told).toEqual([]);
  for (let time = 0; time < 2; time++) {
    await expect(files.read("b")).rejects.toThrow("EISDIR");
    await expect(files.write("a/b.bin", new Uint8Array(1))).rejects.toThrow(/EEXIST|ENOTDIR/);
  }
  expect(told).toEqual(["read: it is a folder", "written: something of that name is in the way"]);
});
