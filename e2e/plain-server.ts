/** The built studio from a server that knows nothing of it, as on a host of plain files. */
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** Serves dist without any header but the type, and its service worker as that of the version asked for. */
export async function plainServer(version: () => string): Promise<{ address: string; close: () => void }> {
  const types: Readonly<Record<string, string>> = {
    html: "text/html",
    js: "text/javascript",
    css: "text/css",
    svg: "image/svg+xml",
    png: "image/png",
    wasm: "application/wasm",
    webmanifest: "application/manifest+json",
  };
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname.slice(1) || "index.html";
    const file = new URL(`../dist/${path}`, import.meta.url);
    if (path.includes("..") || !existsSync(file)) return void response.writeHead(404).end();
    response.setHeader("Content-Type", types[path.split(".").at(-1) ?? ""] ?? "application/octet-stream");
    const bytes = readFileSync(file);
    if (path !== "service-worker.js") return void response.end(bytes);
    response.end(bytes.toString().replace(/"version":"[0-9a-f]{16}"/, `"version":"${version()}"`));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}/`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
