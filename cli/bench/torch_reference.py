"""The benchmark's cases in PyTorch, written from the mathematics, as a child process of `npm run bench -- --torch`.

One request a line on standard input, one answer a line on standard output, both JSON. Arrays come as base64 of
little-endian float32, weights and images already in PyTorch's order. A step of plain SGD, the second-order product
d/d(X, theta) <dL/dtheta, lambda>, and one iteration of matching training trajectories (Cazenavette et al., 2022): the
student's N steps stay in the graph, L = |theta_N - theta*|^2 / |theta_0 - theta*|^2, and one backward pass gives
dL/dX and dL/dbeta.
"""
import base64
import json
import sys
import time
from array import array

import torch
import torch.nn.functional as F


def floats(text):
    values = array("f")
    values.frombytes(base64.b64decode(text))
    return torch.tensor(values, dtype=torch.float32)


def logits(x, theta):
    """Blocks of conv 3x3, instance norm, ReLU, 2x2 average pooling; then a linear classifier."""
    *blocks, weight, bias = theta
    for i in range(0, len(blocks), 4):
        w, b, gamma, beta = blocks[i : i + 4]
        x = F.conv2d(x, w, b, padding=1)
        x = F.avg_pool2d(F.relu(F.group_norm(x, x.shape[1], gamma, beta)), 2)
    return F.linear(x.flatten(1), weight, bias)


def dot(a, b):
    return sum((x * y).sum() for x, y in zip(a, b))


class Case:
    def __init__(self, given):
        def weights(text):
            flat = floats(text)
            parts = flat.split([torch.Size(shape).numel() for shape in given["shapes"]])
            return [part.reshape(shape).clone() for part, shape in zip(parts, given["shapes"])]

        self.step = {"plain": self.plain, "second-order-recomputed": self.second_order, "mtt": self.matching}[given["kind"]]
        self.start = weights(given["start"])
        self.target = weights(given["target"])
        self.lam = weights(given["lambda"])
        self.images = floats(given["images"]).reshape(given["imageShape"])
        self.labels = torch.tensor(given["labels"])
        self.steps = given["studentSteps"]
        self.rate = given["learningRate"]

    def plain(self):
        theta = [w.detach().requires_grad_() for w in self.start]
        loss = F.cross_entropy(logits(self.images, theta), self.labels)
        g = torch.autograd.grad(loss, theta)
        with torch.no_grad():
            [w - self.rate * d for w, d in zip(theta, g)]
        return lambda: [loss.item(), dot(g, g).item(), 0.0]

    def second_order(self):
        theta = [w.detach().requires_grad_() for w in self.start]
        x = self.images.detach().requires_grad_()
        loss = F.cross_entropy(logits(x, theta), self.labels)
        g = torch.autograd.grad(loss, theta, create_graph=True)
        value = dot(g, self.lam)
        by_x, *by_theta = torch.autograd.grad(value, [x, *theta], allow_unused=True)
        by_theta = [torch.zeros_like(w) if d is None else d for w, d in zip(theta, by_theta)]
        with torch.no_grad():
            [w - self.rate * d for w, d in zip(self.lam, by_theta)]
        return lambda: [value.item(), dot([by_x], [by_x]).item(), dot(by_theta, by_theta).item()]

    def matching(self):
        x = self.images.detach().requires_grad_()
        beta = torch.tensor(self.rate, requires_grad=True)
        theta = [w.detach().requires_grad_() for w in self.start]
        for _ in range(self.steps):
            loss = F.cross_entropy(logits(x, theta), self.labels)
            g = torch.autograd.grad(loss, theta, create_graph=True)
            theta = [w - beta * d for w, d in zip(theta, g)]
        end = sum(((w - t) ** 2).sum() for w, t in zip(theta, self.target))
        begin = sum(((w - t) ** 2).sum() for w, t in zip(self.start, self.target))
        loss = end / begin
        by_x, by_beta = torch.autograd.grad(loss, [x, beta])
        read = [loss.item(), by_beta.item()]
        return lambda: [*read, dot([by_x], [by_x]).item()]


def seconds(body, runs):
    start = time.perf_counter()
    for _ in range(runs):
        body()
    return (time.perf_counter() - start) / runs


def main():
    cases = {}
    matrices = {}
    for line in sys.stdin:
        request = json.loads(line)
        if request["do"] == "begin":
            torch.set_num_threads(request["threads"])
            answer = {"version": torch.__version__, "threads": torch.get_num_threads()}
        elif request["do"] == "prepare":
            case = cases[request["key"]] = Case(request)
            answer = {"digest": case.step()()}
        elif request["do"] == "run":
            answer = {"seconds": seconds(cases[request["key"]].step, request["runs"])}
        else:
            n = request["n"]
            a, b = matrices.setdefault(n, (torch.rand(n, n), torch.rand(n, n)))
            answer = {"seconds": seconds(lambda: a @ b, request["runs"])}
        print(json.dumps(answer), flush=True)


main()
