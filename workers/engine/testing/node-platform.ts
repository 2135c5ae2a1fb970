/** The back ends' surroundings for tests in Node. */
import type { Platform } from "../tensor/backend";

const folder = new URL("../../../node_modules/@tensorflow/tfjs-backend-wasm/dist/", import.meta.url);

export const nodePlatform: Platform = { wasm: decodeURIComponent(folder.pathname) };
