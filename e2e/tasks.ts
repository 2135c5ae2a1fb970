/** What the tasks of the page's main thread cost the processor, from the browser's own trace. */
import type { Browser } from "@playwright/test";

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds of the processor. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/**
 * Milliseconds of the processor that each task of the busiest page took while `meanwhile` went on. Unlike the time on
 * the clock they do not grow where other programs want the cores.
 */
export async function processorTasks(
  browser: Browser,
  meanwhile: () => Promise<void>,
): Promise<readonly number[]> {
  const session = await browser.newBrowserCDPSession();
  const events: TraceEvent[] = [];
  session.on("Tracing.dataCollected", ({ value }) => events.push(...(value as unknown as TraceEvent[])));
  await session.send("Tracing.start", {
    transferMode: "ReportEvents",
    traceConfig: { includedCategories: ["toplevel"] },
  });
  await meanwhile();
  const complete = new Promise<void>((resolve) => session.once("Tracing.tracingComplete", () => resolve()));
  await session.send("Tracing.end");
  await complete;
  await session.detach();
  const thread = ({ pid, tid }: TraceEvent): string => `${pid} ${tid}`;
  const pages = new Set(
    events.filter(({ args }) => args?.name === "CrRendererMain").map((event) => thread(event)),
  );
  const tasks = new Map([...pages].map((page) => [page, [] as number[]]));
  for (const event of events) {
    if (event.ph === "X" && event.name.endsWith("RunTask"))
      tasks.get(thread(event))?.push((event.tdur ?? 0) / 1000);
  }
  const sum = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0);
  return [...tasks.values()].reduce((most, list) => (sum(list) > sum(most) ? list : most), []);
}
