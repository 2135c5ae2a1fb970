/** A forecast in one line, and as roughly as it deserves to be told. */
import { totalBytes, type Forecast } from "../../../workers/protocol/forecast";
import { bytes, duration } from "../../ui/format";

/** The step to which a number of seconds is rounded, two digits at the most. */
function stepOf(seconds: number): number {
  if (seconds < 20) return 1;
  if (seconds < 600) return 5;
  if (seconds < 7200) return 60;
  return 600;
}

const day = 86_400;

/** "8 s", "1 min 45 s", "2 h 10 min", "3 days". */
export function roughly(seconds: number): string {
  if (seconds >= 2 * day) return `${Math.round(seconds / day)} days`;
  const step = stepOf(seconds);
  return duration(Math.max(1, Math.round(seconds / step) * step));
}

/** "About 1 min 45 s", "120 MB of memory", "8 MB kept". */
export function forecastWords(forecast: Forecast): readonly string[] {
  return [
    `About ${roughly(forecast.seconds)}`,
    `${bytes(totalBytes(forecast.memory))} of memory`,
    `${bytes(totalBytes(forecast.storage))} kept`,
  ];
}
