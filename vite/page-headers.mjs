/**
 * The headers under which the studio is served: alone in its process, which gives its workers exact timers and shared
 * memory, and with a policy that lets nothing in but its own files. The page's own markup carries the policy too, and
 * the service worker puts all of them on what it keeps, for servers that set none.
 *
 * A worker stands under the policy that its own script comes with, not under the page's. One of them, which fetches
 * the data sets whose addresses a person gives, may therefore ask other hosts, and nothing else of the studio may.
 */

export const isolation = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "same-origin",
};

/** What may be loaded, by kind; all but the last can stand in the markup. */
const sources = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
];

/** For a `meta` element. */
export const markupPolicy = sources.join("; ");

/** For a server: what all files but one have. */
export const pageHeaders = {
  ...isolation,
  "Content-Security-Policy": `${markupPolicy}; frame-ancestors 'none'`,
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
};

/** The one that fetches data sets: it runs its own script, and asks other hosts, encrypted unless they are this machine. */
const fetcher = /(^|\/)assets\/fetch\.worker-[\w-]+\.js$/;
const fetcherPolicy =
  "default-src 'none'; script-src 'self'; " +
  "connect-src 'self' https: http://localhost:* http://127.0.0.1:*";

/** @param {string} file its path @returns {Record<string, string>} the headers that it is served with */
export function headersOf(file) {
  return fetcher.test(file)
    ? { ...pageHeaders, "Content-Security-Policy": fetcherPolicy }
    : { ...pageHeaders };
}
