/** Before the journeys: builds the studio if need be and serves it on a free port; ends the server after them. */
import { buildStudio } from "../cli/bootstrap/build.mjs";
import { serveBuild } from "../cli/bootstrap/serve.mjs";

export default async function serve(): Promise<() => Promise<void>> {
  await buildStudio({ ifNeeded: true });
  const server = await serveBuild({ port: 4273 });
  process.env["STUDIO_ADDRESS"] = server.address;
  return server.close;
}
