/**
 * Fair timing on a machine whose speed drifts: all lanes take turns, round after round, so that a slow minute hits each
 * of them, and neighbours (ours and PyTorch on the same case) see the same minute. Every other round goes backwards,
 * so that no lane always follows the same one.
 */
import type { Timing } from "../../protocol/bench";
import { timingOf } from "./statistics";

/** Seconds of one run: all of it, and until the calls returned with the device perhaps still at work. */
export interface Sample {
  readonly seconds: number;
  readonly issueSeconds: number | null;
}

/** Something that can be timed again and again. */
export interface Lane {
  readonly id: string;
  /** Runs it `runs` times and gives the average of one run. */
  sample(runs: number): Promise<Sample>;
}

export interface LaneTiming {
  readonly timing: Timing;
  readonly issue: Timing | null;
}

export interface Schedule {
  readonly rounds: number;
  readonly leastSamples: number;
  readonly secondsPerCase: number;
}

/** Samples shorter than this are averages of several runs: clocks in browsers tick in tenths of milliseconds. */
const shortestSample = 0.03;
const warmUpSeconds = 0.15;
const mostWarmUps = 8;

interface Turn {
  readonly lane: Lane;
  readonly runs: number;
  /** Rounds it takes part in. */
  readonly count: number;
  readonly samples: Sample[];
}

/** Runs a lane until it is compiled and warm, and decides how often it is sampled. */
async function warmUp(lane: Lane, { rounds, leastSamples, secondsPerCase }: Schedule): Promise<Turn> {
  let spent = 0;
  let last = 0;
  for (let i = 0; i < mostWarmUps && spent < warmUpSeconds; i++) {
    last = (await lane.sample(1)).seconds;
    spent += last;
  }
  const runs = Math.max(1, Math.min(200, Math.ceil(shortestSample / last)));
  const fitting = Math.floor(secondsPerCase / (last * runs));
  return { lane, runs, count: Math.min(rounds, Math.max(leastSamples, fitting)), samples: [] };
}

/** Whether a lane with `count` samples, spread evenly over all rounds, takes part in this one. */
function takesPart(count: number, round: number, rounds: number): boolean {
  return Math.floor(((round + 1) * count) / rounds) > Math.floor((round * count) / rounds);
}

/** How many steps `interleave` tells of, for so many lanes. */
export const stepsOf = (lanes: number, { rounds }: Schedule): number => lanes * (1 + rounds);

/**
 * Times all lanes. `progress` is told of every step, before it and never within: one to warm up each lane, one for its
 * turn in each round.
 * @returns timings by the lane's id.
 */
export async function interleave(
  lanes: readonly Lane[],
  schedule: Schedule,
  progress: (text: string) => void = () => {},
): Promise<Map<string, LaneTiming>> {
  const turns: Turn[] = [];
  for (const [i, lane] of lanes.entries()) {
    progress(`warming up ${i + 1} of ${lanes.length}, ${lane.id}`);
    turns.push(await warmUp(lane, schedule));
  }
  for (let round = 0; round < schedule.rounds; round++) {
    const order = round % 2 ? turns.toReversed() : turns;
    for (const [i, { lane, runs, count, samples }] of order.entries()) {
      progress(`round ${round + 1} of ${schedule.rounds}, ${i + 1} of ${lanes.length}`);
      if (takesPart(count, round, schedule.rounds)) samples.push(await lane.sample(runs));
    }
  }
  return new Map(
    turns.map(({ lane, runs, samples }) => {
      const issued = samples.flatMap(({ issueSeconds }) => (issueSeconds === null ? [] : [issueSeconds]));
      const timing = timingOf(
        samples.map(({ seconds }) => seconds),
        runs,
      );
      return [lane.id, { timing, issue: issued.length > 0 ? timingOf(issued, runs) : null }];
    }),
  );
}
