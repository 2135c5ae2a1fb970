/** The command's answers and exit statuses, on the kept golden files and on folders that are wrong. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";
import { activate } from "../../workers/engine/tensor/backend";
import { nodePlatform } from "../node-platform";
import { main } from "./main";

const fixtures = fileURLToPath(new URL("../../workers/engine/golden/fixtures/", import.meta.url));
let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "golden-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function golden(...argv: string[]) {
  const said = { out: "", error: "" };
  const status = await main(argv, {
    stdout: (text) => (said.out += text),
    stderr: (text) => (said.error += text),
    cwd: folder,
    chooseDevice: async (choice) => {
      const { adapter } = await activate("cpu", await nodePlatform(choice));
      return {
        backend: "cpu",
        adapter,
        threads: 1,
        passedOver: [],
        selfTest: { error: 0, tolerance: 1e-4 },
        gpu: null,
      };
    },
  });
  return { status, ...said };
}

it("passes the golden files that are kept with the engine", async () => {
  const { status, out } = await golden(fixtures, "--backend", "cpu");
  expect(out).toMatch(/passed +mtt\.json: gradient by images +error \d\.\de-\d+ /);
  expect(out).toMatch(/\n\d+ passed, 0 failed\n$/);
  expect(status).toBe(0);
});

it("fails where a number differs, and skips what it does not know", async () => {
  const scores = JSON.parse(readFileSync(join(fixtures, "scores.json"), "utf8")) as Record<string, unknown>;
  const changed = { ...scores, forgetting_events: [2, 0, 3, 2, 2, 1] };
  writeFileSync(join(folder, "scores.json"), JSON.stringify(changed));
  writeFileSync(join(folder, "other.json"), "not read");
  const { status, out } = await golden(".");
  expect(out).toMatch(/FAILED +scores\.json: forgetting events/);
  expect(out).toMatch(/skipped +other\.json: no check for this file/);
  expect(out).toMatch(/\n1 passed, 1 failed\n$/);
  expect(status).toBe(1);
});

it.each([
  ["no folder", [], /One folder/],
  ["a folder that is not there", ["nowhere"], /nowhere cannot be read: there is no such file/],
  ["a folder without golden files", ["."], /holds none of the golden files/],
  ["an unknown back end", [".", "--backend", "gpu"], /no back end "gpu"/],
  ["an unknown option", [".", "--fast"], /--fast/],
])("says in one sentence what is wrong: %s", async (_name, argv, sentence) => {
  const { status, error } = await golden(...argv);
  expect(error).toMatch(sentence);
  expect(error.trimEnd()).not.toContain("\n");
  expect(status).toBe(2);
});

it("says in one sentence which file is malformed", async () => {
  cpSync(fixtures, folder, { recursive: true });
  writeFileSync(join(folder, "dsa.json"), "{");
  expect(await golden(".")).toMatchObject({
    status: 2,
    error: expect.stringMatching(/dsa\.json is not JSON\.\n$/),
  });
  writeFileSync(join(folder, "dsa.json"), "{}");
  expect(await golden(".")).toMatchObject({
    status: 2,
    error: expect.stringMatching(/^dsa\.json .*images.*\n$/),
  });
});
