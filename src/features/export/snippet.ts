/** How the exported arrays are trained on in PyTorch: shown beside the export, to be copied. */
import { pytorchDecoder } from "../../../workers/protocol/pytorch-decoder";

export const pytorchSnippet = `import numpy as np, torch
from torch.utils.data import ConcatDataset, DataLoader, TensorDataset

npz = np.load("distilled.npz")
x = torch.from_numpy(npz["images"])      # float32 [n, channels, h, w], normalised or whitened
y = torch.from_numpy(npz["soft_labels"] if "soft_labels" in npz else npz["labels"])
stage = torch.from_numpy(npz["stage"])   # int64 [n], 1-based
lrs = npz["learning_rates"]              # float32 [P], learned, one a stage
factors = npz["factors"].tolist() if "factors" in npz else [1] * len(lrs)
if "note" in npz: print(npz["note"])     # what whitened images mean; npz["pixels"]: as pixels
else: mean, std = npz["mean"], npz["std"]  # pixel / 255 = value * std + mean

${pytorchDecoder}

sets = [TensorDataset(*decode(x[stage == s], y[stage == s], f)) for s, f in enumerate(factors, start=1)]
for p in range(1, len(lrs) + 1):         # progressive: train on U_1, U_2, ...
    loader = DataLoader(ConcatDataset(sets[:p]), batch_size=256, shuffle=True)
    # train(network, loader, lr=float(lrs[p - 1])), cross entropy takes both kinds of labels
`;
