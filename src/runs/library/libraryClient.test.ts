import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { askToPersist } from "./libraryClient";

let asked: number;
let grants: boolean;

/** A new session in the same browser. */
function begin(): void {
  const kept = new Map<string, string>();
  vi.stubGlobal("sessionStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  });
}

beforeEach(() => {
  asked = 0;
  grants = false;
  let promised = false;
  const persist = async (): Promise<boolean> => {
    asked++;
    promised ||= grants;
    return promised;
  };
  vi.stubGlobal("navigator", { storage: { persisted: async () => promised, persist } });
  begin();
});
afterEach(() => vi.unstubAllGlobals());

describe("asking the browser to keep runs", () => {
  it("is done once a session, and again in the next one after a refusal", async () => {
    await askToPersist();
    await askToPersist();
    expect(asked).toBe(1);
    begin();
    await askToPersist();
    expect(asked).toBe(2);
  });

  it("is over once the browser has promised it", async () => {
    grants = true;
    await askToPersist();
    begin();
    await askToPersist();
    expect(asked).toBe(1);
  });

  it("is left out where there is no such storage", async () => {
    vi.stubGlobal("sessionStorage", undefined);
    await expect(askToPersist()).resolves.toBeUndefined();
    expect(asked).toBe(0);
  });
});
