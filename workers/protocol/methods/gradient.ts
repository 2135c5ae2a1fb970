/** The methods that match gradients: DC, DSA, DCC, and IDC with its multi-formation. */
import { augmentationGroups } from "../recipe/augmentation";
import type { Method } from "./method";

const termsTitle = "Gradient distance by layer";

export const dc: Method = {
  name: "dc",
  title: "DC",
  objective: "gradient",
  formula: "L = Σ_c D(∇_θ ℓ(S_c), ∇_θ ℓ(T_c)),  D = Σ_rows (1 − cos)",
  termsTitle,
  about:
    "The synthetic images of a class are changed until the gradient they give a network has the direction of the gradient that a batch of real images of the class gives. The network starts from random weights and is trained on the synthetic images between the updates.",
  source: "Zhao, Mopuri and Bilen, Dataset Condensation with Gradient Matching, ICLR 2021",
  defaults: {
    matching: { imageLearningRate: 0.1, initialImages: "noise", iterations: 200 },
    augmentation: { groups: [] },
  },
};

export const dsa: Method = {
  name: "dsa",
  title: "DSA",
  objective: "gradient",
  formula: "L = Σ_c D(∇_θ ℓ(A_ω(S_c)), ∇_θ ℓ(A_ω(T_c)))",
  termsTitle,
  about:
    "DC with one and the same random augmentation on the real and on the synthetic batch of a class, through which the gradient flows: the images learn to be useful under augmentation, and networks can be trained on them with it.",
  source: "Zhao and Bilen, Dataset Condensation with Differentiable Siamese Augmentation, ICML 2021",
  defaults: {
    matching: { imageLearningRate: 0.1, iterations: 200 },
    augmentation: { groups: [...augmentationGroups] },
  },
};

export const dcc: Method = {
  name: "dcc",
  title: "DCC",
  objective: "gradient",
  formula: "L = D(∇_θ ℓ(S), 1/C Σ_c ∇_θ ℓ(T_c))",
  termsTitle,
  about:
    "One gradient for all classes together instead of one for each: what separates the classes is in the sum, while the gradients of single classes are dominated by what all of them have in common.",
  source: "Lee et al., Dataset Condensation with Contrastive Signals, ICML 2022",
  defaults: {
    matching: { imageLearningRate: 0.1, iterations: 200 },
    bilevel: { collectiveAfter: 5 },
    augmentation: { groups: [...augmentationGroups] },
  },
};

export const idc: Method = {
  name: "idc",
  title: "IDC",
  objective: "formation",
  formula: "L = Σ_c |∇_θ ℓ(A(f(S_c))) − ∇_θ ℓ(A(T_c))|²  over the convolutions",
  termsTitle,
  about:
    "Each stored image holds f × f smaller ones: a fixed decoder cuts them out and enlarges them, which gives f² training images for the storage of one. Gradients are compared with their magnitude, on networks that are trained on real images, where gradients stay informative for longer.",
  source: "Kim et al., Dataset Condensation via Efficient Synthetic-Data Parameterization, ICML 2022",
  defaults: {
    matching: { imageLearningRate: 0.005, iterations: 200 },
    bilevel: { factor: 2 },
    augmentation: { cutmix: true },
    evaluation: { batchSize: 64, drops: "thirds" },
  },
};
