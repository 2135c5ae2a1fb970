/**
 * Keeps one whole build of the studio, so that it opens without a network after the first visit. A new build is kept
 * beside the old one and takes over when no page of the old one is open, or when the person asks for it. Nothing but
 * the studio's own files is ever asked for here.
 */

/**
 * `headersByFile`: those of files with headers of their own.
 *
 * @type {{ version: string, files: string[], headers: Record<string, string>, headersByFile: Record<string, Record<string, string>> }}
 */
const build = /* the build */ null;

const prefix = "studio-build-";
const cacheName = `${prefix}${build.version}`;
const page = "index.html";

/** @param {string} file @returns {string} its whole address */
const addressOf = (file) => new URL(file, self.registration.scope).href;

/** Names that hold a hash of their contents: what another build has kept of them is the same. @param {string} file */
const isHashed = (file) => file.startsWith("assets/");

/** @param {string} file @returns {Promise<Response>} */
async function fetched(file) {
  const address = addressOf(file);
  const known = isHashed(file) ? await caches.match(address) : undefined;
  const response = known ?? (await fetch(address, { cache: "no-cache" }));
  if (!response.ok) throw new Error(`${file} cannot be kept: the server answers ${response.status}`);
  // The page stays alone in its process even where the server sets no headers.
  const headers = new Headers(build.headersByFile[file] ?? build.headers);
  const type = response.headers.get("Content-Type");
  if (type) headers.set("Content-Type", type);
  return new Response(await response.blob(), { headers });
}

async function keep() {
  const cache = await caches.open(cacheName);
  await Promise.all(build.files.map(async (file) => cache.put(addressOf(file), await fetched(file))));
}

/** Keeps the build before this one: another tab may still show it, and ask for more of it. */
async function forgetOlder() {
  const names = await caches.keys();
  const others = names.filter((name) => name.startsWith(prefix) && name !== cacheName);
  await Promise.all(others.slice(0, -1).map((name) => caches.delete(name)));
}

/** @param {Request} request @returns {string | null} the kept file that answers it */
function keptFor(request) {
  if (request.method !== "GET") return null;
  const { origin, pathname, href } = new URL(request.url);
  const scope = new URL(self.registration.scope);
  if (origin !== scope.origin || !pathname.startsWith(scope.pathname)) return null;
  if (request.mode === "navigate") {
    const isPage = pathname === scope.pathname || pathname === `${scope.pathname}${page}`;
    return isPage ? page : null;
  }
  const file = href.slice(scope.href.length).replace(/[?#].*$/, "");
  return build.files.includes(file) || isHashed(file) ? file : null;
}

/** @param {Request} request @param {string} file */
async function answer(request, file) {
  const address = addressOf(file);
  const cache = await caches.open(cacheName);
  return (await cache.match(address)) ?? (await caches.match(address)) ?? fetch(request);
}

self.addEventListener("install", (event) => event.waitUntil(keep()));
self.addEventListener("activate", (event) => event.waitUntil(forgetOlder()));
self.addEventListener("message", (event) => {
  if (event.data === "take over") void self.skipWaiting();
});
self.addEventListener("fetch", (event) => {
  const file = keptFor(event.request);
  if (file !== null) event.respondWith(answer(event.request, file));
});
