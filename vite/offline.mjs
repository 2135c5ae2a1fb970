/**
 * Makes the build work without a network: writes the service worker beside it, with the names of all files and a hash
 * of their contents, and the content security policy into the page. The build alone; while developing, neither exists.
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { headersOf, markupPolicy, pageHeaders } from "./page-headers.mjs";

const template = fileURLToPath(new URL("service-worker.js", import.meta.url));

const policy = "Content-Security-Policy";

/** What the template has in the place of the build. */
const blank = "/* the build */ null";

/** @param {string} folder @returns {string[]} the files in it, as paths within it */
function filesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"));
}

/** @returns {import("vite").Plugin} */
export function offline() {
  let publicDir = "";
  return {
    name: "studio-offline",
    apply: "build",
    enforce: "post",
    configResolved(config) {
      publicDir = config.publicDir;
    },
    transformIndexHtml: {
      order: "post",
      handler: () => [
        {
          tag: "meta",
          attrs: { "http-equiv": "Content-Security-Policy", content: markupPolicy },
          injectTo: "head-prepend",
        },
      ],
    },
    generateBundle(_, bundle) {
      /** @type {Map<string, string | Uint8Array>} */
      const contents = new Map();
      for (const [name, file] of Object.entries(bundle)) {
        if (!name.endsWith(".map")) contents.set(name, file.type === "chunk" ? file.code : file.source);
      }
      for (const name of filesIn(publicDir)) contents.set(name, readFileSync(join(publicDir, name)));
      const files = [...contents.keys()].toSorted();
      const hash = createHash("sha256");
      for (const name of files) hash.update(`${name}\0`).update(contents.get(name) ?? "");
      const headersByFile = Object.fromEntries(
        files
          .filter((name) => headersOf(name)[policy] !== pageHeaders[policy])
          .map((name) => [name, headersOf(name)]),
      );
      const version = hash.digest("hex").slice(0, 16);
      const build = { version, files, headers: pageHeaders, headersByFile };
      const source = readFileSync(template, "utf8").replace(blank, () => JSON.stringify(build));
      this.emitFile({ type: "asset", fileName: "service-worker.js", source });
    },
  };
}
