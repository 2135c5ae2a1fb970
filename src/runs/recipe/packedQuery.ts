/**
 * The query part of an address made short: settings as text, deflated, in letters that an address carries as they are
 * (base 64 with - and _). Few settings stay readable; only where there are many is the packed form the shorter one.
 */
import { deflateSync, inflateSync, strFromU8, strToU8 } from "fflate";

/** A query of this length is still read by people. */
const readable = 160;
/** Characters that are unpacked at most: an address is short. */
const longest = 16_000;

function pack(query: string): string {
  const bytes = deflateSync(strToU8(query), { level: 9 });
  const text = btoa(String.fromCharCode(...bytes));
  return text.replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** A query "a=1&b=2", or "r=…" where that is shorter. */
export function packedQuery(query: string): string {
  if (query.length <= readable) return query;
  const packed = `r=${pack(query)}`;
  return packed.length < query.length ? packed : query;
}

/** The query that a value of "r" was made from; null if it is none. */
export function unpackedQuery(packed: string): string | null {
  if (packed.length > longest) return null;
  try {
    const letters = atob(packed.replaceAll("-", "+").replaceAll("_", "/"));
    return strFromU8(inflateSync(Uint8Array.from(letters, (letter) => letter.charCodeAt(0))));
  } catch {
    return null;
  }
}
