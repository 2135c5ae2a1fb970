import { expect, it } from "vitest";
import { engineStore } from "./engineStore";
import { receiveEvents } from "./runStore";

it("an engine loses its device once, however often that is told, with a run and without", () => {
  const losses = () => engineStore.getState().losses;
  const error = { code: "device-lost", message: "The GPU was lost.", hint: "Start again." } as const;
  expect(losses()).toEqual({ count: 0, last: null });
  receiveEvents([
    { kind: "device-lost", message: "The GPU reported an error: out of memory" },
    { kind: "state", state: "failed", error },
  ]);
  expect(losses()).toEqual({ count: 1, last: "The GPU reported an error: out of memory" });
  expect(engineStore.getState().spent).toBe(true);
  // What a new engine begins with.
  engineStore.setState({ spent: false });
  receiveEvents([{ kind: "state", state: "failed", error: { ...error, code: "diverged" } }]);
  expect(losses().count).toBe(1);
  receiveEvents([{ kind: "state", state: "failed", error }]);
  expect(losses()).toEqual({ count: 2, last: "The GPU was lost." });
});
