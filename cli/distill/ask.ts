/** Asking an address as a page does it, but told in a command line's words why there is no answer. */
import { parseAddresses } from "../../workers/protocol/addresses";
import { StudioError } from "../../workers/protocol/errors";

/** Why there is no answer, by what Node calls it. */
const reasons: Readonly<Record<string, string>> = {
  ENOTFOUND: "there is no host of that name",
  EAI_AGAIN: "its name cannot be looked up, as without a network",
  ENETUNREACH: "there is no network",
  EHOSTUNREACH: "there is no way to it",
  ECONNREFUSED: "it does not take the connection",
  ECONNRESET: "it broke off the connection",
  ETIMEDOUT: "it does not answer",
  UND_ERR_CONNECT_TIMEOUT: "it does not answer",
  UND_ERR_HEADERS_TIMEOUT: "it does not answer",
};

/** What lies beneath "fetch failed": of several tries, the first. */
function reasonOf(thrown: unknown): string {
  const { cause } = thrown as Error;
  const beneath = (cause instanceof AggregateError ? cause.errors[0] : cause) as
    NodeJS.ErrnoException | undefined;
  return reasons[beneath?.code ?? ""] ?? beneath?.message ?? (thrown as Error).message;
}

/**
 * `fetch` for one address after the other: goes where the server refers to, but nowhere that is not encrypted.
 * @param signal ends what is under way.
 * @throws StudioError `no-data`; or the signal's reason once that is aborted.
 */
export function asker(signal: AbortSignal): (address: string, init: RequestInit) => Promise<Response> {
  const ask = async (address: string, init: RequestInit, hops: number): Promise<Response> => {
    const { host } = new URL(address);
    const response = await fetch(address, { ...init, signal, redirect: "manual" }).catch(
      (thrown: unknown) => {
        signal.throwIfAborted();
        const what = `${host} cannot be reached: ${reasonOf(thrown)}.`;
        throw new StudioError("no-data", what, "Check the address and the network.");
      },
    );
    const location =
      response.status >= 300 && response.status < 400 ? response.headers.get("Location") : null;
    if (location === null) return response;
    await response.body?.cancel();
    const next = new URL(location, address);
    const problem = next.protocol === "https:" ? null : parseAddresses(next.href).problem;
    if (hops > 0 && problem === null) return ask(next.href, init, hops - 1);
    const why = problem === null ? "too often" : `to ${next.host}, which is not asked without encryption`;
    throw new StudioError("no-data", `${host} refers on ${why}.`, "Give another address.");
  };
  return (address, init) => ask(address, init, 5);
}
