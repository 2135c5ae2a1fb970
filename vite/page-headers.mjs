/**
 * The headers under which the studio is served: alone in its process, which gives its workers exact timers and shared
 * memory, and with a policy that lets nothing in but its own files. The page's own markup carries the policy too, and
 * the service worker puts all of them on what it keeps, for servers that set none.
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

/** For a server. */
export const pageHeaders = {
  ...isolation,
  "Content-Security-Policy": `${markupPolicy}; frame-ancestors 'none'`,
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
};
