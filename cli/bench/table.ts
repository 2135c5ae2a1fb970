/** The report for people: one table a back end, then memory and the judged figures. */
import type {
  BenchReport as Report,
  CaseReport,
  MeasuredBackend,
  MemoryReport,
} from "../../workers/protocol/bench";
import type { Machine } from "./machine";

type BenchReport = Report<Machine>;

type Row = readonly string[];

/** Columns of equal width, the first to the left, the others to the right. */
function columns(rows: readonly Row[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const cell = (text: string, column: number): string =>
    column === 0 ? text.padEnd(widths[column]!) : text.padStart(widths[column]!);
  return rows.map((row) => `  ${row.map(cell).join("  ")}`.trimEnd()).join("\n");
}

/** Three digits: 0.123, 1.23, 12.3, 123. */
const digits = (value: number): string => value.toFixed(value < 1 ? 3 : value < 10 ? 2 : value < 100 ? 1 : 0);
const milliseconds = (seconds: number): string => digits(1000 * seconds);
const mebibytes = (bytes: number): string => digits(bytes / 2 ** 20);

function caseRow(one: CaseReport, rival: boolean, dispatches: boolean): Row {
  const { seconds, observed, issueSeconds } = one;
  return [
    `${one.kind} ${one.configuration}`,
    milliseconds(seconds.median),
    `${milliseconds(seconds.min)}–${milliseconds(seconds.max)}`,
    digits(one.gflopPerSecond),
    `${Math.round(100 * one.shareOfPeak)} %`,
    String(observed.dispatches ?? observed.kernels),
    ...(dispatches ? [issueSeconds ? milliseconds(issueSeconds.median) : ""] : []),
    ...(rival ? [one.rival ? milliseconds(one.rival.seconds.median) : ""] : []),
    ...(rival ? [one.rival ? digits(one.rival.ratio) : ""] : []),
  ];
}

function caseTable({ backend, cases }: MeasuredBackend, rival: string | null): string {
  const gpu = backend === "webgpu";
  const head = [
    "case",
    "ms",
    "min–max",
    "GFLOP/s",
    "of peak",
    gpu ? "dispatches" : "kernels",
    ...(gpu ? ["encoding ms"] : []),
    ...(rival ? [`${rival} ms`, "ratio"] : []),
  ];
  return columns([head, ...cases.map((one) => caseRow(one, rival !== null, gpu))]);
}

function memoryRow({ key, few, many, ratio }: MemoryReport): Row {
  return [
    key,
    mebibytes(few.peakBytes),
    mebibytes(many.peakBytes),
    digits(ratio),
    many.heapBytes === null ? "" : mebibytes(many.heapBytes),
  ];
}

function memoryTable(memory: readonly MemoryReport[]): string {
  const head = ["peak MiB of one iteration", "N 5", "N 50", "ratio", "heap"];
  return columns([head, ...memory.map(memoryRow)]);
}

function leftOutText(keys: readonly string[]): string {
  const some = keys.slice(0, 3).join(", ");
  const more = keys.length > 3 ? ` and ${keys.length - 3} more (--json names them)` : "";
  return `Left out, too long on this back end: ${some}${more}.`;
}

function backendText(one: MeasuredBackend, rival: BenchReport["rival"]): string {
  const threads = one.threads === null ? "" : `, ${one.threads} thread${one.threads === 1 ? "" : "s"}`;
  const each = one.threads === null ? "" : " a thread";
  const peak = `peak ${digits(one.peak.gflopPerSecond)} GFLOP/s${each} (product of ${one.peak.side}² matrices)`;
  const theirs =
    rival && one.rivalPeak ? `; ${rival.name}: ${digits(one.rivalPeak.gflopPerSecond)} GFLOP/s` : "";
  return [
    `${one.backend} (${one.adapter}${threads}): ${peak}${theirs}`,
    caseTable(one, rival && rival.name.split(" ")[0]!),
    ...(one.memory.length > 0 ? [memoryTable(one.memory)] : []),
    ...(one.leftOut.length > 0 ? [`  ${leftOutText(one.leftOut)}`] : []),
  ].join("\n\n");
}

function judged(report: BenchReport): string {
  const groups = [
    ["second-order step / plain step, forward pass kept", report.secondOrderOverPlain],
    ["second-order step / plain step, forward pass recomputed", report.secondOrderRecomputedOverPlain],
    [`MTT iteration, ours / ${report.rival?.name ?? "PyTorch"}`, report.mttOverTorch],
    ["the same of the fastest runs alone", report.mttOverTorchFastest],
    ["peak memory, N = 50 / N = 5", report.memoryN50OverN5],
    ["launches of a second-order step, forward pass kept", report.dispatchesPerSecondOrderStep],
    ["two experts, with one thread / with all", report.poolSpeedup],
  ] as const;
  return groups
    .filter(([, figures]) => Object.keys(figures).length > 0)
    .map(([title, figures]) => {
      const rows = Object.entries(figures).map(([key, value]) => [
        key,
        title.startsWith("launches") ? String(value) : digits(value),
      ]);
      return `${title}\n${columns(rows)}`;
    })
    .join("\n\n");
}

/** What a reader must know before trusting the figures. */
function remarks(report: BenchReport): string[] {
  const { loadBefore, cores } = report.machine;
  const differences = report.backends.flatMap(({ cases }) =>
    cases.flatMap(({ rival }) => rival?.difference ?? []),
  );
  return [
    ...(loadBefore > 0.3 * cores
      ? [`The machine was busy before (load ${digits(loadBefore)}): repeat this when it is quiet.`]
      : []),
    ...(report.disturbed.length > 0
      ? [
          `Times varied too much for ${report.disturbed.length} cases, so that their figures mean nothing (--json names them).`,
        ]
      : []),
    ...(differences.length > 0
      ? [`Results of the two differ by at most ${Math.max(...differences).toExponential(1)}, relatively.`]
      : []),
    ...(report.rivalReason ? [report.rivalReason] : []),
  ];
}

/** The whole report as text. */
export function tableText(report: BenchReport): string {
  const { cpu, cores, memoryGiB, system, node } = report.machine;
  const rival = report.rival;
  return [
    `${cpu}, ${cores} cores, ${memoryGiB} GiB, ${system}, Node ${node}${rival ? `; ${rival.name}, ${rival.threads} threads` : ""}`,
    ...report.backends.map((one) => backendText(one, rival)),
    judged(report),
    ...remarks(report),
    `Medians of interleaved runs, in ${Math.round(report.seconds)} seconds.`,
  ].join("\n\n");
}
