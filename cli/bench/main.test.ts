/** `bench` from arguments to output; its figures are those of a benchmark that takes no time. */
import { describe, expect, test } from "vitest";
import { measureBackend } from "../../workers/engine/bench/measure";
import { chooseDevice } from "../../workers/engine/device";
import { tinyPlan } from "../../workers/engine/testing/bench-plan";
import { nodePlatform } from "../node-platform";
import { main, type Io } from "./main";
import { findTorch, Torch } from "./torch";

interface Outcome {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

async function run(argv: readonly string[], changes: Partial<Io> = {}): Promise<Outcome> {
  let out = "";
  let err = "";
  const status = await main(argv, {
    stdout: (text) => (out += text),
    stderr: (text) => (err += text),
    terminal: false,
    now: () => performance.now(),
    useBackend: async (choice) => chooseDevice(choice, await nodePlatform(choice)),
    openShards: () => Promise.reject(new Error("one thread was asked for")),
    startTorch: () => Promise.resolve("There is no PyTorch here."),
    plan: tinyPlan,
    ...changes,
  });
  return { status, out, err };
}

test("--json prints one object with the judged figures, and nothing else", async () => {
  const { status, out, err } = await run(["--json", "--backend", "wasm,cpu", "--torch"]);
  expect(status).toBe(0);
  expect(err).toBe("There is no PyTorch here.\n");
  const report = JSON.parse(out) as Record<string, unknown>;
  expect(report).toMatchObject({ poolSpeedup: {}, mttOverTorch: {}, rival: null, quick: false });
  const configurations = ["wasm/8x8/width4/batch4", "cpu/8x8/width4/batch4"];
  for (const key of ["secondOrderOverPlain", "memoryN50OverN5", "dispatchesPerSecondOrderStep"]) {
    expect(Object.keys(report[key] as object), key).toEqual(configurations);
  }
  expect(report["machine"]).toMatchObject({
    cores: expect.any(Number) as number,
    node: process.versions.node,
  });
  expect((report["backends"] as { cases: object[] }[])[0]!.cases).toHaveLength(7);
});

test("without --json a table names every case and its unit", async () => {
  const { status, out } = await run(["--backend=wasm"]);
  expect(status).toBe(0);
  expect(out).toMatch(/case\s+ms\s+min–max\s+GFLOP\/s\s+of peak\s+kernels/);
  expect(out).toMatch(/mtt 8x8\/width4\/batch4\/N2/);
  expect(out).toContain("second-order step / plain step");
});

describe("bad input ends with one sentence and status 2", () => {
  test.each([
    [["--backend", "metal"], /no back end "metal"/],
    [["--fast"], /--fast/],
    [["extra"], /extra/],
  ] as const)("%j", async (argv, sentence) => {
    const { status, out, err } = await run(argv);
    expect({ status, out }).toEqual({ status: 2, out: "" });
    expect(err).toMatch(sentence);
  });
});

test("a Python that is not there has no PyTorch", () => {
  expect(findTorch(["/nowhere/python3"])).toBeNull();
});

const python = findTorch();
test.skipIf(!python)("PyTorch computes the same numbers", async () => {
  const torch = await Torch.start(python!, 1);
  try {
    await chooseDevice("wasm", await nodePlatform("wasm"));
    const { cases } = await measureBackend("wasm", {
      plan: { ...tinyPlan, memory: [] },
      clock: () => performance.now(),
      rival: torch,
      threaded: null,
      progress: () => {},
    });
    const compared = cases.flatMap(({ kind, rival }) => (rival ? [{ kind, ...rival }] : []));
    expect(compared.map(({ kind }) => kind)).toEqual(["plain", "second-order-recomputed", "mtt"]);
    for (const one of compared) expect(one.difference, one.kind).toBeLessThan(1e-4);
  } finally {
    torch.end();
  }
});

test("a PyTorch that cannot start is an error, not a wait", async () => {
  await expect(Torch.start("/nowhere/python3", 1)).rejects.toThrow(/PyTorch ended/);
});
