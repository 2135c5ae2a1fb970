/**
 * The Parquet files that a hub has of a data set: those that it makes of every data set on the branch
 * "refs/convert/parquet", or those that its owner laid down. Listed with their sizes and SHA-256 by the hub's tree
 * (huggingface.co/docs/dataset-viewer/parquet and the hub's API, `/api/datasets/NAME/tree/REVISION`).
 */
import { z } from "zod";
import { hubHost } from "../protocol/addresses";
import { StudioError } from "../protocol/errors";
import type { HubListing } from "../protocol/fetching";
import { noAnswer, refusedAnswer } from "./answers";
import type { DownloadTools } from "./download-file";

const hub = `https://${hubHost}`;
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

/** The page after this one, as the answer's Link header tells it; null: this was the last. */
function nextOf(response: Response): string | null {
  const next = /<([^>]+)>\s*;\s*rel="next"/.exec(response.headers.get("Link") ?? "")?.[1];
  return next?.startsWith(`${hub}/api/datasets/`) ? next : null;
}

/** One page of a list; null where there is none. */
async function ask(address: string, name: string, tools: Pick<DownloadTools, "fetch" | "isOnline">) {
  let response: Response;
  try {
    response = await tools.fetch(address, {
      mode: "cors",
      credentials: "omit",
      referrerPolicy: "no-referrer",
      cache: "no-store",
    });
  } catch (thrown) {
    throw thrown instanceof StudioError ? thrown : noAnswer(hubHost, tools.isOnline());
  }
  if (response.status === 404) return null;
  if (!response.ok) throw refusedAnswer(response.status, `a data set ${name}`, hubHost);
  const text = await response.text().catch(() => {
    throw noAnswer(hubHost, tools.isOnline());
  });
  const parsed = text.length <= mostBytes ? tree.safeParse(jsonIn(text)) : null;
  if (parsed?.success) return { entries: parsed.data, next: nextOf(response) };
  throw new StudioError(
    "bad-file",
    `${hubHost} answers with something else than a list of files.`,
    "Give the addresses of the Parquet files themselves.",
  );
}

/** All pages of a list, up to as many files as can be shown. */
async function askAll(name: string, revision: string, tools: Pick<DownloadTools, "fetch" | "isOnline">) {
  const all: z.infer<typeof tree> = [];
  for (let next: string | null = listOf(name, revision); next && all.length < mostFiles;) {
    const page = await ask(next, name, tools);
    if (!page || page.entries.length === 0) break;
    all.push(...page.entries);
    next = page.next;
  }
  return all;
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
    const entries = await askAll(name, revision, tools);
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
    `${hubHost} has no Parquet files of ${name} that everybody may have.`,
    "Check the name, or give the addresses of the files themselves.",
  );
}
