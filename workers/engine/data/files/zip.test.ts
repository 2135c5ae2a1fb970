/** Archives made to do harm, or just broken: each is refused in a sentence, before much memory is taken. */
import { zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { StudioError } from "../../../protocol/errors";
import { defaultRecipe } from "../../../protocol/recipe/defaults";
import { classFolders, pngFile, zipped } from "./fixtures";
import { fixtureDecoder } from "./fixtures-formats";
import type { NamedFile } from "./namedFile";
import { readDataset } from "./readDataset";
import { crc32, zipEntries } from "./zip";

const text = (name: string, content: string): NamedFile => ({
  name,
  bytes: new TextEncoder().encode(content),
});
const archive = zipped("a.zip", [text("one.txt", "1".repeat(500)), text("folder/two.txt", "two")]);

/** Changes 4 bytes of the first central directory entry. */
function withDirectory(file: NamedFile, at: number, value: number, width: 2 | 4 = 4): NamedFile {
  const bytes = file.bytes.slice();
  const view = new DataView(bytes.buffer);
  const entry = bytes.findIndex((_, i) => i + 4 <= bytes.length && view.getUint32(i, true) === 0x02014b50);
  if (width === 2) view.setUint16(entry + at, value, true);
  else view.setUint32(entry + at, value, true);
  return { name: file.name, bytes };
}

async function refusal(files: readonly NamedFile[]): Promise<string> {
  const recipe = defaultRecipe("mtt");
  const thrown: unknown = await readDataset(files, recipe, fixtureDecoder).then(
    () => "it was read",
    (error: unknown) => error,
  );
  expect(thrown).toBeInstanceOf(StudioError);
  expect((thrown as StudioError).hint).toMatch(/^[A-Z].*\.$/);
  return (thrown as StudioError).message;
}

describe("zip archives", () => {
  it("are listed without folders and hidden files, and unpacked one by one", () => {
    const file = zipped("x.zip", [
      text("a/b.txt", "hello"),
      text("__MACOSX/a/._b.txt", "no"),
      text(".DS_Store", "no"),
    ]);
    const [entry, ...others] = zipEntries(file);
    expect([entry?.name, entry?.size, others.length]).toEqual(["a/b.txt", 5, 0]);
    expect(new TextDecoder().decode(entry?.read())).toBe("hello");
    expect(crc32(new TextEncoder().encode("123456789"))).toBe(0xcbf43926);
  });

  it("with a comment, or behind other bytes, are found from their end", () => {
    const bytes = zipSync({ "b.txt": new TextEncoder().encode("x") }, { comment: "made" });
    expect(zipEntries({ name: "c.zip", bytes }).length).toBe(1);
    const wide = new Uint8Array(bytes.length + 9);
    wide.set(bytes, 9);
    expect(zipEntries({ name: "c.zip", bytes: wide.subarray(9) })[0]?.read().length).toBe(1);
  });

  it.each([
    ["a cut archive", { ...archive, bytes: archive.bytes.slice(0, -5) }, "its end is missing"],
    ["a bomb's claim", withDirectory(archive, 24, 2 ** 31), "unpacks to more than 1 GB"],
    ["a size that cannot be", withDirectory(archive, 24, 10 ** 8), "cannot be as large as it says"],
    ["less than it holds", withDirectory(archive, 24, 9), "does not match its check sum"],
    ["another check sum", withDirectory(archive, 16, 1), "does not match its check sum"],
    ["entries over each other", withDirectory(archive, 20, 400), "lie over each other"],
    ["a place outside", withDirectory(archive, 42, 10 ** 8), "is not where it should be"],
    ["a password", withDirectory(archive, 8, 1, 2), "is encrypted"],
    ["another packing", withDirectory(archive, 10, 14, 2), "is packed by method 14"],
  ])("refuses %s", async (_, file, sentence) => {
    expect(await refusal([file])).toContain(sentence);
  });

  it.each(["../evil.png", "a/../../evil.png", "/etc/evil.png", "C:\\evil.png", "a\\..\\..\\evil.png"])(
    "refuses the path %s",
    async (name) => {
      const file = zipped("b.zip", [pngFile(name, [1, 2, 3])]);
      expect(await refusal([file])).toContain("which leads out of the archive");
    },
  );

  it("refuses two files of one name", async () => {
    const twice = zipped("t.zip", [text("aa.txt", "1"), text("ab.txt", "2")]);
    const bytes = twice.bytes.map((byte, at, all) => (byte === 0x62 && all[at - 1] === 0x61 ? 0x61 : byte));
    expect(await refusal([{ ...twice, bytes }])).toContain("two files called aa.txt");
  });

  it("refuses archives within archives within archives", async () => {
    let file = zipped("0.zip", [text("x.bin", "x")]);
    for (let depth = 1; depth < 8; depth++) file = zipped(`${depth}.zip`, [file]);
    expect(await refusal([file])).toContain("holds archives within archives");
  });
});

describe("images in archives and folders", () => {
  const rename = (files: readonly NamedFile[], name: (k: number) => string) =>
    files.map((file, k) => ({ ...file, name: name(k) }));
  const one = pngFile("x", [1, 2, 3], 8);

  it("refuses an image of 50,000 pixels a side by its header", async () => {
    const bytes = one.bytes.slice();
    const view = new DataView(bytes.buffer);
    view.setUint32(16, 50_000);
    view.setUint32(20, 50_000);
    const files = [...classFolders("x", ["a", "b"], 2), { name: "x/a/huge.png", bytes }];
    expect(await refusal([zipped("x.zip", files)])).toBe(
      "a/huge.png says that it is 50,000 × 50,000 pixels; images may be up to 8,192 pixels a side.",
    );
  });

  it("refuses 10,000 classes", async () => {
    const files = rename(new Array<NamedFile>(10_000).fill(one), (k) => `set/${k}/0.png`);
    expect(await refusal(files)).toBe("There are 10,000 class folders; the studio takes up to 256 classes.");
  });

  it("refuses damaged images, images in no class, names that cannot be shown", async () => {
    const good = classFolders("x", ["a", "b"], 2);
    expect(await refusal([...good, text("x/a/9.png", "no image")])).toContain(
      "a/9.png is no PNG, JPEG or WebP image",
    );
    const half = { name: "x/a/9.png", bytes: pngFile("", [1, 2, 3], 64).bytes.slice(0, 60) };
    expect(await refusal([...good, half])).toContain(
      "a/9.png cannot be decoded: it is damaged or incomplete",
    );
    expect(await refusal([{ ...one, name: "photo.png" }])).toBe(
      "photo.png is a PNG image that lies in no class folder.",
    );
    expect(await refusal(rename([one, one], (k) => `${"\u202egnp"}${k}/1.png`))).toContain("cannot be shown");
    expect(await refusal(rename([one, one], (k) => `${k}${"x".repeat(90)}/1.png`))).toContain(
      "over 80 characters",
    );
    expect(await refusal(rename([one, one], (k) => `a/../${k}/1.png`))).toContain("leads out of its folder");
  });
});
