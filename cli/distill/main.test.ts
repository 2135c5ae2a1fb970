import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { StudioError } from "../../workers/protocol/errors";
import { recipeFields } from "../../workers/protocol/recipe/describe";
import { presets } from "../../workers/protocol/recipe/presets";
import { findPreset } from "../../workers/protocol/recipe/presets";
import { recipeSchema } from "../../workers/protocol/recipe/recipe";
import { fakeEngine, recordingIo } from "./fake-engine";
import { main } from "./main";

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "distill test "));
});
afterEach(() => rmSync(cwd, { recursive: true }));

const file = (name: string, text: string): string => {
  writeFileSync(join(cwd, name), text);
  return name;
};

async function run(argv: string[], fake = fakeEngine(), overrides = {}) {
  const recorded = recordingIo({ cwd, loadEngine: () => Promise.resolve(fake.engine), ...overrides });
  const status = await main(argv, recorded.io);
  return { status, out: recorded.out.join(""), err: recorded.err.join(""), calls: fake.calls };
}

const resultFiles = [
  "curves.csv",
  "distilled.npz",
  "load.py",
  "recipe.json",
  "result.json",
  "run.json",
  "stage-1.png",
  "stage-2.png",
  "union.png",
];

describe("a run", () => {
  it("writes its results, prints their folder on standard output and the accuracies on standard error", async () => {
    const { status, out, err, calls } = await run(["--seed", "7", "--set", "matching.iterations=2"]);
    expect(err).toContain("progressive                        1    41.2 ± 1.3 %");
    expect(err).toContain("WebGPU found no adapter.");
    expect(status).toBe(0);
    const folder = join(cwd, "runs", "demo-7");
    expect(out).toBe(`${folder}\n`);
    expect(readdirSync(folder).sort()).toEqual(resultFiles);
    expect(readdirSync(join(cwd, "runs"))).toEqual(["demo-7"]);
    expect(readFileSync(join(folder, "curves.csv"), "utf8")).toBe(
      "stage,iteration,loss,learning_rate,conv1.weight\n1,1,1,0.02,0.5\n1,2,0.5,0.02,0.5\n",
    );
    const recipe = recipeSchema.parse(JSON.parse(readFileSync(join(folder, "recipe.json"), "utf8")));
    expect([recipe.seed, recipe.matching.iterations]).toEqual([7, 2]);
    expect(recipe.network).toEqual(findPreset("demo")!.recipe.network);
    expect(calls).toEqual(["draw 16 7", "back end auto", "run on cpu", "dispose"]);
    // As any folder that one makes, not as a temporary one.
    mkdirSync(join(cwd, "plain"));
    expect(statSync(folder).mode).toBe(statSync(join(cwd, "plain")).mode);
  });

  it("says what it would take when asked to, with the setting that would fit, and computes nothing", async () => {
    // Nothing is written, so that it need not be possible.
    const nowhere = ["--out", "/proc/distill"];
    const { status, out, calls } = await run(["--forecast", "--set", "network.width=128", ...nowhere]);
    expect(status).toBe(0);
    expect(out).toBe(
      [
        "Stage 1  1 min 15 s",
        "About 1 min 16 s in all, with 42 MB of memory.",
        "From a warm-up of 1.5 s on cpu.",
        "The run needs about 9.0 GB of memory, and this machine has 4.0 GB. Width (network.width) 64 instead of 100 would fit.\n",
      ].join("\n"),
    );
    expect(calls).toEqual(["draw 16 1", "back end auto", "forecast on cpu"]);
    expect(existsSync(join(cwd, "runs"))).toBe(false);
  });

  it("counts on what is kept when asked what it would take", async () => {
    const { out, calls } = await run(["--forecast", "--buffers", "kept"]);
    expect(calls).toContain("forecast on cpu with kept");
    expect(out).toContain("Trajectories of experts taken from an earlier run: 3.\n");
  });

  it("runs an ablation: each variant's results, the table, the plot and all images side by side", async () => {
    const { status, out, err, calls } = await run(["--ablation", "components"]);
    expect(err).toContain("Variant 2 of 3: without transition");
    expect(status).toBe(0);
    const folder = join(cwd, "runs", "demo-components-1");
    expect(out).toBe(`${folder}\n`);
    expect(readdirSync(folder).sort()).toEqual([
      "full",
      "images.png",
      "no-conditioning",
      "no-transition",
      "plot.png",
      "table.csv",
      "table.md",
    ]);
    const table = readFileSync(join(folder, "table.csv"), "utf8").trim().split("\n");
    expect(table[0]).toMatch(/^variant,title,schedule/);
    expect(new Set(table.slice(1).map((line) => line.split(",")[0]))).toEqual(
      new Set(["full", "no-transition", "no-conditioning"]),
    );
    const recipe = recipeSchema.parse(
      JSON.parse(readFileSync(join(folder, "no-transition", "recipe.json"), "utf8")),
    );
    expect(recipe.stages).toMatchObject({ transition: false, conditioning: true });
    expect(calls.filter((call) => call === "dispose")).toHaveLength(3);
  });

  it("runs a sweep over two settings: each run's results, the table and a heat map", async () => {
    const { status, out, err, calls } = await run([
      "--sweep",
      "stages.count=2, 20",
      "--sweep",
      "data.trainPerClass=30, 50",
    ]);
    expect([status, out, err]).toEqual([2, "", expect.stringMatching(/from 1 to 10, not “20”/)]);
    expect(calls).toEqual([]);
    const sweep = await run(["--sweep", "stages.ipc=10, 15", "--sweep", "data.trainPerClass=30, 50"]);
    expect(sweep.status).toBe(0);
    const folder = join(cwd, "runs", "demo-sweep-1");
    expect(sweep.out).toBe(`${folder}\n`);
    expect(readdirSync(folder).sort()).toEqual([
      "heat.png",
      "images.png",
      "ipc-10-train-per-class-30",
      "ipc-10-train-per-class-50",
      "ipc-15-train-per-class-50",
      "table.csv",
      "table.md",
    ]);
    expect(sweep.err).toMatch(/Left out: IPC per stage 15, .*45 synthetic images per class are more than/);
    expect(sweep.calls.filter((call) => call.startsWith("draw"))).toHaveLength(4);
    const lines = readFileSync(join(folder, "table.csv"), "utf8").trim().split("\n");
    expect(lines[0]).toMatch(/^stages\.ipc,data\.trainPerClass,total_ipc,accuracy/);
    expect(lines.slice(1).map((line) => line.split(",").slice(0, 4).join())).toEqual([
      "10,30,2,0.412",
      "10,50,2,0.412",
      "15,30,,",
      "15,50,2,0.412",
    ]);
  });

  it("runs a sweep over one setting, and goes on where a run fails", async () => {
    let steps = 0;
    const fake = fakeEngine(() => {
      if (++steps === 3) throw new StudioError("diverged", "The loss diverged.", "");
    });
    const { status, err } = await run(["--sweep", "stages.count=1...3", "--out", "sweep"], fake);
    expect(status).toBe(1);
    expect(err).toContain("Stages 2 failed: The loss diverged.");
    expect(err.endsWith("1 of 3 variants failed.\n")).toBe(true);
    const folder = join(cwd, "sweep");
    expect(readdirSync(folder).sort()).toEqual([
      "count-1",
      "count-3",
      "images.png",
      "plot.png",
      "table.csv",
      "table.md",
    ]);
    expect(readFileSync(join(folder, "table.md"), "utf8")).toContain("[1] The loss diverged.");
  });

  it("takes a recipe file, and its own written recipe again", async () => {
    file("my recipe.json", `\uFEFF{"stages": {"count": 2}, "seed": 3}`);
    expect((await run(["--recipe", "my recipe.json"])).out).toBe(`${join(cwd, "runs", "my recipe-3")}\n`);
    const again = await run([
      "--recipe",
      "runs/my recipe-3/recipe.json",
      "--out",
      "again",
      "--backend",
      "wasm",
    ]);
    expect(again.status).toBe(0);
    expect(again.calls).toContain("back end wasm");
    expect(readFileSync(join(cwd, "again/recipe.json"))).toEqual(
      readFileSync(join(cwd, "runs/my recipe-3/recipe.json")),
    );
  });

  it("replaces the results of an earlier run and leaves other files alone", async () => {
    mkdirSync(join(cwd, "here"));
    for (const name of ["stage-9.png", "stage-1.png", "notes.txt"]) file(`here/${name}`, "old");
    expect((await run(["--out", "here"])).status).toBe(0);
    expect(readdirSync(join(cwd, "here")).sort()).toEqual([...resultFiles, "notes.txt"].sort());
    expect(readFileSync(join(cwd, "here/stage-1.png")).length).toBeGreaterThan(3);
  });

  it("reads the files of --data", async () => {
    mkdirSync(join(cwd, "digits"));
    for (const name of [
      "train-images-idx3-ubyte",
      "train-images-idx3-ubyte.gz",
      "t10k-labels-idx1-ubyte.gz",
      "readme",
    ]) {
      file(`digits/${name}`, "data");
    }
    const { calls } = await run(["--preset", "mnist", "--data", "digits"]);
    expect(calls[0]).toBe("read t10k-labels-idx1-ubyte.gz train-images-idx3-ubyte");
  });

  it("writes over one line on a terminal, and plain lines elsewhere", async () => {
    const terminal = await run([], fakeEngine(), { columns: 40 });
    expect(terminal.err).toContain("\r\x1b[2KStage 1  1/2 iterations  1 it/s  loss 1\r\x1b[2K");
    const log = await run([]);
    expect(log.err).not.toContain("\x1b");
    expect(log.err).toContain("Stage 1  1/2 iterations  1 it/s  loss 1  1 s left  (1 s in all)\n");
    expect(log.err).toContain("Stage 1: 2 iterations in 2 s\n");
  });
});

describe("help", () => {
  it("explains every field and preset, on standard output", async () => {
    const { status, out, err } = await run(["--help"]);
    expect([status, err]).toEqual([0, ""]);
    for (const { path, symbol } of recipeFields.values())
      expect(out).toContain(symbol ? `${path} (${symbol})` : path);
    for (const { name } of presets) expect(out).toContain(name);
    expect(Math.max(...out.split("\n").map((line) => line.length))).toBeLessThanOrEqual(110);
    expect((await run(["--list"])).out).toContain("pdd-mtt-cifar10-ipc50");
  });
});

describe("bad input", () => {
  const badInputs: [string, string[], RegExp][] = [
    ["unknown option", ["--presets", "demo"], /Unknown option '--presets'/],
    ["stray argument", ["demo"], /Unexpected argument 'demo'/],
    ["option without its value", ["--out"], /^--out needs a value; /],
    ["value with a dash", ["--seed", "-1"], /--seed needs a value; .* is given as --seed=-…/],
    ["value of a switch", ["--forecast=yes"], /'--forecast' does not take an argument/],
    ["fresh without a study", ["--fresh"], /--fresh is for --ablation and --sweep/],
    ["empty value", ["--out", ""], /--out needs a value/],
    ["unknown preset", ["--preset", "imagenet"], /no preset "imagenet".*demo, mnist/],
    ["unknown back end", ["--backend", "cuda"], /no back end "cuda".*webgpu/],
    ["preset beside recipe", ["--preset", "demo", "--recipe", "x.json"], /not both/],
    ["unknown ablation", ["--ablation", "colour"], /no ablation "colour"; there are pdd, components/],
    [
      "ablation that the recipe is no base for",
      ["--ablation", "components", "--set", "stages.count=1"],
      /at least two stages/,
    ],
    ["trajectories nowhere", ["--buffers", " "], /--buffers needs a value/],
    ["ablation beside sweep", ["--ablation", "split", "--sweep", "seed=1,2"], /not both/],
    ["forecast beside sweep", ["--forecast", "--sweep", "seed=1,2"], /for one run/],
    ["sweep without values", ["--sweep", "stages.count"], /--sweep takes field\.path=values/],
    ["sweep of one value", ["--sweep", "stages.count=2"], /two values or more/],
    [
      "sweep of three settings",
      ["seed", "stages.ipc", "stages.count"].flatMap((path) => ["--sweep", `${path}=1,2`]),
      /one setting or two/,
    ],
    ["setting without a value", ["--set", "matching.iterations"], /field\.path=value/],
    ["unknown setting", ["--set", "matching.steps=3"], /no setting "matching\.steps"/],
    ["setting without its section", ["--set", "WIDTH=3"], /perhaps network\.width/],
    ["value out of range", ["--set", "stages.count=0"], /whole number from 1 to 10/],
    ["value of the wrong kind", ["--set", "stages.conditioning=maybe"], /true or false/],
    ["bad seed", ["--seed", "1.5"], /seed cannot be "1\.5"/],
    [
      "settings that clash",
      ["--set", "data.size=20", "--set", "data.set=cifar10", "--data", "."],
      /CIFAR-10 images are 32/,
    ],
    ["missing recipe", ["--recipe", "none.json"], /none\.json cannot be read: there is no such file/],
    ["folder as recipe", ["--recipe", "."], /it is a folder/],
    ["malformed recipe", ["--recipe", "malformed.json"], /malformed\.json is not valid JSON/],
    ["recipe that is no object", ["--recipe", "list.json"], /must be a JSON object/],
    ["recipe with an unknown key", ["--recipe", "unknown.json"], /no setting "stages\.counts"/],
    ["recipe with a wrong value", ["--recipe", "wrong.json"], /matching\.iterations/],
    ["data for the built-in set", ["--data", "."], /needs no --data/],
    ["no data", ["--preset", "mnist"], /MNIST.*give --data/],
    ["missing data", ["--preset", "cifar10", "--data", "none"], /none cannot be read: there is no such file/],
    [
      "folder without data",
      ["--preset", "cifar10", "--data", "."],
      /holds no files of CIFAR-10; --data takes/,
    ],
    ["broken data", ["--preset", "mnist", "--data", "empty-idx3-ubyte"], /The file is empty/],
    [
      "data of another set",
      ["--preset", "cifar10", "--data", "malformed.json"],
      /is for CIFAR-10, but .* holds MNIST/,
    ],
    ["file as output folder", ["--out", "malformed.json"], /it is a file, not a folder/],
    ["file above the output folder", ["--out", "malformed.json/a/b"], /cannot be written/],
    ["link to nowhere as output folder", ["--out", "nowhere"], /behind a link that leads nowhere/],
    ["link to nowhere above it", ["--out", "nowhere/a/b"], /behind a link that leads nowhere/],
    ["output folder with too long a name", ["--out", "a".repeat(300)], /: the name is too long/],
    ["unwritable output folder", ["--out", "/proc/distill/a"], /cannot be written/],
    ["back end that cannot be had", ["--backend", "webgpu"], /There is no GPU/],
  ];

  it.each(badInputs)("%s: one sentence and exit status 2", async (_name, argv, sentence) => {
    file("malformed.json", `{"stages": `);
    file("list.json", `[1]`);
    file("unknown.json", `{"stages": {"counts": 2}}`);
    file("wrong.json", `{"matching": {"iterations": "many"}}`);
    file("empty-idx3-ubyte", "");
    symlinkSync(join(cwd, "none"), join(cwd, "nowhere"));
    const before = readdirSync(cwd);
    const { status, out, err } = await run(argv);
    expect(err).toMatch(sentence);
    expect(err).toMatch(/^[^\n]+[.)]\n$/);
    expect([status, out]).toEqual([2, ""]);
    expect(readdirSync(cwd)).toEqual(before);
  });

  it.skipIf(process.getuid?.() === 0)("says so when the folder is read-only", async () => {
    mkdirSync(join(cwd, "locked"));
    chmodSync(join(cwd, "locked"), 0o500);
    const { status, err } = await run(["--out", "locked/a"]);
    expect([status, err]).toEqual([2, expect.stringContaining("permission is denied")]);
  });
});

describe("a run that does not end well", () => {
  it.each([
    ["is stopped by the engine", new StudioError("diverged", "The loss diverged.", ""), "The loss diverged."],
    ["fails in its results", new StudioError("no-data", "There is nothing.", ""), "There is nothing."],
    ["has a defect", new Error("x is undefined"), "Something unexpected went wrong: x is undefined"],
  ])("writes nothing when it %s: exit status 1", async (_name, error, sentence) => {
    const fake = fakeEngine((step) => {
      if (step === 2) throw error;
    });
    const { status, out, err, calls } = await run([], fake);
    expect([status, out]).toEqual([1, ""]);
    expect(err.endsWith(`\n${sentence}\n`)).toBe(true);
    expect(readdirSync(cwd)).toEqual([]);
    expect(calls.at(-1)).toBe("dispose");
  });

  it("writes nothing when it is interrupted: exit status 130", async () => {
    const control = new AbortController();
    const fake = fakeEngine((step) => {
      if (step === 2) control.abort();
    });
    const { status, out, err, calls } = await run([], fake, { interrupted: control.signal });
    expect([status, out]).toEqual([130, ""]);
    expect(err).toMatch(/nothing was written\.\n$/);
    expect(existsSync(join(cwd, "runs"))).toBe(false);
    expect(calls.at(-1)).toBe("dispose");
  });

  it("leaves a folder as it was when the results cannot be moved into it", async () => {
    mkdirSync(join(cwd, "here"));
    const fake = fakeEngine((step) => {
      if (step === 2) mkdirSync(join(cwd, "here", "recipe.json", "in the way"), { recursive: true });
    });
    const { status, err } = await run(["--out", "here"], fake);
    expect(status).toBe(1);
    expect(err).toMatch(/The results could not be written to .*here: .+\.\n$/);
    expect(readdirSync(join(cwd, "here"))).toEqual(["recipe.json"]);
  });
});
