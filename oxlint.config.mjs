/**
 * Lint: the usual correctness rules, the type-aware ones, and the import rules that keep the folders apart.
 *
 * An override replaces a rule's whole setting, so that every folder's list below is complete in itself. The
 * patterns look at the text of the import: relative ones by how many folders they climb, packages by name.
 */
import { defineConfig } from "oxlint";

const tfjs = {
  // A worker's entry may take the address of a wasm binary: that is a file, not the library.
  group: ["@tensorflow/**", "!@tensorflow/tfjs-backend-wasm/dist/*.wasm?url"],
  message: "Only workers/engine/tensor touches @tensorflow/tfjs*: ask it for what is needed.",
};
const recharts = {
  group: ["recharts", "recharts/**"],
  message: "Only src/ui touches recharts: draw with the charts in src/ui.",
};
const comlink = {
  group: ["comlink", "comlink/**"],
  message: "Only src/runs and the workers' entries touch comlink.",
};
const react = {
  group: ["react", "react/**", "react-dom", "react-dom/**", "zustand", "zustand/**"],
  message: "What computes knows nothing of the page.",
};
const node = {
  regex: "^(node:|(fs|path|os|crypto|url|util|buffer|stream|worker_threads|child_process|zlib)(/|$))",
  message: "This runs in a browser too: what it needs from Node is handed to it.",
};
const workersButProtocol = {
  group: ["**/workers/**", "!**/workers/protocol/**"],
  message: "The page imports from workers only workers/protocol.",
};
/** Journeys bring files of their own: the ones that the readers' tests are made of. */
const workersButFixtures = {
  group: [...workersButProtocol.group, "!**/workers/engine/data/files/fixtures*"],
  message: "The journeys stand on the built page; of the workers they use the fixtures alone.",
};
const cliOrTests = {
  group: ["**/cli/**", "**/e2e/**"],
  message: "Neither the page nor the workers import from cli or e2e.",
};
const page = {
  group: ["**/src/**"],
  message: "Only the page itself imports from src.",
};

/** Forbids relative imports that climb `levels` folders or more, but to the folders named. */
const climbing = (levels, allowed, message) => {
  const up = "../".repeat(levels);
  return { group: [`${up}**`, ...allowed.map((folder) => `!${up}${folder}/**`)], message };
};

const forbid = (...patterns) => ["error", { patterns }];

const engineMessage = "The engine imports nothing outside itself and workers/protocol.";
const protocolMessage = "The protocol imports nothing outside itself.";
const uiMessage = "src/ui imports nothing of the studio outside itself: it knows neither runs nor workers.";
const alwaysOutOfEngine = [comlink, react, recharts];

/** The globals of a page and of a worker that the engine must not know, each with its reason. */
const engineGlobals = (
  "window document location localStorage sessionStorage indexedDB requestAnimationFrame " +
  "self postMessage onmessage importScripts Worker SharedWorker MessageChannel"
)
  .split(" ")
  .map((name) => ({
    name,
    message: "The engine knows no DOM, no worker API and no storage: hand in what it needs.",
  }));

const pageOnlyRuns = ["Worker", "SharedWorker"].map((name) => ({
  name,
  message: "Only src/runs starts workers.",
}));

/** The engine's own list at each depth: how far up is still inside depends on the depth. */
function engineDepth(folders, depth, extra) {
  return {
    files: [`workers/engine/${folders}*.ts`],
    rules: {
      "no-restricted-imports": forbid(
        climbing(depth, ["protocol"], engineMessage),
        ...alwaysOutOfEngine,
        ...extra,
      ),
    },
  };
}

export default defineConfig({
  plugins: ["typescript", "unicorn", "oxc", "import", "react", "jsx-a11y", "promise", "vitest"],
  categories: { correctness: "error" },
  options: { typeAware: true, reportUnusedDisableDirectives: "error" },
  // What lies in "assembly" is AssemblyScript, which looks like TypeScript and is not.
  ignorePatterns: [
    "workers/**/assembly",
    "*.generated.ts",
    "node_modules",
    "dist",
    "coverage",
    "test-results",
    "playwright-report",
    "public",
  ],
  rules: {
    eqeqeq: ["error", "always", { null: "ignore" }],
    "no-var": "error",
    "prefer-const": "error",
    "no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
    "no-warning-comments": ["error", { terms: ["todo", "fixme", "xxx"], location: "start" }],
    "max-lines": ["error", { max: 400 }],
    "import/no-cycle": "error",
    "import/no-self-import": "error",
    "oxc/no-barrel-file": ["error", { threshold: 0 }],
    "typescript/no-explicit-any": "error",
    "typescript/no-non-null-assertion": "off",
    "typescript/consistent-type-imports": "error",
    "typescript/no-floating-promises": "error",
    "typescript/no-misused-promises": ["error", { checksVoidReturn: { attributes: false } }],
    "typescript/await-thenable": "error",
    "typescript/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
    "typescript/only-throw-error": "error",
    "typescript/unbound-method": "off",
    "typescript/no-misused-spread": "off",
    "unicorn/no-new-array": "off",
    "typescript/restrict-template-expressions": "off",
    "typescript/require-array-sort-compare": "off",
    // Vitest's expect takes a message, and a test may assert through a function of its own.
    "vitest/valid-expect": ["error", { maxArgs: 2 }],
    "vitest/expect-expect": "off",
    "vitest/no-conditional-expect": "off",
    // Grids and timelines take keys as one widget, and ARIA has grown since these rules; axe looks at the page itself.
    "jsx-a11y/prefer-tag-over-role": "off",
    "jsx-a11y/role-supports-aria-props": "off",
    "jsx-a11y/role-has-required-aria-props": "off",
    "jsx-a11y/no-static-element-interactions": "off",
    "jsx-a11y/no-noninteractive-tabindex": "off",
    "jsx-a11y/no-noninteractive-element-interactions": "off",
    "react/rules-of-hooks": "off",
    "react/exhaustive-deps": "off",
  },
  overrides: [
    // The page.
    {
      files: ["src/**/*.{ts,tsx}"],
      rules: {
        "no-restricted-imports": forbid(workersButProtocol, comlink, tfjs, recharts, node, cliOrTests),
        "no-restricted-globals": ["error", ...pageOnlyRuns],
        "react/rules-of-hooks": "error",
        "react/exhaustive-deps": "error",
        "react/no-danger": "error",
      },
    },
    {
      files: ["src/runs/**/*.{ts,tsx}"],
      rules: {
        "no-restricted-imports": forbid(workersButProtocol, tfjs, recharts, node, cliOrTests),
        "no-restricted-globals": "off",
      },
    },
    {
      files: ["src/ui/*.{ts,tsx}"],
      rules: {
        "no-restricted-imports": forbid(climbing(1, [], uiMessage), comlink, tfjs, node),
      },
    },
    {
      files: ["src/ui/*/*.{ts,tsx}"],
      rules: {
        "no-restricted-imports": forbid(climbing(2, [], uiMessage), comlink, tfjs, node),
      },
    },
    {
      files: ["src/ui/*/*/**/*.{ts,tsx}"],
      rules: {
        "no-restricted-imports": forbid(climbing(3, [], uiMessage), comlink, tfjs, node),
      },
    },
    // What computes.
    {
      files: ["workers/**/*.ts"],
      rules: {
        "no-restricted-imports": forbid(page, cliOrTests, tfjs, react, recharts, node),
      },
    },
    {
      files: ["workers/protocol/*.ts"],
      rules: {
        "no-restricted-imports": forbid(
          climbing(1, [], protocolMessage),
          comlink,
          tfjs,
          react,
          recharts,
          node,
        ),
      },
    },
    {
      files: ["workers/protocol/*/**/*.ts"],
      rules: {
        "no-restricted-imports": forbid(
          climbing(2, [], protocolMessage),
          comlink,
          tfjs,
          react,
          recharts,
          node,
        ),
      },
    },
    { files: ["workers/engine/**/*.ts"], rules: { "no-restricted-globals": ["error", ...engineGlobals] } },
    engineDepth("", 1, [tfjs, node]),
    engineDepth("*/", 2, [tfjs, node]),
    engineDepth("*/*/**/", 3, [tfjs, node]),
    engineDepth("tensor/", 2, [node]),
    engineDepth("tensor/*/**/", 3, [node]),
    // Tests read files and start what they test, so that Node and the worker's globals are theirs.
    {
      files: ["workers/**/*.test.ts"],
      rules: {
        "no-restricted-imports": forbid(page, cliOrTests, tfjs, react, recharts),
        "no-restricted-globals": "off",
      },
    },
    {
      files: ["workers/engine/tensor/**/*.test.ts"],
      rules: { "no-restricted-imports": forbid(page, cliOrTests, react, recharts) },
    },
    {
      files: ["src/**/*.test.{ts,tsx}"],
      rules: {
        "no-restricted-imports": forbid(workersButProtocol, tfjs, cliOrTests),
        "no-restricted-globals": "off",
      },
    },
    // The command line stands on the engine; the journeys on the built page alone.
    {
      files: ["cli/**/*.ts"],
      rules: { "no-restricted-imports": forbid(page, tfjs, react, recharts, comlink) },
    },
    {
      files: ["e2e/**/*.ts"],
      rules: { "no-restricted-imports": forbid(page, workersButFixtures, tfjs, react, recharts, comlink) },
    },
    {
      files: ["*.config.{ts,mjs}", "e2e/playwright.config.ts"],
      rules: { "import/no-default-export": "off" },
    },
  ],
});
