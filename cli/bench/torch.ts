/** PyTorch as the rival of the benchmark: a child process that answers one request a line. */
import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from "node:child_process";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { caseKey, channels } from "../../workers/engine/bench/cases";
import { learningRate, netOptionsOf, type Problem } from "../../workers/engine/bench/problem";
import { convNet } from "../../workers/engine/nets/convnet";
import type { Rival } from "../../workers/engine/bench/rival";
import { featureChannels, parameterSizes } from "../../workers/engine/nets/weights";
import { imagesToTorch, toTorch } from "../../workers/engine/nets/torch-layout";
import type { Network } from "../../workers/engine/nets/network";
import type { Case } from "../../workers/protocol/bench";

const script = fileURLToPath(new URL("torch_reference.py", import.meta.url));
const pythons = ["/usr/bin/python3", "python3"];

/** A Python that has PyTorch, or null. */
export function findTorch(candidates: readonly string[] = pythons): string | null {
  const hasTorch = (python: string): boolean => spawnSync(python, ["-c", "import torch"]).status === 0;
  return candidates.find(hasTorch) ?? null;
}

const base64 = (values: Float32Array): string =>
  Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString("base64");

/** Weights of all layers in PyTorch's order. */
function torchWeights(network: Network, flat: Float32Array): string {
  const features = featureChannels(network);
  const sizes = parameterSizes(network);
  const out = new Float32Array(flat.length);
  let at = 0;
  network.parameters.forEach((spec, i) => {
    out.set(toTorch(flat.subarray(at, at + sizes[i]!), spec, features), at);
    at += sizes[i]!;
  });
  return base64(out);
}

/** Shape of a weight in PyTorch. */
function torchShape({ layout, shape }: Network["parameters"][number]): readonly number[] {
  if (layout === "convolution") return [shape[3]!, shape[2]!, shape[0]!, shape[1]!];
  return layout === "dense" ? [shape[1]!, shape[0]!] : shape;
}

/** OpenMP's threads spin for some milliseconds after their work and would take the cores from whoever comes next. */
const restMilliseconds = 30;

interface Pending {
  resolve(line: string): void;
  reject(reason: Error): void;
}

/** A running PyTorch; end it with {@link Torch.end}. */
export class Torch implements Rival {
  private pending: Pending | null = null;
  private complaint = "";
  private version = "";
  threads = 0;

  private constructor(private readonly child: ChildProcessWithoutNullStreams) {
    createInterface(child.stdout).on("line", (line) => {
      this.pending?.resolve(line);
      this.pending = null;
    });
    child.stderr.on("data", (chunk: Buffer) => (this.complaint = String(chunk).trim()));
    const fail = (): void => {
      const last = this.complaint.split("\n").at(-1);
      this.pending?.reject(new Error(`PyTorch ended before it was done${last ? `: ${last}` : "."}`));
      this.pending = null;
    };
    child.on("error", fail);
    child.on("close", fail);
    child.stdin.on("error", fail);
  }

  /** Starts `python` with `threads` threads. */
  static async start(python: string, threads: number): Promise<Torch> {
    const environment = { ...process.env, OMP_NUM_THREADS: String(threads) };
    const torch = new Torch(spawn(python, [script], { env: environment }));
    const answer = await torch.ask<{ version: string; threads: number }>({ do: "begin", threads });
    torch.version = answer.version;
    torch.threads = answer.threads;
    return torch;
  }

  get name(): string {
    return `PyTorch ${this.version}`;
  }

  /** One question at a time. */
  private async ask<T>(request: object): Promise<T> {
    const line = await new Promise<string>((resolve, reject) => {
      if (this.child.exitCode !== null || this.child.signalCode) {
        reject(new Error("PyTorch has ended."));
        return;
      }
      this.pending = { resolve, reject };
      this.child.stdin.write(`${JSON.stringify(request)}\n`);
    });
    return JSON.parse(line) as T;
  }

  async prepare(one: Case, problem: Problem): Promise<readonly number[]> {
    const network = convNet(netOptionsOf(one));
    const answer = await this.ask<{ digest: number[] }>({
      do: "prepare",
      key: caseKey(one),
      kind: one.kind,
      studentSteps: one.studentSteps,
      learningRate,
      shapes: network.parameters.map(torchShape),
      start: torchWeights(network, problem.start),
      target: torchWeights(network, problem.target),
      lambda: torchWeights(network, problem.lambda),
      imageShape: [one.batch, channels, one.size, one.size],
      images: base64(imagesToTorch(problem.images, one.size, channels)),
      labels: [...problem.labels],
    });
    await setTimeout(restMilliseconds);
    return answer.digest;
  }

  private async timed(request: object): Promise<number> {
    const { seconds } = await this.ask<{ seconds: number }>(request);
    await setTimeout(restMilliseconds);
    return seconds;
  }

  run(one: Case, runs: number): Promise<number> {
    return this.timed({ do: "run", key: caseKey(one), runs });
  }

  multiply(n: number, runs: number): Promise<number> {
    return this.timed({ do: "multiply", n, runs });
  }

  /** Ends the child process. */
  end(): void {
    this.child.stdin.end();
    this.child.kill();
  }
}
