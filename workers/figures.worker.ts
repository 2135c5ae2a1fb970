/** The worker's entry that measures images beside the run, so that neither the page nor the run waits for it. */
import * as Comlink from "comlink";
import { stageFigures } from "./engine/data/stage-figures";
import { withPlainErrors } from "./plain-errors";
import type { FiguresApi } from "./protocol/stage-figures";

const api: FiguresApi = {
  async measure(blocks) {
    return blocks.map(stageFigures);
  },
};

Comlink.expose(withPlainErrors(api));
