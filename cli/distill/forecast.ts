/** What `--forecast` prints: the time of each part, memory, and what does not fit. */
import { totalBytes, type Forecast } from "../../workers/protocol/forecast";
import { duration } from "./words";

const megabytes = (bytes: number): string => `${Math.max(1, Math.round(bytes / 1e6))} MB`;

/** Lines for standard output. */
export function forecastText({ parts, seconds, memory, misfits, reused, warmUp }: Forecast): string {
  const rows = parts.map((part) => [part.title, duration(part.seconds)] as const);
  const width = Math.max(...rows.map(([title]) => title.length));
  const size = warmUp.scaled ? ", at a smaller size than the recipe's" : "";
  return [
    ...rows.map(([title, time]) => `${title.padEnd(width)}  ${time}`),
    `About ${duration(seconds)} in all, with ${megabytes(totalBytes(memory))} of memory.`,
    ...(reused > 0 ? [`Trajectories of experts taken from an earlier run: ${reused}.`] : []),
    `From a warm-up of ${warmUp.seconds.toFixed(1)} s on ${warmUp.backend}${size}.`,
    ...misfits.map(({ message, remedy }) => (remedy ? `${message} ${remedy.sentence}` : message)),
  ].join("\n");
}
