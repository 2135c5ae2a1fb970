/** The methods that match training trajectories: MTT, and what FTD, TESLA, DATM and PAD change in it. */
import type { Method } from "./method";

const formula = "L = |θ_N − θ*|² / |θ_0 − θ*|²";
const termsTitle = "Mean squared error by layer, (θ_N − θ*)²";

export const mtt: Method = {
  name: "mtt",
  title: "MTT",
  objective: "trajectory",
  formula,
  termsTitle,
  about:
    "Experts train on the real data and leave their weights behind, epoch by epoch. A student starts from one of them, takes N steps on the synthetic images alone, and the images are changed so that it arrives where the expert was M epochs later. The gradient through the N steps is exact.",
  source: "Cazenavette et al., Dataset Distillation by Matching Training Trajectories, CVPR 2022",
  defaults: {},
};

export const ftd: Method = {
  name: "ftd",
  title: "FTD",
  objective: "trajectory",
  formula: `${formula};  experts: θ ← θ − η (g′ − α g⊥),  g′ = ∇ℓ(θ + ε)`,
  termsTitle,
  about:
    "MTT with experts that train towards flat minima: each step takes the gradient at the sharpest point nearby, and turns it away from where the loss would fall at the point itself alone. Students then stray less from the trajectory when they go on for longer than they were matched. The images are averaged over the iterations, and the average is kept. Experts cost twice as much, the matching the same as MTT's.",
  source:
    "Du et al., Minimizing the Accumulated Trajectory Error to Improve Dataset Distillation, CVPR 2023 (as its code has it)",
  defaults: { experts: { flatRadius: 0.01, flatSurgery: 0.4 }, matching: { averaging: 0.98 } },
};

export const tesla: Method = {
  name: "tesla",
  title: "TESLA",
  objective: "tesla",
  formula: "L = |θ_0 − β Σ_i g_i − θ*|² / |θ_0 − θ*|²,  each g_i = ∇ℓ(S; θ_i) with its θ_i held fixed",
  termsTitle,
  about:
    "MTT's loss with every weight vector of the student taken as a constant: each step's images are changed as if the later steps did not depend on them. So the steps can be gone through one by one, in the memory of a single one however many there are. It is not MTT's gradient: for one step the two are the same, and with every further step they point further apart (a cosine of 0.99 for 2 steps, 0.78 for 10 and 0.62 for 20 on a small network). The labels can be those that the target expert gives the images.",
  source: "Cui et al., Scaling Up Dataset Distillation to ImageNet-1K with Constant Memory, ICML 2023",
  defaults: {},
};

export const datm: Method = {
  name: "datm",
  title: "DATM",
  objective: "trajectory",
  formula: `${formula},  t ∈ [T⁻, U),  U from T to T⁺,  labels softmax(Y)`,
  termsTitle,
  about:
    "MTT on flat trajectories whose range of start epochs fits the number of images: early, easy epochs for a few images, later and harder ones for many, and growing while they are learned. Images start from real ones that an expert predicts correctly. Their class probabilities start from the experts' and are learned with them, and iterations whose loss is too large change nothing.",
  source:
    "Guo et al., Towards Lossless Dataset Distillation via Difficulty-Aligned Trajectory Matching, ICLR 2024",
  defaults: {
    experts: { flatRadius: 0.01, flatSurgery: 0.3 },
    matching: { firstStartEpochs: 3, expansionIterations: 100, initialImages: "predicted", largestLoss: 1.1 },
    labels: { learned: true, learningRate: 2 },
    evaluation: { batchSize: 128 },
  },
};

export const pad: Method = {
  name: "pad",
  title: "PAD",
  objective: "trajectory",
  formula: "L = |θ_N − θ*|² / |θ_0 − θ*|²  over the parameters from ⌊α L⌋ on, shallow to deep",
  termsTitle,
  about:
    "DATM with two filters. Experts see the real data in order of difficulty: easy images first, all of them later, and at the end without the easiest. And the matching loss leaves out the shallow layers, whose parameters carry low-level detail that a few images cannot hold; the student still trains them.",
  source: "Li et al., Prioritize Alignment in Dataset Distillation, 2024 (by depth, as the paper has it)",
  defaults: {
    ...datm.defaults,
    alignment: { byDifficulty: true, skipped: 0.25, skip: "shallow" },
  },
};
