/** What the GPU's adapter allows the engine. */
import type { JSX } from "react";
import type { GpuAbilities } from "../../../workers/protocol/device";
import { bytes, count } from "../../ui/format";

/** WebGPU's names in words, each with how its values are written. */
const known: readonly (readonly [name: string, title: string, text: (value: number) => string])[] = [
  ["maxBufferSize", "Largest buffer", bytes],
  ["maxStorageBufferBindingSize", "Largest buffer of a kernel", bytes],
  ["maxComputeWorkgroupStorageSize", "Memory of a workgroup", bytes],
  ["maxComputeInvocationsPerWorkgroup", "Threads of a workgroup", count],
  ["maxComputeWorkgroupSizeX", "Threads of a workgroup, in a row", count],
  ["maxComputeWorkgroupsPerDimension", "Workgroups, in a row", count],
];

export function GpuLimits({ limits, features }: GpuAbilities): JSX.Element {
  return (
    <details>
      <summary>Limits and features of the GPU</summary>
      <dl className="device-facts">
        {known.map(([name, title, text]) => {
          const value = limits[name];
          return (
            value !== undefined && (
              <div key={name} className="device-fact">
                <dt>{title}</dt>
                <dd>
                  {text(value)} <code className="small muted">{name}</code>
                </dd>
              </div>
            )
          );
        })}
        <div className="device-fact">
          <dt>Features</dt>
          <dd>{features.length ? features.join(", ") : "none beyond the standard"}</dd>
        </div>
      </dl>
    </details>
  );
}
