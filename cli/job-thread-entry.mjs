// What a thread of Node starts with: teaches it TypeScript, which `--import` does not do in threads, then serves.
import { tsImport } from "tsx/esm/api";

await tsImport("./job-thread.ts", import.meta.url);
