import { beforeAll, describe, expect, it } from "vitest";
import { activate } from "../backend";
import { peek, tensor, tidy } from "../memory";
import { nodePlatform } from "../../testing/node-platform";
import { maxPooling } from "./max-pooling";

describe.each(["cpu", "wasm"] as const)("max pooling on %s", (backend) => {
  beforeAll(() => activate(backend, nodePlatform));

  it("gives a square's gradient to the first of equal maxima, and none to a row that is left out", () =>
    tidy(() => {
      const layer = maxPooling();
      const x = tensor([0, 0, 1, 2, 0, 0, 2, 2, 5, 5, 5, 5], [1, 3, 4, 1]);
      const { y, saved } = layer.forward(x, []);
      expect([...peek(y)]).toEqual([0, 2]);
      const { x: back } = layer.backward(tensor([3, 7], y.shape), [], saved, { x: true, p: true });
      expect([...peek(back!)]).toEqual([3, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 0]);
    }));
});
