// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace solvers::catalogue {

/// The principal branch of w e^w = x, for x >= -1/e; NaN below.
/// Corless, Gonnet, Hare, Jeffrey & Knuth, Adv. Comput. Math. 5 (1996) 329-359.
double lambertW(double x);

/// lambertW(e^x) for every x, also where e^x overflows: the root of w + ln w = x.
double lambertWOfExp(double x);

/// The Jacobian elliptic functions of modulus k, 0 <= k < 1.
struct Elliptic {
    double sn;
    double cn;
    double dn;
};

/// By descending Landen transformations (arithmetic-geometric mean), Abramowitz & Stegun 16.4.
Elliptic ellipticFunctions(double u, double k);

} // namespace solvers::catalogue
