#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Time of a solve with a typed right-hand side here and with SciPy, taken in turns in one run.

    compare_with_scipy.py BUILD/separatrix

SciPy's solve_ivp takes method RK45, the same tolerances and a right-hand side in plain Python;
ours is `separatrix solve --rhs ... --solver dopri5`, the same pair of Dormand and Prince, and the
"seconds" of its JSON, by the clock, while of SciPy only the processor's time counts. Prints
medians, the distance of both ends from a solution with tolerances 1e-13, and SciPy / ours.
"""
import argparse
import json
import math
import os
import statistics
import subprocess
import time

from scipy.integrate import solve_ivp


def lorenz(t, y):
    y1, y2, y3 = y
    return [10 * (y2 - y1), y1 * (28 - y3) - y2, y1 * y2 - 8 / 3 * y3]


def van_der_pol(t, y):
    y1, y2 = y
    return [y2, 5 * (1 - y1**2) * y2 - y1]


def arenstorf(t, y):
    y1, y2, y3, y4 = y
    mu = 0.012277471
    earth = ((y1 + mu) ** 2 + y2**2) ** 1.5
    moon = ((y1 - 1 + mu) ** 2 + y2**2) ** 1.5
    return [y3, y4,
            y1 + 2 * y4 - (1 - mu) * (y1 + mu) / earth - mu * (y1 - 1 + mu) / moon,
            y2 - 2 * y3 - (1 - mu) * y2 / earth - mu * y2 / moon]


def pendulum(t, y):
    y1, y2 = y
    return [y2, -math.sin(y1) - 0.1 * y2 + 0.5 * math.cos(0.7 * t)]


EARTH = "((y1 + 0.012277471)^2 + y2^2)^1.5"
MOON = "((y1 - 1 + 0.012277471)^2 + y2^2)^1.5"
PROBLEMS = {
    "Lorenz": (lorenz, "10*(y2 - y1); y1*(28 - y3) - y2; y1*y2 - 8/3*y3", [1.0, 0.0, 0.0], 10.0),
    "Van der Pol, mu = 5": (van_der_pol, "y2; 5*(1 - y1^2)*y2 - y1", [2.0, 0.0], 30.0),
    "Arenstorf": (
        arenstorf,
        "y3; y4; y1 + 2*y4 - (1 - 0.012277471)*(y1 + 0.012277471)/" + EARTH
        + " - 0.012277471*(y1 - 1 + 0.012277471)/" + MOON
        + "; y2 - 2*y3 - (1 - 0.012277471)*y2/" + EARTH + " - 0.012277471*y2/" + MOON,
        [0.994, 0.0, 0.0, -2.00158510637908252], 17.0652165601579626),
    "forced pendulum": (
        pendulum, "y2; -sin(y1) - 0.1*y2 + 0.5*cos(0.7*t)", [1.0, 0.0], 50.0),
}


def ours(binary, text, y0, end, tolerance):
    command = [binary, "solve", "--rhs", text, "--y0", ",".join(map(repr, y0)), "--t0", "0",
               "--t1", repr(end), "--solver", "dopri5", "--rtol", repr(tolerance),
               "--atol", repr(tolerance), "--samples", "2", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    run = json.loads(done.stdout)["solutions"][0]
    return run["seconds"], run["y"][-1], run["nfe"]


def scipys(f, y0, end, tolerance):
    start = time.process_time()
    solution = solve_ivp(f, (0.0, end), y0, method="RK45", rtol=tolerance, atol=tolerance)
    return time.process_time() - start, solution.y[:, -1], solution.nfev


def compare(binary, name, tolerance, rounds):
    f, text, y0, end = PROBLEMS[name]
    reference = solve_ivp(f, (0.0, end), y0, method="DOP853", rtol=1e-13, atol=1e-13).y[:, -1]

    def distance(y):
        return max(abs(a - b) for a, b in zip(y, reference))

    times = {"scipy": [], "ours": []}
    for _ in range(rounds):
        seconds, y_scipy, nfe_scipy = scipys(f, y0, end, tolerance)
        times["scipy"].append(seconds)
        seconds, y_ours, nfe_ours = ours(binary, text, y0, end, tolerance)
        times["ours"].append(seconds)
    scipy, mine = (1e3 * statistics.median(times[who]) for who in ("scipy", "ours"))
    print(f"| {name} | {tolerance:.0e} | {scipy:.2f} | {nfe_scipy} | {distance(y_scipy):.0e} "
          f"| {mine:.3f} | {nfe_ours} | {distance(y_ours):.0e} | {scipy / mine:.0f} |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binary", help="separatrix")
    parser.add_argument("--tolerance", nargs="+", type=float, default=[1e-6, 1e-9])
    parser.add_argument("--rounds", type=int, default=9)
    options = parser.parse_args()
    print(f"load {os.getloadavg()[0]:.1f}")
    print("| problem | tolerances | SciPy ms | nfe | error | ours ms | nfe | error | ratio |")
    print("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for tolerance in options.tolerance:
        for name in PROBLEMS:
            compare(options.binary, name, tolerance, options.rounds)


if __name__ == "__main__":
    main()
