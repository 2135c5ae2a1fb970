/**
 * `load.py`, which goes with every exported set: reads the NPZ, decodes images that hold several, and trains a small
 * network on it as progressive distillation means it, on the union of the stages so far, each with its learned learning
 * rate.
 */
import { pytorchDecoder } from "../../protocol/pytorch-decoder";

export const loaderScript = `# Progressive training on the distilled set beside this file: python load.py
import pathlib, numpy as np, torch
from torch.utils.data import ConcatDataset, DataLoader, TensorDataset
npz = np.load(pathlib.Path(__file__).with_name("distilled.npz"))  # images: normalised, or whitened (see its note)
target = "soft_labels" if "soft_labels" in npz else "labels"  # class probabilities, where these were learned
x, y, stage = (torch.from_numpy(npz[name]) for name in ("images", target, "stage"))
rates = npz["learning_rates"].tolist()
factors = npz["factors"].tolist() if "factors" in npz else [1] * len(rates)  # of IDC's multi-formation
${pytorchDecoder}
sets = [TensorDataset(*decode(x[stage == s], y[stage == s], f)) for s, f in enumerate(factors, start=1)]
net = torch.nn.Sequential(torch.nn.Conv2d(x.shape[1], 64, 3, padding=1), torch.nn.InstanceNorm2d(64, affine=True),
    torch.nn.ReLU(), torch.nn.AdaptiveAvgPool2d(4), torch.nn.Flatten(), torch.nn.Linear(1024, len(npz["class_names"])))
for s, rate in enumerate(rates, start=1):
    optimizer = torch.optim.SGD(net.parameters(), lr=rate, momentum=0.9, weight_decay=5e-4)
    union = ConcatDataset(sets[:s])
    batches = DataLoader(union, batch_size=256, shuffle=True)
    for images, labels in (batch for epoch in range(300) for batch in batches):
        loss = torch.nn.functional.cross_entropy(net(images), labels)
        optimizer.zero_grad(), loss.backward(), optimizer.step()
    print(f"stages 1 to {s}: {len(union)} images, loss {loss.item():.4f}")
`;
