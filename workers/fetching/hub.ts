/**
 * The Parquet files that a hub has of a data set: those that it makes of every data set on the branch
 * "refs/convert/parquet", or those that its owner laid down. Listed with their sizes and SHA-256 by the hub's tree
 * (huggingface.co/docs/dataset-viewer/parquet and the hub's API, `/api/datasets/NAME/tree/REVISION`).
 */
import { z } from "zod";
import { StudioError } from "../protocol/errors";
import type { HubListing } from "../protocol/fetching";
import { noAnswer, refusedAnswer } from "./answers";
import type { DownloadTools } from "./download-file";

const hub = "https://huggingface.co";
const host = "huggingface.co";
/** Branches that are asked for, one after the other. */
const revisions = ["refs/convert/parquet", "main"] as const;
/** Bytes of the answer, at most: some thousands of files. */
const mostBytes = 8_000_000;
const mostFiles = 2000;

const tree = z.array(
  z.object({
    type: z.string(),
    path: z.string().max(1000),
    size: z.number().int().min(0),
    lfs: z.object({ oid: z.string(), size: z.number().int().min(0) }).optional(),
  }),
);

const listOf = (name: string, revision: string): string =>
  `${hub}/api/datasets/${name}/tree/${encodeURIComponent(revision)}?recursive=true`;

/** Leads out of no folder, and can be shown. */
const isPlain = (path: string): boolean =>
  path.split("/").every((part) => part !== "" && part !== "." && part !== "..") &&
  !/[\p{Cc}\p{Cs}\\\u202a-\u202e\u2066-\u2069]/u.test(path);

async function ask(name: string, revision: string, tools: Pick<DownloadTools, "fetch" | "isOnline">) {
  let response: Response;
  try {
    response = await tools.fetch(listOf(name, revision), {
      mode: "cors",
      credentials: "omit",
      referrerPolicy: "no-referrer",
      cache: "no-store",
    });
  } catch {
    throw noAnswer(host, tools.isOnline());
  }
  if (response.status === 404) return null;
  if (!response.ok) throw refusedAnswer(response.status, `a data set ${name}`, host);
  const text = await response.text().catch(() => {
    throw noAnswer(host, tools.isOnline());
  });
  const parsed = text.length <= mostBytes ? tree.safeParse(jsonIn(text)) : null;
  if (parsed?.success) return parsed.data;
  throw new StudioError(
    "bad-file",
    `${host} answers with something else than a list of files.`,
    "Give the addresses of the Parquet files themselves.",
  );
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/**
 * Asks the hub for the Parquet files of a data set.
 * @param name "owner/name".
 * @throws StudioError `no-data` if there are none that everybody may have.
 */
export async function listHubFiles(
  name: string,
  tools: Pick<DownloadTools, "fetch" | "isOnline">,
): Promise<HubListing> {
  for (const revision of revisions) {
    const entries = (await ask(name, revision, tools)) ?? [];
    const files = entries
      .filter(({ type, path }) => type === "file" && /\.parquet$/i.test(path) && isPlain(path))
      .slice(0, mostFiles)
      .map(({ path, size, lfs }) => ({
        address: `${hub}/datasets/${name}/resolve/${encodeURIComponent(revision)}/${path.split("/").map(encodeURIComponent).join("/")}`,
        path,
        size: lfs?.size ?? size,
        sha256: lfs && /^[0-9a-f]{64}$/.test(lfs.oid) ? lfs.oid : null,
      }));
    if (files.length > 0) return { title: name, files };
  }
  throw new StudioError(
    "no-data",
    `${host} has no Parquet files of ${name} that everybody may have.`,
    "Check the name, or give the addresses of the files themselves.",
  );
}
