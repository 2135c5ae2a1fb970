import { expect, it } from "vitest";
import { folderNames, zipFiles } from "./archive";

it("makes names that every file system takes, each once", () => {
  expect(
    folderNames(["cat", "Cat", "a/b", "a\\b", "..", "con", "T-shirt/top", " 犬. ", "", "nul.txt"]),
  ).toEqual(["cat", "Cat-1", "a_b", "a_b-3", "class", "_con", "T-shirt_top", "犬", "class-8", "_nul.txt"]);
  expect(folderNames(["x".repeat(300)])[0]).toHaveLength(60);
  expect(folderNames(["a-2", "b", "a", "A"])).toEqual(["a-2", "b", "a", "A-3"]);
});

it("gives the same bytes for the same files", () => {
  const files = new Map([["a/b.txt", new Uint8Array(100)]]);
  expect(zipFiles(files)).toEqual(zipFiles(files));
});
