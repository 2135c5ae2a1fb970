/** The command's surroundings, and how it hears of Ctrl-C. */
import type { Engine } from "./engine";

export interface Io {
  stdout(text: string): void;
  stderr(text: string): void;
  /** Characters in a line of the terminal that standard error is, or null if it is none. */
  readonly columns: number | null;
  /** Relative paths start here. */
  readonly cwd: string;
  /** Milliseconds from any origin. */
  now(): number;
  /** Aborted by Ctrl-C. */
  readonly interrupted: AbortSignal;
  /** Called once what was given has been checked: the engine takes longer to load than to say no. */
  loadEngine(): Promise<Engine>;
}

export class Interrupted extends Error {}

/**
 * Lets signals and timers have their turn, which a chain of resolved promises never does.
 * @throws Interrupted
 */
export async function breathe({ interrupted }: Io): Promise<void> {
  await new Promise((next) => setImmediate(next));
  if (interrupted.aborted) throw new Interrupted();
}
