#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Time of a training iteration of a small ODE-net here and in torchdiffeq, in turns in one run.

    /usr/bin/python3 -m pip install --no-deps --target torchdiffeq-0.2.5 torchdiffeq==0.2.5
    PYTHONPATH=torchdiffeq-0.2.5 compare_with_torchdiffeq.py BUILD/tests/benchmarks/bench_small_ode_net

PyTorch is Debian's python3-torch. The task is torchdiffeq's spiral demonstration
(examples/ode_demo.py): 20 pieces of 10 times of a trajectory of y' = y^3 A, a network 2-50-2 with
tanh on y^3, dopri5 with rtol 1e-7 and atol 1e-9, the mean of |y - target|, RMSprop with rate
1e-3; direct (odeint; ours: backprop) and adjoint (odeint_adjoint; ours: adjoint), float32 and one
thread on both sides. Both start with the same weights and take the same batches.

First the gradients of the first batch are compared element by element, in float64 and in
float32; the program fails where they differ by more than LIMITS. Then both train in turns, and
medians, ratios (torchdiffeq / ours), evaluations of the network forward and backward, and the
losses at the end are printed. Of torchdiffeq only the processor's time counts, ours is by the
clock: other programs can only make ours look slower.
"""
import argparse
import os
import statistics
import subprocess
import sys
import time

import numpy
import torch
import torchdiffeq
from torch import nn

POINTS, END, TIMES, PIECES = 1000, 25.0, 10, 20
RTOL, ATOL = 1e-7, 1e-9
# Largest difference of two gradients over the largest entry. In double precision it follows from
# the tolerances; single precision cannot follow those, what is left are roundings.
LIMITS = {torch.float64: 10 * RTOL, torch.float32: 100 * 2.0**-23}
METHODS = {"direct": (torchdiffeq.odeint, "backprop"),
           "adjoint": (torchdiffeq.odeint_adjoint, "adjoint")}


class Field(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(2, 50), nn.Tanh(), nn.Linear(50, 2))
        for layer in self.net:
            if isinstance(layer, nn.Linear):
                nn.init.normal_(layer.weight, mean=0, std=0.1)
                nn.init.constant_(layer.bias, val=0)
        self.evaluations = 0

    def forward(self, t, y):
        self.evaluations += 1
        return self.net(y**3)


class Spiral(nn.Module):
    def forward(self, t, y):
        return (y**3) @ torch.tensor([[-0.1, 2.0], [-2.0, -0.1]], dtype=y.dtype)


class Theirs:
    def __init__(self, odeint, weights, dtype, truth):
        self.odeint = odeint
        self.field = Field().to(dtype)
        self.field.load_state_dict({name: w.to(dtype) for name, w in weights.items()})
        self.truth = truth.to(dtype)
        self.times = torch.linspace(0.0, END, POINTS).to(dtype)[:TIMES]
        self.optimizer = torch.optim.RMSprop(self.field.parameters(), lr=1e-3)

    def differentiate(self, pieces):
        """Loss, evaluations forward and backward."""
        self.optimizer.zero_grad()
        self.field.evaluations = 0
        targets = torch.stack([self.truth[pieces + i] for i in range(TIMES)], dim=0)
        states = self.odeint(self.field, self.truth[pieces], self.times, rtol=RTOL, atol=ATOL)
        loss = torch.mean(torch.abs(states - targets))
        forward = self.field.evaluations
        loss.backward()
        return loss.item(), forward, self.field.evaluations - forward

    def gradient(self, pieces):
        self.differentiate(pieces)
        return numpy.concatenate([p.grad.numpy().ravel() for p in self.field.parameters()])

    def step(self, pieces):
        """Microseconds, loss, evaluations forward and backward."""
        start = time.process_time()
        done = self.differentiate(pieces)
        self.optimizer.step()
        return [1e6 * (time.process_time() - start), *done]


class Ours:
    def __init__(self, binary, method, weights, dtype, truth):
        command = [binary, "--gradient", method, "--rtol", str(RTOL), "--atol", str(ATOL)]
        if dtype == torch.float64:
            command.append("--double")
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        text=True)
        flat = torch.cat([w.flatten() for w in weights.values()])
        times = torch.linspace(0.0, END, POINTS)[:TIMES]
        numbers = [len(flat), TIMES, POINTS, *flat.tolist(), *times.tolist(),
                   *truth.flatten().tolist()]
        self.process.stdin.write(" ".join(map(repr, numbers)) + "\n")

    def ask(self, word, pieces):
        self.process.stdin.write(word + " " + " ".join(map(str, pieces.tolist())) + "\n")
        self.process.stdin.flush()
        return [float(number) for number in self.process.stdout.readline().split()]

    def gradient(self, pieces):
        return numpy.array(self.ask("gradient", pieces)[4:])

    def step(self, pieces):
        return self.ask("step", pieces)

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def batches(count):
    random = numpy.random.RandomState(42)
    starts = numpy.arange(POINTS - TIMES)
    return [torch.from_numpy(random.choice(starts, PIECES, replace=False)) for _ in range(count)]


def compare_gradients(binary, name, weights, truth, pieces):
    odeint, method = METHODS[name]
    good = True
    for dtype, limit in LIMITS.items():
        theirs = Theirs(odeint, weights, dtype, truth).gradient(pieces)
        ours = Ours(binary, method, weights, dtype, truth)
        found = ours.gradient(pieces)
        ours.close()
        apart = numpy.abs(found - theirs).max() / numpy.abs(theirs).max()
        verdict = "agrees" if apart <= limit else "DIFFERS"
        good = good and apart <= limit
        print(f"{name:8} gradient {verdict}, {str(dtype)[6:]}: {len(theirs)} entries, largest "
              f"difference / largest entry {apart:.1e}, limit {limit:.1e}", flush=True)
    return good


def train(binary, name, weights, truth, rounds, block):
    odeint, method = METHODS[name]
    theirs = Theirs(odeint, weights, torch.float32, truth)
    ours = Ours(binary, method, weights, torch.float32, truth)
    steps = {theirs: [], ours: []}
    load = os.getloadavg()[0]
    all_pieces = batches(rounds * block)
    for first in range(0, len(all_pieces), block):
        for side, done in steps.items():
            done += [side.step(pieces) for pieces in all_pieces[first:first + block]]
    ours.close()
    columns = []
    for done in steps.values():
        done = numpy.array(done)
        nfe = done[:, 2:4].mean(axis=0)
        columns.append((statistics.median(done[:, 0]), done[:, 0].min(), nfe,
                        done[-block:, 1].mean()))
    them, us = columns
    print(f"| {name} | {them[0]:.0f} | {them[2][0]:.1f} + {them[2][1]:.1f} | {us[0]:.1f} "
          f"| {us[2][0]:.1f} + {us[2][1]:.1f} | {them[0] / us[0]:.0f} | {them[1] / us[1]:.0f} "
          f"| {them[3]:.4f} | {us[3]:.4f} | {load:.1f} |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binary", help="bench_small_ode_net")
    parser.add_argument("--method", nargs="+", default=list(METHODS), choices=list(METHODS))
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--block", type=int, default=10, help="iterations in a row")
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(42)
    weights = Field().state_dict()
    with torch.no_grad():
        truth = torchdiffeq.odeint(Spiral(), torch.tensor([2.0, 0.0]),
                                   torch.linspace(0.0, END, POINTS))
    first = batches(1)[0]
    good = [compare_gradients(options.binary, name, weights, truth, first)
            for name in options.method]
    if not all(good):
        sys.exit(1)
    print(f"PyTorch {torch.__version__}, torchdiffeq {torchdiffeq.__version__}")
    print("| | torchdiffeq us | nfe | ours us | nfe | ratio | of minima | loss | ours | load |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for name in options.method:
        train(options.binary, name, weights, truth, options.rounds, options.block)


if __name__ == "__main__":
    main()
