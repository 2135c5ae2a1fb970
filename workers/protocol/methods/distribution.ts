/** The methods that match features: DM and CAFE. */
import type { Method } from "./method";

export const dm: Method = {
  name: "dm",
  title: "DM",
  objective: "distribution",
  formula: "L = Σ_c |mean ψ_θ(A_ω(T_c)) − mean ψ_θ(A_ω(S_c))|²",
  termsTitle: "Feature distance by layer",
  about:
    "A random network maps real and synthetic images of a class to features, and the synthetic images are changed until the means agree. No network is trained and no gradient is differentiated: the quickest method, and the one that scales to many images per class.",
  source: "Zhao and Bilen, Dataset Condensation with Distribution Matching, WACV 2023",
  defaults: { matching: { imageLearningRate: 1, iterations: 1000 } },
};

export const cafe: Method = {
  name: "cafe",
  title: "CAFE",
  objective: "alignment",
  formula: "L = Σ_l w_l Σ_c |mean f_l(S_c) − mean f_l(T_c)|² + λ Σ_x CE(⟨f(x), centre⟩)",
  termsTitle: "Feature distance by layer",
  about:
    "Means of the features are aligned in every layer, not only the last, and the synthetic class centres must classify the real images. Between two updates the network is trained on the synthetic images until its accuracy on real images has moved by 3 points; once that stands still from update to update, a new network is taken.",
  source: "Wang et al., CAFE: Learning to Condense Dataset by Aligning Features, CVPR 2022",
  defaults: { matching: { imageLearningRate: 0.1, initialImages: "noise", iterations: 300 } },
};
