# SPDX-License-Identifier: GPL-3.0-or-later
"""run_torch.py PIXELS BATCH MODULE.py...: writes MODULE.py.logits, float32, batch by batch, and the
weights, each halved, as MODULE.halved.safetensors."""
import array
import importlib.util
import os
import sys

import torch

with open(sys.argv[1], "rb") as file:
    pixels = torch.frombuffer(bytearray(file.read()), dtype=torch.float32).reshape(-1, 1, 28, 28)
batch = int(sys.argv[2])
torch.set_num_threads(1)
for path in sys.argv[3:]:
    spec = importlib.util.spec_from_file_location("exported", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    weights = os.path.join(os.path.dirname(path), module.WEIGHTS)
    with torch.no_grad():
        logits = torch.cat([module.load(weights)(part) for part in pixels.split(batch)])
    with open(path + ".logits", "wb") as file:
        array.array("f", logits.flatten().tolist()).tofile(file)
    tensors, metadata = module.read_safetensors(weights)
    halved = {name: tensor / 2 if tensor.is_floating_point() else tensor
              for name, tensor in tensors.items()}
    module.write_safetensors(path[:-3] + ".halved.safetensors", halved, metadata)
