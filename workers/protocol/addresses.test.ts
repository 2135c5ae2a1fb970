/** Addresses as people type them, with all that must not be asked for. */
import { describe, expect, it } from "vitest";
import { addressTitle, parseAddresses, parseSha256, type FileAddress } from "./addresses";

const problemOf = (text: string): string | null => parseAddresses(text).problem;
const fileOf = (text: string): FileAddress => {
  const [first] = parseAddresses(text).addresses;
  if (first?.kind !== "file") throw new Error("no file");
  return first;
};

describe("a file", () => {
  it("by its whole address, named by its last folders", () => {
    expect(fileOf("https://data.example:8443/a/b/train/x%20y.parquet?v=2#top")).toEqual({
      kind: "file",
      address: "https://data.example:8443/a/b/train/x%20y.parquet?v=2",
      host: "data.example:8443",
      path: "b/train/x y.parquet",
    });
    expect(fileOf("https://データ.example/猫.zip").path).toBe("猫.zip");
  });

  it("of a hub, as it hands it out, not as it shows it", () => {
    const page = "https://huggingface.co/datasets/ylecun/mnist/blob/main/mnist/train-00000-of-00001.parquet";
    const file = fileOf(page);
    expect(file.address).toBe(page.replace("/blob/", "/resolve/"));
    expect(addressTitle(file, 1)).toBe("ylecun/mnist");
  });

  it.each([
    ["https://h.example/%2e%2e/%2e%2e/etc/passwd", "etc/passwd"],
    ["https://h.example/a%2F..%2Fb.zip", "a .. b.zip"],
    ["https://h.example/a%00%0a%E2%80%AEgpj.zip", "a gpj.zip"],
    ["https://h.example/%E0%A4%A.zip", "%E0%A4%A.zip"],
  ])("whose name is made to lead astray: %s", (address, path) => {
    expect(fileOf(address).path).toBe(path);
  });
});

it("several, each once, and who will be asked", () => {
  const parsed = parseAddresses(
    " https://a.example/1.gz\nhttps://b.example/2.gz\thttps://a.example/1.gz http://localhost:8000/3.gz ",
  );
  expect(parsed.addresses).toHaveLength(3);
  expect(parsed.hosts).toEqual(["a.example", "b.example", "localhost:8000"]);
  expect(addressTitle(parsed.addresses[0]!, 3)).toBe("1.gz and 2 more");
  expect(parseAddresses("")).toEqual({ addresses: [], hosts: [], problem: null });
});

it.each([
  ["https://huggingface.co/datasets/ylecun/mnist", "ylecun/mnist"],
  ["https://huggingface.co/datasets/ylecun/mnist/", "ylecun/mnist"],
  ["https://huggingface.co/datasets/mnist/tree/main", "mnist"],
  ["https://huggingface.co/datasets/a/b-c.d/viewer/default/train?row=3", "a/b-c.d"],
])("the page of a data set: %s", (address, name) => {
  expect(parseAddresses(address).addresses).toEqual([{ kind: "hub", host: "huggingface.co", name }]);
});

it.each([
  ["flowers", '"flowers" is no address'],
  ["http://a.example/x.zip", "only addresses with https:// are."],
  ["http://127.0.0.1.example/x.zip", "only addresses with https:// are."],
  ["ftp://a.example/x.zip", "only addresses with https:// are."],
  ["javascript:alert(1)", "only addresses with https:// are."],
  ["data:text/html,x", "only addresses with https:// are."],
  ["https://me:secret@a.example/x.zip", "a name and a password"],
  ["https://a.example", "a.example is a site, not a file"],
  ["https://huggingface.co/datasets/a/b https://c.example/x.zip", "alone"],
  [Array.from({ length: 65 }, (_, i) => `https://a.example/${i}`).join(" "), "up to 64"],
])("refuses %s", (text, sentence) => {
  expect(problemOf(text)).toContain(sentence);
  expect(parseAddresses(text).addresses).toEqual([]);
});

it("a SHA-256 in any writing, and nothing else", () => {
  const digits = "0123456789abcdef".repeat(4);
  expect(parseSha256(` sha256:${digits.toUpperCase()} `)).toBe(digits);
  expect(parseSha256(digits.slice(1))).toBeNull();
  expect(parseSha256(`${digits.slice(1)}g`)).toBeNull();
});
