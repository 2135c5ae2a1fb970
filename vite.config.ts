/** How the studio is served while it is developed, how it is built, and how the build is served. */
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { offline } from "./vite/offline.mjs";
import { isolation } from "./vite/page-headers.mjs";
import { served } from "./vite/served.mjs";

export default defineConfig({
  // Relative addresses: the build works from any folder of any server.
  base: "./",
  plugins: [react(), offline(), served()],
  // How long the bundler's plugins took is nobody's concern at the start of the studio.
  worker: { format: "es", rolldownOptions: { checks: { bundlerTimings: false } } },
  // What a worker imports is looked for at the server's start: found late, it would reload the page.
  optimizeDeps: { entries: ["index.html", "workers/*.worker.ts"] },
  server: { host: "127.0.0.1", headers: isolation },
  preview: { host: "127.0.0.1", port: 4173 },
  build: {
    target: "es2023",
    // A worker holds the whole of TensorFlow.js; the page's own script is kept small.
    chunkSizeWarningLimit: 1000,
    rolldownOptions: { checks: { bundlerTimings: false } },
  },
});
