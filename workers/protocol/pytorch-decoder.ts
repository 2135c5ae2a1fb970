/**
 * How images that hold several (IDC's multi-formation; Kim et al., ICML 2022) are decoded in PyTorch: what `load.py` does
 * and the snippet beside the export shows. Crops in the order of the engine's decoder, all of one cell before the next,
 * labels repeated crop by crop; what an image lacks right and below is raw 0.5.
 */
export const pytorchDecoder = `def decode(x, y, f):  # each image is a grid of f * f smaller ones, cut out and enlarged
    if f == 1: return x, y
    side, cell = x.shape[-1], -(-x.shape[-1] // f)
    grey = torch.from_numpy((0.5 - npz["mean"]) / npz["std"]).view(-1, 1, 1)
    whole = torch.nn.functional.pad(x - grey, (0, f * cell - side, 0, f * cell - side)) + grey
    crops = [whole[:, :, i * cell:][:, :, :cell, j * cell:][..., :cell] for i in range(f) for j in range(f)]
    x = torch.nn.functional.interpolate(torch.cat(crops), size=side, mode="bilinear", align_corners=False)
    return x, torch.cat([y] * f * f)`;
