/** Barriers that axe finds on the page as it is. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "@playwright/test";
import type axe from "axe-core";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** All violations of axe's rules, best practices too, each in a line. */
export async function barriers(page: Page): Promise<string[]> {
  // As text it comes in by the debugger: the page's own policy rightly lets no foreign script in.
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axeSource);
  const results = await page.evaluate(() => {
    const { axe: engine } = window as unknown as { axe: typeof axe };
    return engine.run(document, { resultTypes: ["violations"] });
  });
  return results.violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html} (${node.failureSummary})`),
  );
}
