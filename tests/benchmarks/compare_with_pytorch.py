#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Time of a training step here and in PyTorch, taken in turns in one run.

    compare_with_pytorch.py BUILD/tests/benchmarks/bench_train_step [--model rknet ...]

The networks are the same: the stem, the block and the head of nn/models, classical RK4 with
h = 0.5 on [0, 2]. ODE-Net in PyTorch is the continuous adjoint that restarts from the stored
states; ours is asked for the same ("adjoint-stored"). Prints medians and the ratio
ours / PyTorch with the load of the machine, since other programs disturb both.
"""
import argparse
import os
import statistics
import subprocess
import time

import torch
from torch import nn

STEP, STEPS = 0.5, 4


class Field(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm1 = nn.GroupNorm(32, 64)
        self.conv1 = nn.Conv2d(64, 64, 3)
        self.norm2 = nn.GroupNorm(32, 64)
        self.conv2 = nn.Conv2d(64, 64, 1, padding=1)

    def forward(self, x):
        x = self.conv1(torch.relu(self.norm1(x)))
        return self.conv2(torch.relu(self.norm2(x)))


class Residual(nn.Module):
    def __init__(self):
        super().__init__()
        self.branch = Field()

    def forward(self, x):
        return x + self.branch(x)


def rk4(f, z, h):
    k1 = f(z)
    k2 = f(z + h / 2 * k1)
    k3 = f(z + h / 2 * k2)
    k4 = f(z + h * k3)
    return z + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)


class RungeKutta(nn.Module):
    def __init__(self):
        super().__init__()
        self.func = Field()

    def forward(self, z):
        for _ in range(STEPS):
            z = rk4(self.func, z, STEP)
        return z


class Adjoint(torch.autograd.Function):
    @staticmethod
    def forward(ctx, z, func, *parameters):
        ctx.func, ctx.states = func, []
        for _ in range(STEPS):
            ctx.states.append(z)
            z = rk4(func, z, STEP)
        ctx.states.append(z)
        return z

    @staticmethod
    def backward(ctx, a):
        parameters = tuple(ctx.func.parameters())

        def augmented(state):
            with torch.enable_grad():
                z = state[0].detach().requires_grad_(True)
                f = ctx.func(z)
                products = torch.autograd.grad(f, (z,) + parameters, -state[1])
            return [f.detach(), *products]

        def moved(state, h, k):
            return [s + h * d for s, d in zip(state, k)]

        total = [torch.zeros_like(p) for p in parameters]
        for end in range(STEPS, 0, -1):
            y = [ctx.states[end], a, *total]
            k1 = augmented(y)
            k2 = augmented(moved(y, -STEP / 2, k1))
            k3 = augmented(moved(y, -STEP / 2, k2))
            k4 = augmented(moved(y, -STEP, k3))
            mean = [p + 2 * q + 2 * r + s for p, q, r, s in zip(k1, k2, k3, k4)]
            _, a, *total = moved(y, -STEP / 6, mean)
        return (a, None, *total)


class AdjointBlock(nn.Module):
    def __init__(self):
        super().__init__()
        self.func = Field()

    def forward(self, z):
        return Adjoint.apply(z, self.func, *self.func.parameters())


class Perceptron(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1, self.bn, self.fc2 = nn.Linear(784, 64), nn.BatchNorm1d(1), nn.Linear(64, 10)

    def forward(self, x):
        x = self.bn(self.fc1(x.flatten(1)).unsqueeze(1)).squeeze(1)
        return self.fc2(torch.relu(x))


def network(model):
    if model == "mlp":
        return Perceptron()
    body = {
        "resnet": lambda: nn.Sequential(*[Residual() for _ in range(6)]),
        "rknet": RungeKutta,
        "odenet": AdjointBlock,
    }[model]()
    return nn.Sequential(
        nn.Conv2d(1, 64, 3), nn.GroupNorm(32, 64), nn.ReLU(),
        nn.Conv2d(64, 64, 4, stride=2), nn.GroupNorm(32, 64), nn.ReLU(),
        nn.Conv2d(64, 64, 4, stride=2),
        body,
        nn.GroupNorm(32, 64), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))


class Theirs:
    def __init__(self, model, batch):
        torch.manual_seed(1)
        self.network = network(model)
        self.adam = torch.optim.Adam(self.network.parameters())
        self.loss = nn.CrossEntropyLoss()
        self.images = torch.rand(batch, 1, 28, 28)
        self.labels = torch.randint(0, 10, (batch,))

    def run(self, count):
        times = []
        for _ in range(count):
            start = time.perf_counter()
            self.adam.zero_grad()
            self.loss(self.network(self.images), self.labels).backward()
            self.adam.step()
            times.append(1e3 * (time.perf_counter() - start))
        return times


class Ours:
    def __init__(self, binary, model, batch, threads):
        command = [binary, "--serve", "--model", model, "--batch", str(batch),
                   "--threads", str(threads)]
        if model == "odenet":
            command += ["--gradient", "adjoint-stored"]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        text=True)

    def run(self, count):
        self.process.stdin.write(f"{count}\n")
        self.process.stdin.flush()
        return [float(word) for word in self.process.stdout.readline().split()]

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def compare(binary, model, batch, threads, rounds, block):
    theirs, ours = Theirs(model, batch), Ours(binary, model, batch, threads)
    theirs.run(3)
    ours.run(3)
    times = {"theirs": [], "ours": []}
    load = os.getloadavg()[0]
    for _ in range(rounds):
        times["theirs"] += theirs.run(block)
        # Idle threads of PyTorch spin for a moment; they must not take our cores.
        time.sleep(0.2)
        times["ours"] += ours.run(block)
        time.sleep(0.05)
    ours.close()
    median = {who: statistics.median(t) for who, t in times.items()}
    least = {who: min(t) for who, t in times.items()}
    print(f"{model:8} {batch:5} {threads:7} {median['theirs']:9.2f} {median['ours']:9.2f} "
          f"{median['ours'] / median['theirs']:6.2f} {least['ours'] / least['theirs']:6.2f} "
          f"{load:5.1f}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binary", help="bench_train_step")
    parser.add_argument("--model", nargs="+", default=["rknet"],
                        choices=["mlp", "resnet", "rknet", "odenet"])
    parser.add_argument("--batch", nargs="+", type=int, default=[32])
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--block", type=int, default=10, help="steps in a row")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    print("model    batch threads  torch ms   ours ms  ratio of medians, of minima, load")
    for model in options.model:
        for batch in options.batch:
            compare(options.binary, model, batch, options.threads, options.rounds, options.block)


if __name__ == "__main__":
    main()
