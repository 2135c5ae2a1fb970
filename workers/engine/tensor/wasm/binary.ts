/**
 * Whether tfjs's wasm binary can be had. tfjs itself waits for ever where it cannot be fetched or read, and the next
 * back end would never be tried.
 */
import { StudioError } from "../../../protocol/errors";

const hint =
  "Reload the page; if that does not help, the studio's files are not complete where it is served from.";

/** @throws StudioError `unsupported` if nothing, or no WebAssembly, lies at the address. */
export async function requireBinary(address: string): Promise<void> {
  const answer = await fetch(address).catch(() => null);
  if (!answer?.ok) {
    const reason = answer ? `the server answers ${answer.status}` : "the server does not answer";
    throw new StudioError("unsupported", `The wasm back end could not be loaded: ${reason}.`, hint);
  }
  if (!WebAssembly.validate(await answer.arrayBuffer())) {
    throw new StudioError("unsupported", "The wasm back end could not be loaded: its file is damaged.", hint);
  }
}
