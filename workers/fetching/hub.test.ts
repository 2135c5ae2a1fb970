/** A hub's list of files, as it should be and as it should not. */
import { describe, expect, it } from "vitest";
import { StudioError } from "../protocol/errors";
import { listHubFiles } from "./hub";

const oid = "ab".repeat(32);

/** A hub whose branches hold these lists. */
function hubWith(branches: Readonly<Record<string, unknown>>) {
  const asked: { address: string; init: RequestInit }[] = [];
  const fetch = async (address: string, init: RequestInit): Promise<Response> => {
    asked.push({ address, init });
    const revision = decodeURIComponent(/\/tree\/([^?]+)\?/.exec(address)![1]!);
    const answer = branches[revision];
    if (answer === undefined) return new Response("", { status: 404 });
    if (typeof answer === "number") return new Response("", { status: answer });
    return new Response(typeof answer === "string" ? answer : JSON.stringify(answer));
  };
  return { asked, list: () => listHubFiles("a/b", { fetch, isOnline: () => true }) };
}

const entry = (path: string, more: object = {}) => ({ type: "file", path, size: 130, oid: "x", ...more });

it("the files that the hub makes, with their true sizes and check sums", async () => {
  const { asked, list } = hubWith({
    "refs/convert/parquet": [
      { type: "directory", path: "default", size: 0, oid: "x" },
      entry("default/train/0000.parquet", { lfs: { oid, size: 7000, pointerSize: 130 } }),
      entry(".gitattributes"),
    ],
  });
  expect(await list()).toEqual({
    title: "a/b",
    files: [
      {
        address:
          "https://huggingface.co/datasets/a/b/resolve/refs%2Fconvert%2Fparquet/default/train/0000.parquet",
        path: "default/train/0000.parquet",
        size: 7000,
        sha256: oid,
      },
    ],
  });
  expect(asked).toHaveLength(1);
  expect(asked[0]!.init).toMatchObject({ credentials: "omit", referrerPolicy: "no-referrer", mode: "cors" });
});

it("those of the owner where the hub made none; files whose names lead astray are left out", async () => {
  const { list } = hubWith({
    main: [
      entry("data/x y#.parquet"),
      entry("data/../../x.parquet"),
      entry("a\u202e.parquet"),
      entry("a.csv"),
    ],
  });
  const { files } = await list();
  expect(files).toEqual([
    {
      address: "https://huggingface.co/datasets/a/b/resolve/main/data/x%20y%23.parquet",
      path: "data/x y#.parquet",
      size: 130,
      sha256: null,
    },
  ]);
});

describe("refused in one sentence", () => {
  it.each([
    [{}, "huggingface.co has no Parquet files of a/b that everybody may have."],
    [{ main: [entry("a.csv")] }, "huggingface.co has no Parquet files of a/b"],
    [
      { "refs/convert/parquet": 401 },
      "huggingface.co does not give a data set a/b to everybody (it answers 401).",
    ],
    [{ "refs/convert/parquet": "<html>" }, "something else than a list of files"],
    [{ "refs/convert/parquet": [{ path: 7 }] }, "something else than a list of files"],
    [{ "refs/convert/parquet": [entry("a.parquet", { size: -1 })] }, "something else than a list of files"],
  ])("%j", async (branches, sentence) => {
    await expect(hubWith(branches).list()).rejects.toThrow(sentence);
  });

  it("why nobody may be asked at all", async () => {
    const forbidden = new StudioError("unsupported", "The server forbids it.", "");
    const fetch = (): Promise<Response> => Promise.reject(forbidden);
    await expect(listHubFiles("a/b", { fetch, isOnline: () => true })).rejects.toBe(forbidden);
  });
});

it("all pages of a long list, and none that another host is named for", async () => {
  const pages = [entry("a.parquet"), entry("b.parquet"), entry("c.parquet")];
  const next = ["https://huggingface.co/api/datasets/a/b/tree/main?cursor=1", "https://elsewhere.org/api"];
  let asked = 0;
  const fetch = async (address: string): Promise<Response> => {
    if (!address.includes("/tree/main")) return new Response("", { status: 404 });
    const page = asked++;
    const headers = { Link: `<${next[page]}>; rel="next"` };
    return new Response(JSON.stringify([pages[page]]), { headers });
  };
  const { files } = await listHubFiles("a/b", { fetch, isOnline: () => true });
  expect(files.map(({ path }) => path)).toEqual(["a.parquet", "b.parquet"]);
});
