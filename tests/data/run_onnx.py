# SPDX-License-Identifier: GPL-3.0-or-later
"""run_onnx.py PIXELS BATCH MODEL.onnx...: writes MODEL.onnx.logits, float32, batch by batch."""
import sys

import numpy
import onnxruntime

pixels = numpy.fromfile(sys.argv[1], numpy.float32).reshape(-1, 1, 28, 28)
batch = int(sys.argv[2])
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = 1
options.inter_op_num_threads = 1
options.log_severity_level = 3
for file in sys.argv[3:]:
    session = onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])
    parts = [session.run(["logits"], {"images": pixels[at:at + batch]})[0]
             for at in range(0, len(pixels), batch)]
    numpy.concatenate(parts).tofile(file + ".logits")
