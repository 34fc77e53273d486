#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Training and evaluation here and in PyTorch with torchdiffeq, taken in turns in one run.

    compare_with_pytorch.py BUILD/tests/benchmarks/bench_train_step [--model rknet ...]

The networks are the same: the stem, the block and the head of nn/models; RK-Net classical
Runge-Kutta with h = 0.5 on [0, 2] through autograd, ODE-Net torchdiffeq's adjoint with its rk4 (the
3/8 rule) and h = 0.5, odenet-dopri5 the same with dopri5 and rtol = atol = 1e-3. Prints medians and
the ratio PyTorch / ours with the load of the machine, since other programs disturb both; the
multiply-adds of direct convolution that a step of ours replaces, as a share of the measured peak of
the machine (above 1 is possible: minimal filtering needs fewer); and the peak memory of each side.
"""
import argparse
import os
import statistics
import subprocess
import sys
import time

import torch
from torch import nn
from torchdiffeq import odeint, odeint_adjoint

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


class Adjoint(nn.Module):
    """The block of torchdiffeq, trained by its adjoint."""

    def __init__(self, **options):
        super().__init__()
        self.func, self.options, self.nfe = Field(), options, 0

    def field(self, t, z):
        self.nfe += 1
        return self.func(z)

    def forward(self, z):
        times = torch.tensor([0.0, 2.0])
        if torch.is_grad_enabled():
            return odeint_adjoint(self.field, z, times, **self.options,
                                  adjoint_params=tuple(self.func.parameters()))[-1]
        return odeint(self.field, z, times, **self.options)[-1]


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
        "odenet": lambda: Adjoint(method="rk4", options={"step_size": STEP}),
        "odenet-dopri5": lambda: Adjoint(method="dopri5", rtol=1e-3, atol=1e-3),
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

    def train(self, count):
        times = []
        for _ in range(count):
            start = time.perf_counter()
            self.adam.zero_grad()
            self.loss(self.network(self.images), self.labels).backward()
            self.adam.step()
            times.append(1e3 * (time.perf_counter() - start))
        return times

    def evaluate(self, count):
        times = []
        with torch.no_grad():
            for _ in range(count):
                start = time.perf_counter()
                self.network(self.images).argmax(1)
                times.append(1e3 * (time.perf_counter() - start))
        return times


class Ours:
    def __init__(self, binary, model, batch, threads):
        command = [binary, "--serve", "--model", model.split("-")[0], "--batch", str(batch),
                   "--threads", str(threads)]
        if model == "odenet-dopri5":
            command += ["--solver", "dopri5", "--rtol", "1e-3", "--atol", "1e-3"]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        text=True)

    def ask(self, what, count):
        self.process.stdin.write(f"{what} {count}\n")
        self.process.stdin.flush()
        return [float(word) for word in self.process.stdout.readline().split()]

    def train(self, count):
        return self.ask("train", count)

    def evaluate(self, count):
        return self.ask("evaluate", count)

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def multiply_adds(model, training):
    """Of direct convolutions for one image; None where the solver chooses its steps."""
    first, second, third = 26 * 26 * 9 * 64, 144 * 16 * 64 * 64, 25 * 16 * 64 * 64
    field = 9 * 9 * 64 * 64 + 9 * 64 * 64
    evaluations = {"resnet": 6, "rknet": 16, "odenet": 16}.get(model)
    if evaluations is None:
        return None
    if not training:
        return first + second + third + evaluations * field
    passes = 4 if model == "odenet" else 3  # the adjoint evaluates the field once more
    return 2 * first + 3 * (second + third) + passes * evaluations * field


def compare(binary, model, batch, threads, rounds, block, peak):
    torch.set_num_threads(threads)
    theirs, ours = Theirs(model, batch), Ours(binary, model, batch, threads)
    for work in ("train", "evaluate"):
        getattr(theirs, work)(3)
        getattr(ours, work)(3)
        times = {"theirs": [], "ours": []}
        load = os.getloadavg()[0]
        for _ in range(rounds):
            times["theirs"] += getattr(theirs, work)(block)
            # Idle threads of PyTorch spin for a moment; they must not take our cores.
            time.sleep(0.2)
            times["ours"] += getattr(ours, work)(block)
            time.sleep(0.05)
        median = {who: statistics.median(t) for who, t in times.items()}
        least = {who: min(t) for who, t in times.items()}
        count = multiply_adds(model, work == "train")
        share = "-" if count is None else f"{2e-6 * count * batch / median['ours'] / peak:.2f}"
        print(f"{model:13} {work:8} {batch:5} {threads:7} {median['theirs']:9.2f} "
              f"{median['ours']:9.2f} {median['theirs'] / median['ours']:6.2f} "
              f"{least['theirs'] / least['ours']:6.2f} {share:>6} {load:5.1f}", flush=True)
    ours.close()


def peak_bytes(command):
    """Of the program itself: what wait4() tells includes this one at the time of the fork."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    peak = 0
    while process.poll() is None:
        with open(f"/proc/{process.pid}/status") as status:
            for line in status:
                if line.startswith("VmHWM"):
                    peak = max(peak, 1024 * int(line.split()[1]))
        time.sleep(0.01)
    return peak


def compare_memory(binary, model, batch):
    """Of whole programs that train a few steps; those that only load their libraries beside."""
    me = [sys.executable, os.path.abspath(__file__), binary]
    theirs = peak_bytes(me + ["--theirs-only", "--model", model, "--batch", str(batch)])
    idle = peak_bytes(me + ["--theirs-only"])
    ours = peak_bytes([binary, "--model", model.split("-")[0], "--batch", str(batch),
                       "--threads", "2", "--steps", "5"])
    print(f"{model:13} {batch:5} {theirs / 1e6:10.0f} {(theirs - idle) / 1e6:14.0f} "
          f"{ours / 1e6:8.0f} {ours / theirs:6.2f}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binary", help="bench_train_step")
    parser.add_argument("--model", nargs="+", default=[],
                        choices=["mlp", "resnet", "rknet", "odenet", "odenet-dopri5"])
    parser.add_argument("--batch", nargs="+", type=int, default=[32, 128])
    parser.add_argument("--threads", nargs="+", type=int, default=[1, 2])
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--block", type=int, default=6, help="steps in a row")
    parser.add_argument("--theirs-only", action="store_true",
                        help="train a few steps in PyTorch and end (for the peak memory)")
    options = parser.parse_args()
    if options.theirs_only:
        torch.set_num_threads(2)
        for model in options.model:
            Theirs(model, options.batch[0]).train(5)
        return
    models = options.model or ["resnet", "rknet", "odenet", "odenet-dopri5"]
    peaks = {}
    for threads in options.threads:
        line = subprocess.run([options.binary, "--peak", "--threads", str(threads)], check=True,
                              capture_output=True, text=True).stdout
        peaks[threads] = float(line)
        print(f"multiply-add peak on {threads} threads: {peaks[threads]:.0f} GFLOP/s (float32)")
    print("model         work     batch threads  torch ms   ours ms  ratio of medians, of minima,"
          " share of peak, load")
    for model in models:
        for batch in options.batch:
            for threads in options.threads:
                compare(options.binary, model, batch, threads, options.rounds, options.block,
                        peaks[threads])
    print("peak memory   batch   torch MB  without loading  ours MB  ratio")
    for model in models:
        for batch in options.batch:
            compare_memory(options.binary, model, batch)


if __name__ == "__main__":
    main()
