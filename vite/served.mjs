/** Puts the studio's headers on each file of the build that is served here, by what the file is. */
import { headersOf } from "./page-headers.mjs";

/** @returns {import("vite").Plugin} */
export function served() {
  return {
    name: "studio-served",
    configurePreviewServer(server) {
      server.middlewares.use((request, response, next) => {
        const { pathname } = new URL(request.url ?? "/", "http://localhost");
        for (const [name, value] of Object.entries(headersOf(pathname))) response.setHeader(name, value);
        next();
      });
    },
  };
}
