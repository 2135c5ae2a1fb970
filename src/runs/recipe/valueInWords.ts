/** The value of a setting as the page shows it: "Random real images" for "real". */
import type { FieldDescription } from "../../../workers/protocol/recipe/describe";
import { listText, settingText } from "../../../workers/protocol/recipe/settings";

export function valueInWords({ kind, choices }: FieldDescription, value: unknown): string {
  if (typeof value === "boolean") return value ? "on" : "off";
  if (Array.isArray(value) && kind === "list") return listText(value) || "all";
  if (Array.isArray(value)) return value.map((item) => choices?.[String(item)] ?? item).join(", ") || "none";
  return choices?.[String(value)] ?? settingText(value);
}
