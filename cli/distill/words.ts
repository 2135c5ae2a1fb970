/** Numbers as people read them. */
import type { Accuracy } from "../../workers/protocol/events";

/** 17.3 → "17 s", 200 → "3 min 20 s", 7500 → "2 h 5 min". */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${whole % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Three significant digits, without an exponent where that is short. */
export function threeDigits(value: number): string {
  return value !== 0 && (Math.abs(value) < 0.001 || Math.abs(value) >= 1e5)
    ? value.toExponential(2)
    : String(Number(value.toPrecision(3)));
}

/** "41.2 ± 1.3 %". */
export function percent({ mean, std }: Accuracy): string {
  return `${(100 * mean).toFixed(1)} ± ${(100 * std).toFixed(1)} %`;
}
