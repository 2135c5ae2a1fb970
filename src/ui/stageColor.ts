/** The colour of a stage, the same everywhere: from blue (early) over magenta to orange (late), rising in lightness. */

/** CSS colour of stage `stage` (1-based) of `stages`, for both themes. */
export function stageColor(stage: number, stages: number): string {
  const t = stages > 1 ? (stage - 1) / (stages - 1) : 0;
  const hue = (262 + t * 138) % 360;
  const onLight = `oklch(${(0.42 + 0.13 * t).toFixed(3)} 0.17 ${hue.toFixed(0)})`;
  const onDark = `oklch(${(0.68 + 0.14 * t).toFixed(3)} 0.14 ${hue.toFixed(0)})`;
  return `light-dark(${onLight}, ${onDark})`;
}
