/** `npm run kernels`: compiles the AssemblyScript kernels and writes them, as text, to where the engine reads them. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = "workers/engine/tensor/wasm";

/** The kernels compiled from their source, in base 64. */
export async function compileKernels(): Promise<string> {
  const out = await mkdtemp(join(tmpdir(), "kernels-"));
  try {
    const file = join(out, "kernels.wasm");
    const flags = [
      "-O3",
      "--noAssert",
      "--runtime",
      "stub",
      "--importMemory",
      "--noExportMemory",
      "--enable",
      "simd",
    ];
    const { error } = await asc.main([join(root, folder, "assembly/index.ts"), ...flags, "--outFile", file]);
    if (error) throw error;
    return (await readFile(file)).toString("base64");
  } finally {
    await rm(out, { recursive: true });
  }
}

/** The generated module. */
export async function generatedModule(): Promise<string> {
  return `/** Made by \`npm run kernels\` from assembly/; not edited by hand. */\nexport const kernelsBase64 =\n  "${await compileKernels()}";\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await writeFile(join(root, folder, "kernels.generated.ts"), await generatedModule());
}
