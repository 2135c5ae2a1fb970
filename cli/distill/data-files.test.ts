import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { readDataFiles } from "./data-files";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "data files "));
});
afterEach(() => rmSync(folder, { recursive: true }));

const put = (...names: string[]) => {
  for (const name of names) writeFileSync(join(folder, name), name);
};
const names = (...args: Parameters<typeof readDataFiles>) => readDataFiles(...args).map((file) => file.name);

it("takes a file by itself, whatever its name", () => {
  put("anything");
  const [file] = readDataFiles(join(folder, "anything"), "cifar10");
  expect(file?.name).toBe("anything");
  expect(new TextDecoder().decode(file?.bytes)).toBe("anything");
});

it("takes the files of a folder that can belong to the set, an unpacked one before its packed twin", () => {
  put(
    "train-images-idx3-ubyte",
    "train-images-idx3-ubyte.gz",
    "t10k-labels-idx1-ubyte.gz",
    "README.md",
    "data_batch_1.bin",
  );
  expect(names(folder, "mnist")).toEqual(["t10k-labels-idx1-ubyte.gz", "train-images-idx3-ubyte"]);
  expect(names(folder, "cifar10")).toEqual(["data_batch_1.bin"]);
});

it("takes an archive only where there are no loose images", () => {
  put("cifar-10-binary.tar.gz", "batches.meta.txt");
  expect(names(folder, "cifar10")).toContain("cifar-10-binary.tar.gz");
  put("test_batch.bin");
  expect(names(folder, "cifar10")).toEqual(["batches.meta.txt", "test_batch.bin"]);
});

it("looks into the folder to which the official archive unpacks", () => {
  mkdirSync(join(folder, "cifar-10-batches-bin"));
  put("cifar-10-batches-bin/test_batch.bin");
  expect(names(folder, "cifar10")).toEqual(["test_batch.bin"]);
  expect(() => readDataFiles(folder, "mnist")).toThrow("holds no files of MNIST");
});

it("takes every file of a folder of own images, under the folder's name, but hidden ones", () => {
  mkdirSync(join(folder, "train", "cat"), { recursive: true });
  mkdirSync(join(folder, ".cache"));
  put("train/cat/1.png", "train/cat/.hidden", ".cache/x.png", "notes.txt");
  const inside = names(folder, "files").map((name) => name.split("/").slice(1).join("/"));
  expect(inside).toEqual(["notes.txt", "train/cat/1.png"]);
  expect(names(folder, "tiny")[0]?.split("/")[0]).toBe(folder.split("/").at(-1));
});
