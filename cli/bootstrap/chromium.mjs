/** A Chromium for the tests: the one that is there, else the system's package, else the one Playwright downloads. */
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { bin, Failure, run, runNode, say } from "./child.mjs";
import { alone } from "./lock.mjs";

const isRoot = process.getuid?.() === 0;

/** Chromium's sandbox does not work for root, nor in some containers: `ensureChromium` finds that out. */
const sandbox = () => !isRoot && process.env["CHROMIUM_SANDBOX"] !== "off";

const quiet = [
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** WebGPU without a GPU: right but very slow, for tests on tiny shapes. */
const softwareWebGpu = ["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"];

/** Names under which a system knows it, and places where it lies outside the path of commands. */
const names = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome"];
const places = [
  "/usr/bin/chromium",
  "/opt/google/chrome/chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  "C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe",
];

/** @returns {string[]} what Playwright has downloaded, the newest first */
function downloaded() {
  const caches = [
    process.env["PLAYWRIGHT_BROWSERS_PATH"],
    join(homedir(), ".cache/ms-playwright"),
    join(homedir(), "Library/Caches/ms-playwright"),
    process.env["LOCALAPPDATA"] && join(process.env["LOCALAPPDATA"], "ms-playwright"),
  ];
  const inside = [
    "chrome-linux/chrome",
    "chrome-linux64/chrome",
    "chrome-win/chrome.exe",
    "chrome-win64/chrome.exe",
  ];
  for (const arch of ["", "-arm64", "-x64"]) {
    inside.push(`chrome-mac${arch}/Chromium.app/Contents/MacOS/Chromium`);
    inside.push(`chrome-mac${arch}/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing`);
  }
  return caches.flatMap((cache) => {
    if (!cache || !existsSync(cache)) return [];
    const revisions = readdirSync(cache).filter((name) => /^chromium-\d+$/.test(name));
    revisions.sort((a, b) => Number(b.slice(9)) - Number(a.slice(9)));
    return revisions.flatMap((name) => inside.map((program) => join(cache, name, program)));
  });
}

/** @returns {string[]} programs that exist, in the order in which they are tried */
function candidates() {
  const asked = process.env["CHROMIUM_PATH"];
  if (asked) return [asked];
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const onPath = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...new Set([...onPath, ...places, ...downloaded()])].filter((program) => existsSync(program));
}

/** @param {string} program @param {boolean} sandboxed @returns {boolean} true if it shows a page */
function starts(program, sandboxed) {
  const args = ["--headless=new", "--disable-gpu", ...quiet, ...(sandboxed ? [] : ["--no-sandbox"])];
  const page = "data:text/html,<p>it-starts</p>";
  const result = spawnSync(program, [...args, "--dump-dom", page], { timeout: 60_000, encoding: "utf8" });
  return result.status === 0 && result.stdout.includes("it-starts");
}

/** @returns {boolean} true if one starts; it then stands in CHROMIUM_PATH for all that is run from here */
function choose() {
  for (const program of candidates()) {
    for (const sandboxed of sandbox() ? [true, false] : [false]) {
      if (!starts(program, sandboxed)) continue;
      process.env["CHROMIUM_PATH"] = program;
      if (!sandboxed && !isRoot) process.env["CHROMIUM_SANDBOX"] = "off";
      return true;
    }
  }
  return false;
}

/**
 * Makes sure that there is a Chromium that starts, and names it in CHROMIUM_PATH.
 *
 * @throws {Failure} if there is none and none can be installed
 */
export async function ensureChromium() {
  const asked = process.env["CHROMIUM_PATH"];
  if (choose()) return;
  if (asked) throw new Failure(`CHROMIUM_PATH names ${asked}, which does not start: name another, or none.`);
  await alone("chromium", "Waiting for another process that installs Chromium …", async () => {
    if (choose()) return;
    if (isRoot && (await aptInstall()) && choose()) return;
    say("Downloading Chromium (playwright install chromium) …");
    await runNode([bin("playwright-core"), "install", "chromium"], { quiet: true });
    if (choose()) return;
    throw new Failure(
      "The browser tests need Chromium or Chrome, and none could be found or installed: install one (for instance " +
        "apt-get install chromium), or name one in the variable CHROMIUM_PATH.",
    );
  });
}

/** @returns {Promise<boolean>} true if Debian's package was installed */
async function aptInstall() {
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  if (!process.env["PATH"]?.split(delimiter).some((folder) => existsSync(join(folder, "apt-get"))))
    return false;
  say("Installing Chromium (apt-get install chromium) …");
  await run("apt-get", ["update", "-qq"], { quiet: true, env });
  return (
    (await run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"], {
      quiet: true,
      env,
    })) === 0
  );
}

/** How Playwright starts it, with software WebGPU; without a path it would look for its own download. */
export function launchOptions() {
  return {
    executablePath: candidates()[0],
    chromiumSandbox: sandbox(),
    args: [...softwareWebGpu, ...quiet],
  };
}
