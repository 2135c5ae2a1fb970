/** How the exported arrays are trained on in PyTorch: shown beside the export, to be copied. */

export const pytorchSnippet = `import numpy as np, torch
from torch.utils.data import DataLoader, TensorDataset

z = np.load("distilled.npz")
images = torch.from_numpy(z["images"])   # float32 [n, 3, h, w], normalised or whitened
labels = torch.from_numpy(z["labels"])   # int64 [n]
stage = torch.from_numpy(z["stage"])     # int64 [n], 1-based
lrs = z["learning_rates"]                # float32 [P], learned, one a stage
if "note" in z: print(z["note"])         # what whitened images mean; z["pixels"]: as pixels
else: mean, std = z["mean"], z["std"]    # pixel / 255 = value * std + mean

for p in range(1, len(lrs) + 1):         # progressive: train on U_1, U_2, ...
    union = TensorDataset(images[stage <= p], labels[stage <= p])
    loader = DataLoader(union, batch_size=256, shuffle=True)
    # train(network, loader, lr=float(lrs[p - 1]))
`;
