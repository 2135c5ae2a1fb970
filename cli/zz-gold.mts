import { main } from "/work/main/cli/golden/main";
import { nodePlatform } from "/work/main/cli/node-platform";
import { activate } from "/work/main/workers/engine/tensor/backend";
process.exitCode = await main(process.argv.slice(2), { stdout: (t)=>process.stdout.write(t), stderr: t=>process.stderr.write(t), cwd: process.cwd(),
  useBackend: async (c) => { const b = c==="auto"?"wasm":c; const p = await nodePlatform(c); return {backend:b, ...(await activate(b, p))} as never; } });
