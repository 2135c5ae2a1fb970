/** The figures by which the project is judged, each by configuration: "wasm/32x32/width128/batch10". */
import type { BackendReport, BenchSummary, ByConfiguration, CaseReport } from "../../protocol/bench";
import { shapeKey } from "./cases";

type Entry = readonly [key: string, value: number];

type Compared = CaseReport & { readonly rival: NonNullable<CaseReport["rival"]> };

const ofMedians = ({ rival }: Compared): number => rival.ratio;
const ofFastest = ({ seconds, rival }: Compared): number => seconds.min / rival.seconds.min;

function overRival(
  reports: readonly BackendReport[],
  kind: CaseReport["kind"],
  ratio: (one: Compared) => number = ofMedians,
): ByConfiguration {
  const entries = reports.flatMap(({ backend, cases }) =>
    cases.flatMap((one): Entry[] =>
      one.kind === kind && one.rival
        ? [[`${backend}/${one.configuration}`, ratio({ ...one, rival: one.rival })]]
        : [],
    ),
  );
  return Object.fromEntries(entries);
}

function overPlain(reports: readonly BackendReport[], kind: CaseReport["kind"]): ByConfiguration {
  const entries = reports.flatMap(({ backend, cases }) =>
    cases.flatMap((one): Entry[] => {
      const plain = cases.find((other) => other.kind === "plain" && shapeKey(other) === shapeKey(one));
      if (one.kind !== kind || !plain) return [];
      return [[`${backend}/${shapeKey(one)}`, one.seconds.median / plain.seconds.median]];
    }),
  );
  return Object.fromEntries(entries);
}

/** On a quiet machine the median lies within a few per cent of the fastest run. */
const quietSpread = 1.5;

function isDisturbed({ seconds, rival }: CaseReport): boolean {
  return [seconds, rival?.seconds].some((timing) => timing && timing.median > quietSpread * timing.min);
}

function launches({ backend, cases }: BackendReport): Entry[] {
  return cases.flatMap((one): Entry[] =>
    one.kind === "second-order"
      ? [[`${backend}/${one.configuration}`, one.observed.dispatches ?? one.observed.kernels]]
      : [],
  );
}

function memoryRatios(reports: readonly BackendReport[]): ByConfiguration {
  const entries = reports.flatMap(({ backend, memory }) =>
    memory.map((one): Entry => [`${backend}/${one.key}`, one.ratio]),
  );
  return Object.fromEntries(entries);
}

/** Draws the judged figures from the reports. */
export function summarise(reports: readonly BackendReport[]): BenchSummary {
  return {
    secondOrderOverPlain: overPlain(reports, "second-order"),
    secondOrderRecomputedOverPlain: overPlain(reports, "second-order-recomputed"),
    poolSpeedup: Object.fromEntries(
      reports.flatMap(({ backend, threadSpeedup }): Entry[] =>
        threadSpeedup ? [[`${backend}/${threadSpeedup.configuration}`, threadSpeedup.ratio]] : [],
      ),
    ),
    mttOverTorch: overRival(reports, "mtt"),
    mttOverTorchFastest: overRival(reports, "mtt", ofFastest),
    plainOverTorch: overRival(reports, "plain"),
    secondOrderOverTorch: overRival(reports, "second-order-recomputed"),
    memoryN50OverN5: memoryRatios(reports),
    dispatchesPerSecondOrderStep: Object.fromEntries(reports.flatMap(launches)),
    disturbed: reports.flatMap(({ backend, cases }) =>
      cases.filter(isDisturbed).map(({ key }) => `${backend}/${key}`),
    ),
  };
}
