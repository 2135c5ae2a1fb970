/** Addresses of data as a person types them: what they ask for, and of whom, told before anything is asked. */

/** One file to fetch. */
export interface FileAddress {
  readonly kind: "file";
  readonly address: string;
  readonly host: string;
  /** Name, with the folders that may tell its split, parted by "/". */
  readonly path: string;
}

/** The page of a data set on a hub, whose files the hub lists. */
export interface HubAddress {
  readonly kind: "hub";
  readonly host: string;
  /** "owner/name", or "name" alone. */
  readonly name: string;
}

export type DataAddress = FileAddress | HubAddress;

interface ParsedAddresses {
  readonly addresses: readonly DataAddress[];
  /** Who will be asked. */
  readonly hosts: readonly string[];
  /** What is wrong with the text; null if nothing is, or nothing was typed yet. */
  readonly problem: string | null;
}

const mostAddresses = 64;
/** Folders kept before a file's name: those in which hubs tell configuration and split. */
const foldersKept = 2;

/** The hub whose data sets can be asked for by their page. */
export const hubHost = "huggingface.co";

/** Of this machine itself: what it sends is read by nobody on the way, encrypted or not. */
const isLocal = (host: string): boolean => /^(localhost|127\.0\.0\.1)$/.test(host);

/** Text of an address without its escapes, where they are sound; never with control characters. */
function unescaped(part: string): string {
  let plain = part;
  try {
    plain = decodeURIComponent(part);
  } catch {
    // Shown as it is.
  }
  return plain.replace(/[\p{Cc}\p{Cs}/\\\u202a-\u202e\u2066-\u2069]+/gu, " ").trim();
}

/** The path under which the readers of data know a file: its name, and the folders right above it. */
function pathOf({ pathname, hostname }: URL): string {
  const parts = pathname
    .split("/")
    .map(unescaped)
    .filter((part) => part !== "" && part !== "." && part !== "..");
  return parts.slice(-1 - foldersKept).join("/") || hostname;
}

/** A hub shows a file at "blob/…" and hands it out at "resolve/…". */
function handedOut(url: URL): URL {
  if (url.hostname !== hubHost) return url;
  const direct = new URL(url);
  direct.pathname = url.pathname.replace(/^(\/datasets\/[^/]+(?:\/[^/]+)?)\/blob\//, "$1/resolve/");
  return direct;
}

/** "datasets/owner/name", with or without what follows of its page; null for a file of it, and for anything else. */
function hubName({ hostname, pathname }: URL): string | null {
  if (hostname !== hubHost || /\/(resolve|blob|raw)\//.test(pathname)) return null;
  const found = /^\/datasets\/([\w.-]+(?:\/[\w.-]+)?)(?:\/(?:tree|viewer)(?:\/.*)?)?\/?$/.exec(pathname);
  return found?.[1] ?? null;
}

function parseOne(text: string): DataAddress | string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url) return `"${text.slice(0, 60)}" is no address; one begins with https://.`;
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLocal(url.hostname))) {
    return `${text.slice(0, 60)} is not asked for: only addresses with https:// are.`;
  }
  if (url.username || url.password) return "An address with a name and a password in it is not asked for.";
  url.hash = "";
  const name = hubName(url);
  if (name) return { kind: "hub", host: url.host, name };
  if (url.pathname === "/") return `${url.host} is a site, not a file: give the address of a file.`;
  const direct = handedOut(url);
  return { kind: "file", address: direct.href, host: direct.host, path: pathOf(direct) };
}

/** Reads addresses, parted by blanks or lines. */
export function parseAddresses(text: string): ParsedAddresses {
  const parts = [...new Set(text.split(/\s+/).filter((part) => part !== ""))];
  const refused = (problem: string): ParsedAddresses => ({ addresses: [], hosts: [], problem });
  if (parts.length > mostAddresses) return refused(`Give up to ${mostAddresses} addresses at once.`);
  const addresses: DataAddress[] = [];
  for (const part of parts) {
    const parsed = parseOne(part);
    if (typeof parsed === "string") return refused(parsed);
    addresses.push(parsed);
  }
  if (addresses.length > 1 && addresses.some(({ kind }) => kind === "hub")) {
    return refused("Give the page of a data set alone, without other addresses.");
  }
  return { addresses, hosts: [...new Set(addresses.map(({ host }) => host))], problem: null };
}

/** A SHA-256 as 64 hexadecimal digits in small letters; null if the text is none. */
export function parseSha256(text: string): string | null {
  const plain = text
    .trim()
    .replace(/^sha256[:=]/i, "")
    .toLowerCase();
  return /^[0-9a-f]{64}$/.test(plain) ? plain : null;
}

/** What a data set is called whose first file is at an address: the hub's name for it, or the file's. */
export function addressTitle(first: DataAddress, files: number): string {
  if (first.kind === "hub") return first.name;
  const { hostname, pathname } = new URL(first.address);
  const onHub = /^\/datasets\/([\w.-]+(?:\/[\w.-]+)?)\/resolve\//.exec(pathname)?.[1];
  if (hostname === hubHost && onHub) return onHub;
  const name = first.path.split("/").pop() ?? first.path;
  return files > 1 ? `${name} and ${files - 1} more` : name;
}
