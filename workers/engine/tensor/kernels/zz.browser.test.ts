import { beforeAll, it } from "vitest";
import { activate } from "../backend";
import { settle, tensor } from "../memory";
import { convolve, convolveFilterAdjoint, convolveInputAdjoint } from "./convolution";
beforeAll(() => activate("webgpu", { wasm: "" }));
it("time", async () => {
  const x = tensor(new Float32Array(2*8*8*32), [2,8,8,32]); const w = tensor(new Float32Array(9*32*32), [3,3,32,32]);
  for (const [name, f] of [["fwd", () => convolve([[x,w]])],["fwd2", () => convolve([[x,w],[x,w]])],["in", () => convolveInputAdjoint([[x,w]])],["filt", () => convolveFilterAdjoint([[x,x]],3)],["filt2", () => convolveFilterAdjoint([[x,x],[x,x]],3)]] as const) {
    for (let i = 0; i < 3; i++) { const t = performance.now(); f(); await settle(); console.log(name, i, Math.round(performance.now() - t)); }
  }
});
