// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cmath>

/// The right-hand sides of the catalogue as types that other libraries can inline, and their
/// Jacobians for the stiff ones, column by column: jacobian[i + dim * j] = df_i / dy_j. Operation
/// for operation what the catalogue's own functions do, with the parameters as constants.
namespace benchmarks {

struct Lorenz {
    static constexpr const char* id = "lorenz";
    static constexpr int dim = 3;
    static void evaluate(const double* y, double* dydt)
    {
        dydt[0] = 10.0 * (y[1] - y[0]);
        dydt[1] = y[0] * (28.0 - y[2]) - y[1];
        dydt[2] = y[0] * y[1] - 8.0 / 3.0 * y[2];
    }
};

struct Arenstorf {
    static constexpr const char* id = "arenstorf";
    static constexpr int dim = 4;
    static void evaluate(const double* y, double* dydt)
    {
        constexpr double mu = 0.012277471;
        const double a = y[0] + mu;
        const double b = y[0] - 1 + mu;
        const double d1 = std::pow(a * a + y[1] * y[1], 1.5);
        const double d2 = std::pow(b * b + y[1] * y[1], 1.5);
        dydt[0] = y[2];
        dydt[1] = y[3];
        dydt[2] = y[0] + 2 * y[3] - (1 - mu) * a / d1 - mu * b / d2;
        dydt[3] = y[1] - 2 * y[2] - (1 - mu) * y[1] / d1 - mu * y[1] / d2;
    }
};

struct Pleiades {
    static constexpr const char* id = "pleiades";
    static constexpr int dim = 28;
    static void evaluate(const double* y, double* dydt)
    {
        std::copy_n(y + 14, 14, dydt);
        double* force = dydt + 14;
        std::fill_n(force, 14, 0.0);
        for (int i = 0; i < 7; ++i)
            for (int j = 0; j < i; ++j) {
                const double dx = y[j] - y[i];
                const double dy = y[j + 7] - y[i + 7];
                const double square = dx * dx + dy * dy;
                const double cube = square * std::sqrt(square);
                force[i] += (j + 1) * dx / cube;
                force[i + 7] += (j + 1) * dy / cube;
                force[j] -= (i + 1) * dx / cube;
                force[j + 7] -= (i + 1) * dy / cube;
            }
    }
};

struct Robertson {
    static constexpr const char* id = "robertson";
    static constexpr int dim = 3;
    static void evaluate(const double* y, double* dydt)
    {
        const double slow = 0.04 * y[0];
        const double exchange = 1e4 * y[1] * y[2];
        const double fast = 3e7 * y[1] * y[1];
        dydt[0] = exchange - slow;
        dydt[1] = slow - exchange - fast;
        dydt[2] = fast;
    }
    static void differentiate(const double* y, double* jacobian)
    {
        const double fast = 6e7 * y[1];
        const double columns[] { -0.04, 0.04, 0.0, 1e4 * y[2], -1e4 * y[2] - fast, fast, 1e4 * y[1],
            -1e4 * y[1], 0.0 };
        std::copy_n(columns, 9, jacobian);
    }
};

struct Hires {
    static constexpr const char* id = "hires";
    static constexpr int dim = 8;
    static void evaluate(const double* y, double* dydt)
    {
        const double bound = 280.0 * y[5] * y[7];
        dydt[0] = -1.71 * y[0] + 0.43 * y[1] + 8.32 * y[2] + 0.0007;
        dydt[1] = 1.71 * y[0] - 8.75 * y[1];
        dydt[2] = -10.03 * y[2] + 0.43 * y[3] + 0.035 * y[4];
        dydt[3] = 8.32 * y[1] + 1.71 * y[2] - 1.12 * y[3];
        dydt[4] = -1.745 * y[4] + 0.43 * y[5] + 0.43 * y[6];
        dydt[5] = -bound + 0.69 * y[3] + 1.71 * y[4] - 0.43 * y[5] + 0.69 * y[6];
        dydt[6] = bound - 1.81 * y[6];
        dydt[7] = -dydt[6];
    }
    static void differentiate(const double* y, double* jacobian)
    {
        const auto entry = [jacobian](int i, int j) -> double& { return jacobian[i + 8 * j]; };
        std::fill_n(jacobian, 64, 0.0);
        entry(0, 0) = -1.71;
        entry(0, 1) = 0.43;
        entry(0, 2) = 8.32;
        entry(1, 0) = 1.71;
        entry(1, 1) = -8.75;
        entry(2, 2) = -10.03;
        entry(2, 3) = 0.43;
        entry(2, 4) = 0.035;
        entry(3, 1) = 8.32;
        entry(3, 2) = 1.71;
        entry(3, 3) = -1.12;
        entry(4, 4) = -1.745;
        entry(4, 5) = entry(4, 6) = 0.43;
        entry(5, 3) = 0.69;
        entry(5, 4) = 1.71;
        entry(5, 5) = -280.0 * y[7] - 0.43;
        entry(5, 6) = 0.69;
        entry(5, 7) = -280.0 * y[5];
        entry(6, 5) = 280.0 * y[7];
        entry(6, 6) = -1.81;
        entry(6, 7) = 280.0 * y[5];
        entry(7, 5) = -280.0 * y[7];
        entry(7, 6) = 1.81;
        entry(7, 7) = -280.0 * y[5];
    }
};

struct VanDerPol {
    static constexpr const char* id = "van-der-pol-stiff";
    static constexpr int dim = 2;
    static void evaluate(const double* y, double* dydt)
    {
        dydt[0] = y[1];
        dydt[1] = 1000.0 * (1 - y[0] * y[0]) * y[1] - y[0];
    }
    static void differentiate(const double* y, double* jacobian)
    {
        jacobian[0] = 0.0;
        jacobian[1] = -2000.0 * y[0] * y[1] - 1;
        jacobian[2] = 1.0;
        jacobian[3] = 1000.0 * (1 - y[0] * y[0]);
    }
};

} // namespace benchmarks
