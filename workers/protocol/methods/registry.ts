/** All methods, in the order in which they are offered. */
import { cafe, dm } from "./distribution";
import { dc, dcc, dsa, idc } from "./gradient";
import type { Method } from "./method";
import type { MethodName } from "./names";
import { datm, ftd, mtt, pad, tesla } from "./trajectory";

const byName: Readonly<Record<MethodName, Method>> = {
  mtt,
  ftd,
  tesla,
  datm,
  pad,
  dc,
  dsa,
  dcc,
  idc,
  dm,
  cafe,
};

export const methods: readonly Method[] = Object.values(byName);

export function findMethod(name: MethodName): Method {
  return byName[name];
}
