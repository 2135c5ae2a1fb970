/** The figures by which the project is judged, each by configuration: "wasm/32x32/width128/batch10". */
import { shapeKey } from "./cases";
import type { BackendReport, CaseReport } from "./measure";

export type ByConfiguration = Readonly<Record<string, number>>;

export interface Summary {
  /**
   * Two experts one after the other on one thread / the same two with all threads: how many times as fast. Empty with
   * one thread.
   */
  readonly poolSpeedup: ByConfiguration;
  /** Time of a second-order step of which the student's step has kept the forward pass / time of a plain step. */
  readonly secondOrderOverPlain: ByConfiguration;
  /** The same where it has not: the sweep computes it again for steps that its budget of memory has no room for. */
  readonly secondOrderRecomputedOverPlain: ByConfiguration;
  /** Our time / the rival's, for one iteration of trajectory matching; empty without a rival. */
  readonly mttOverTorch: ByConfiguration;
  /** The same of the fastest runs alone: a machine with other work to do disturbs this least. */
  readonly mttOverTorchFastest: ByConfiguration;
  readonly plainOverTorch: ByConfiguration;
  /** Of a second-order step with its forward pass, on both sides. */
  readonly secondOrderOverTorch: ByConfiguration;
  /** Most bytes alive in an iteration with N = 50 / with N = 5. */
  readonly memoryN50OverN5: ByConfiguration;
  /** Compute dispatches on webgpu, kernel calls elsewhere, of a step whose forward pass was kept. */
  readonly dispatchesPerSecondOrderStep: ByConfiguration;
  /** Cases whose times, ours or the rival's, varied so much that their figures mean nothing. */
  readonly disturbed: readonly string[];
}

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
export function summarise(reports: readonly BackendReport[]): Summary {
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
