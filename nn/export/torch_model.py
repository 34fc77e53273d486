#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
# @LICENCE@
"""@TITLE@ as a PyTorch module, exported by Separatrix @VERSION@.

    import @MODULE@
    model = @MODULE@.load("@WEIGHTS@")
    logits = model(pixels)        # float32 [N, 1, 28, 28] in 0..1, light digits on dark

    python @MODULE@.py                  checks the weights beside it on one stored output
    python @MODULE@.py --train DIR      goes on training with the four IDX files of DIR
    torchrun --nproc_per_node 2 @MODULE@.py --train DIR
                                        the same on several processes, GPUs or machines, as by
                                        any launcher of torch.distributed (Debian 12: -r 1 -t 1)

Needs torch alone. What --train saves loads in Separatrix: separatrix evaluate --model-file FILE.
"""
import argparse
import ctypes
import gzip
import json
import math
import os
import struct
import sys
import time

import torch
import torch.distributed as dist
import torch.distributed.nn
from torch import nn
from torch.nn import functional

# What was exported; goes into the files that --train saves.
METADATA = json.loads(r"""@METADATA@""")
CONFIG = json.loads(METADATA["separatrix.model"])
WEIGHTS = "@WEIGHTS@"  # beside this file

# The solver's coefficients (Butcher tableau); error, error2: weights of the estimated error,
# order: what it is of. None: the model has no ODE block.
SOLVER = json.loads("""@SOLVER@""")

# Logits of check_images(), as Separatrix computes them
CHECK_LOGITS = json.loads("""@LOGITS@""")


class JoinedBatchNorm(nn.BatchNorm1d):
    """One mean and variance over all numbers of the batch, those of other processes included."""

    def forward(self, x):
        if not self.training:
            scale = self.weight / torch.sqrt(self.running_var + self.eps)
            return (x - self.running_mean) * scale + self.bias
        sums = self.joined(torch.stack([x.sum(), torch.full_like(x[0, 0], x.numel())]))
        mean, count = sums[0] / sums[1], sums[1].detach()
        variance = self.joined((x - mean).square().sum()) / count
        with torch.no_grad():
            unbiased = variance * count / (count - 1).clamp(min=1)
            self.running_mean += self.momentum * (mean - self.running_mean)
            self.running_var += self.momentum * (unbiased - self.running_var)
            self.num_batches_tracked += 1
        return (x - mean) / torch.sqrt(variance + self.eps) * self.weight + self.bias

    @staticmethod
    def joined(x):
        return dist.nn.all_reduce(x) if dist.is_initialized() else x


class Branch(nn.Module):
    """What a residual block adds, and the field dz/dt = f(t, z) of the ODE block."""

    def __init__(self):
        super().__init__()
        kind = CONFIG.get("block", "article")
        self.with_time = kind == "time"
        channels = 65 if self.with_time else 64
        self.norm1 = nn.GroupNorm(32, 64)
        self.conv1 = nn.Conv2d(channels, 64, 3, padding=0 if kind == "article" else 1)
        self.norm2 = nn.GroupNorm(32, 64)
        self.conv2 = nn.Conv2d(channels, 64, 1 if kind == "article" else 3, padding=1)

    def forward(self, t, z):
        z = self.conv1(self.timed(t, torch.relu(self.norm1(z))))
        return self.conv2(self.timed(t, torch.relu(self.norm2(z))))

    def timed(self, t, z):
        if not self.with_time:
            return z
        return torch.cat([torch.ones_like(z[:, :1]) * t, z], dim=1)


class ResidualBlock(Branch):
    def forward(self, z):
        return z + super().forward(0.0, z)


class OdeBlock(nn.Module):
    """z(t1), where z' = func(t, z) and z(t0) is the input. All samples are one system."""

    def __init__(self, torchdiffeq=None):
        super().__init__()
        self.func = Branch()
        self.torchdiffeq = torchdiffeq

    def forward(self, z):
        if self.torchdiffeq:
            return self.by_torchdiffeq(z)
        return self.adaptive(z) if "rtol" in CONFIG else self.fixed(z)

    def by_torchdiffeq(self, z):
        """With the adjoint equations in place of gradients through the steps."""
        from torchdiffeq import odeint_adjoint
        times = torch.tensor([CONFIG["t0"], CONFIG["t1"]], device=z.device)
        if "rtol" in CONFIG:
            settings = {"rtol": CONFIG["rtol"], "atol": CONFIG["atol"]}
        else:
            settings = {"options": {"step_size": CONFIG["step"]}}
        return odeint_adjoint(self.func, z, times, method=self.torchdiffeq, **settings)[-1]

    @staticmethod
    def combined(weights, slopes):
        """The weighted sum of the slopes, or None where all weights are 0."""
        terms = [w * k for w, k in zip(weights, slopes) if w != 0]
        return sum(terms[1:], terms[0]) if terms else None

    def step(self, t, h, z, slopes, stages):
        """The slopes k_i of a step; slopes: those known already."""
        for i in range(len(slopes), stages):
            change = self.combined(SOLVER["a"][i], slopes)
            point = z if change is None else z + h * change
            slopes.append(self.func(t + SOLVER["c"][i] * h, point))
        return slopes

    def fixed(self, z):
        t0, t1, step = CONFIG["t0"], CONFIG["t1"], CONFIG["step"]
        count = max(0 if t0 == t1 else 1, math.ceil(abs(t1 - t0) / step - 1e-9))
        step = math.copysign(step, t1 - t0)
        stages = len(SOLVER["b"]) - (1 if SOLVER["fsal"] else 0)
        for n in range(count):
            t = t0 + step * n
            h = step if n + 1 < count else t1 - t
            slopes = self.step(t, h, z, [], stages)
            z = z + h * self.combined(SOLVER["b"], slopes)
        return z

    def mean_square(self, error, size):
        return float((error / (CONFIG["atol"] + CONFIG["rtol"] * size)).square().mean())

    @torch.no_grad()
    def first_step(self, z, f0):
        """Hairer, Norsett & Wanner, Solving ODEs I, sec. II.4."""
        t0, span = CONFIG["t0"], abs(CONFIG["t1"] - CONFIG["t0"])
        sign = math.copysign(1.0, CONFIG["t1"] - CONFIG["t0"])
        d0 = math.sqrt(self.mean_square(z, z.abs()))
        d1 = math.sqrt(self.mean_square(f0, z.abs()))
        h0 = min(1e-6 if d0 < 1e-5 or d1 < 1e-5 else 0.01 * d0 / d1, span)
        f1 = self.func(t0 + sign * h0, z + sign * h0 * f0)
        d2 = math.sqrt(self.mean_square(f1 - f0, z.abs())) / h0
        steepest = max(d1, d2)
        flat = steepest <= 1e-15
        h1 = max(1e-6, 1e-3 * h0) if flat else (0.01 / steepest) ** (1 / (SOLVER["order"] + 1))
        return min(100 * h0, h1, span)

    @torch.no_grad()
    def error_norm(self, z, trial, h, slopes):
        size = torch.maximum(z.abs(), trial.abs())
        square = self.mean_square(h * self.combined(SOLVER["error"], slopes), size)
        if SOLVER["error2"] and square > 0:
            second = self.mean_square(h * self.combined(SOLVER["error2"], slopes), size)
            square *= square / (square + 0.01 * second)
        return math.sqrt(square)

    def adaptive(self, z):
        t, t1 = CONFIG["t0"], CONFIG["t1"]
        sign, stages = math.copysign(1.0, t1 - t), len(SOLVER["b"])
        first = self.func(t, z)
        h, rejected = self.first_step(z, first.detach()), False
        for _ in range(100_000):
            if t == t1:
                return z
            last = h >= abs(t1 - t) * (1 - 1e-9)
            end = t1 if last else t + sign * h
            if end == t or not math.isfinite(h):
                break
            slopes = self.step(t, end - t, z, [first], stages)
            trial = z + (end - t) * self.combined(SOLVER["b"], slopes)
            norm = self.error_norm(z, trial, end - t, slopes)
            most = 1.0 if rejected else 10.0
            factor = 0.9 * norm ** (-1 / (SOLVER["order"] + 1)) if norm > 0 else most
            factor = min(max(factor, 0.2), most) if math.isfinite(norm) else 0.2
            rejected = not norm <= 1
            h = abs(end - t) * (min(factor, 1.0) if rejected else factor)
            if not rejected:
                t, z = end, trial
                first = slopes[-1] if SOLVER["fsal"] or t == t1 else self.func(t, z)
        raise RuntimeError(f"the solver stopped at t = {t}: steps too small or too many")


class Perceptron(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(784, 64)
        self.bn = JoinedBatchNorm(1)
        self.fc2 = nn.Linear(64, 10)

    def forward(self, images):
        return self.fc2(torch.relu(self.bn(self.fc1(images.flatten(1)))))


class Network(nn.Module):
    def __init__(self, torchdiffeq=None):
        super().__init__()
        self.downsample = nn.Sequential(
            nn.Conv2d(1, 64, 3), nn.GroupNorm(32, 64), nn.ReLU(),
            nn.Conv2d(64, 64, 4, 2), nn.GroupNorm(32, 64), nn.ReLU(),
            nn.Conv2d(64, 64, 4, 2))
        if CONFIG["model"] == "resnet":
            self.blocks = nn.Sequential(*[ResidualBlock() for _ in range(6)])
        elif SOLVER:
            self.ode = OdeBlock(torchdiffeq)
        self.head = nn.Sequential(
            nn.GroupNorm(32, 64), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(),
            nn.Linear(64, 10))

    def forward(self, images):
        z = self.downsample(images)
        for name in ("blocks", "ode"):
            if hasattr(self, name):
                z = getattr(self, name)(z)
        return self.head(z)


TYPES = {"F32": torch.float32, "F64": torch.float64, "I64": torch.int64}


def read_safetensors(path):
    """Tensors by name and the file's metadata."""
    with open(path, "rb") as file:
        data = bytearray(file.read())
    length, = struct.unpack_from("<Q", data)
    header = json.loads(data[8:8 + length])
    metadata, tensors = header.pop("__metadata__", {}), {}
    for name, entry in header.items():
        dtype, shape = TYPES[entry["dtype"]], entry["shape"]
        flat = torch.frombuffer(data, dtype=dtype, count=math.prod(shape),
                                offset=8 + length + entry["data_offsets"][0])
        tensors[name] = flat.reshape(shape).clone()
    return tensors, metadata


def write_safetensors(path, tensors, metadata):
    names = {dtype: name for name, dtype in TYPES.items()}
    header, content = {"__metadata__": metadata}, b""
    for name, tensor in tensors.items():
        tensor = tensor.detach().cpu().contiguous()
        size = tensor.numel() * tensor.element_size()
        header[name] = {"dtype": names[tensor.dtype], "shape": list(tensor.shape),
                        "data_offsets": [len(content), len(content) + size]}
        content += ctypes.string_at(tensor.data_ptr(), size)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path + ".part", "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + content)
    os.replace(path + ".part", path)


def load(weights_path, torchdiffeq=None):
    """The model with the weights of a file, ready to evaluate.

    torchdiffeq: a method of that package, such as "dopri5", which then solves the ODE block and
    differentiates it by the adjoint equations; its rk4 is the 3/8 rule.
    """
    model = Perceptron() if CONFIG["model"] == "mlp" else Network(torchdiffeq)
    model.load_state_dict(read_safetensors(weights_path)[0])
    return model.eval()


def read_idx(folder, stem, axes):
    for name in (stem, stem.replace("-idx", ".idx")):
        path = os.path.join(folder, name)
        for file, opener in ((path, open), (path + ".gz", gzip.open)):
            if os.path.exists(file):
                with opener(file, "rb") as stream:
                    data = bytearray(stream.read())
                shape = struct.unpack_from(f">{axes}I", data, 4)
                flat = torch.frombuffer(data, dtype=torch.uint8, offset=4 + 4 * axes)
                return flat.reshape(shape)
    sys.exit(f"{folder}: found no {stem}, gzipped or not")


def read_digits(folder, split, device):
    images = read_idx(folder, split + "-images-idx3-ubyte", 3).unsqueeze(1).to(device)
    return images, read_idx(folder, split + "-labels-idx1-ubyte", 1).long().to(device)


def check_images():
    numbers = torch.arange(len(CHECK_LOGITS) * 784) * 37 % 101
    return (numbers.float() / 100).reshape(-1, 1, 28, 28)


def check(weights):
    with torch.no_grad():
        logits = load(weights)(check_images())
    difference = float((logits - torch.tensor(CHECK_LOGITS)).abs().max())
    allowed = max(1e-4, CONFIG.get("rtol", 0.0)) * max(1.0, float(logits.abs().max()))
    print(f"{weights}: largest difference of logits {difference:.2g}, allowed {allowed:.2g}")
    return 0 if difference <= allowed else 1


@torch.no_grad()
def share_wrong(model, folder, device, rank, world):
    """Fraction of test digits that the processes together take for another."""
    images, labels = read_digits(folder, "t10k", device)
    wrong = torch.zeros((), device=device)
    model.eval()
    for part in torch.arange(rank, len(images), world).split(256):
        logits = model(images[part] / 255.0)
        wrong += (logits.argmax(1) != labels[part]).sum()
    model.train()
    if world > 1:
        dist.all_reduce(wrong)
    return float(wrong) / len(images)


def train(options):
    rank, world = int(os.environ.get("RANK", 0)), int(os.environ.get("WORLD_SIZE", 1))
    on_gpu = torch.cuda.is_available() and not options.cpu
    local = int(os.environ.get("LOCAL_RANK", 0))
    device = torch.device("cuda", local) if on_gpu else torch.device("cpu")
    if world > 1:
        dist.init_process_group("nccl" if on_gpu else "gloo")
    torch.manual_seed(options.seed)
    model = load(options.weights, options.torchdiffeq).to(device).train()
    net = model
    if world > 1:
        net = nn.parallel.DistributedDataParallel(model, [local] if on_gpu else None)
    kinds = {"adam": torch.optim.Adam, "sgd": torch.optim.SGD}
    optimizer = kinds[options.optimizer](model.parameters(), lr=options.lr)
    images, labels = read_digits(options.train, "train", device)
    order_of = torch.Generator().manual_seed(options.seed)
    log = open(options.log, "w") if options.log and rank == 0 else None
    step, begun = 0, time.time()
    for epoch in range(1, options.epochs + 1):
        order = torch.randperm(len(images), generator=order_of)
        if options.order == "file":
            order = torch.arange(len(images))
        for batch in order.split(options.batch):
            if len(batch) < world or (options.steps and step == options.steps):
                continue  # every process needs a share
            mine = batch[rank::world].to(device)
            loss = functional.cross_entropy(net(images[mine] / 255.0), labels[mine],
                                            reduction="sum") * (world / len(batch))
            optimizer.zero_grad()
            loss.backward()  # processes take the mean of their gradients
            optimizer.step()
            joined = loss.detach() / world
            if world > 1:
                dist.all_reduce(joined)
            step += 1
            if log:
                log.write(json.dumps({"event": "step", "step": step, "epoch": epoch,
                                      "loss": float(joined)}) + "\n")
        error = share_wrong(model, options.train, device, rank, world)
        if rank == 0:
            print(f"epoch {epoch}: step {step}, loss {float(joined):.4f}, "
                  f"test error {100 * error:.2f} %, {time.time() - begun:.0f} s", flush=True)
            write_safetensors(options.save, model.state_dict(), METADATA)
        if options.steps and step == options.steps:
            break
    if log:
        log.close()
    sys.stdout.flush()
    if world > 1:
        dist.barrier()
        os._exit(0)  # gloo's threads may hang the interpreter that takes itself apart
    return 0


def main():
    beside = os.path.join(os.path.dirname(os.path.abspath(__file__)), WEIGHTS)
    parser = argparse.ArgumentParser(description="Checks the weights, or trains on.")
    parser.add_argument("--weights", default=beside, help="safetensors file to start from")
    parser.add_argument("--train", metavar="DIR", help="folder of the four IDX files")
    parser.add_argument("--save", default=os.path.splitext(beside)[0] + "-trained.safetensors")
    parser.add_argument("--log", help="run record, JSON lines")
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--steps", type=int, default=0, help="stop after so many, if above 0")
    parser.add_argument("--batch", type=int, default=32, help="of all processes together")
    parser.add_argument("--optimizer", choices=["adam", "sgd"], default="adam")
    parser.add_argument("--lr", type=float, default=1e-3)
    parser.add_argument("--order", choices=["shuffled", "file"], default="shuffled")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cpu", action="store_true", help="even where there is a GPU")
    parser.add_argument("--torchdiffeq", metavar="METHOD", help="solve and differentiate by it")
    options = parser.parse_args()
    return train(options) if options.train else check(options.weights)


if __name__ == "__main__":
    sys.exit(main())
