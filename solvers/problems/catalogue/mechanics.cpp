// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/problems/catalogue/row.h"

#include <cmath>
#include <numbers>

namespace solvers::catalogue {

namespace {

Row bouncingBall()
{
    return { { .id = "bouncing-ball",
                 .name = "Bouncing ball",
                 .rhs = { "y2", "-g" },
                 .y0 = { 10.0, 0.0 },
                 .t0 = 0.0,
                 .t1 = 12.0,
                 .parameters = { { "g", 9.81, 1.0, 25.0 }, { "r", 0.8, 0.0, 1.0 } },
                 .formula = rich("y1' = y2, y2' = -g\nat the floor y1 = 0: y2 becomes -r y2"),
                 .group = "Mechanics",
                 .event = "y1",
                 .eventDirection = -1,
                 .eventReset = { "0", "-r*y2" } },
        [](double, const double* y, const double* p, double* dydt) {
            dydt[0] = y[1];
            dydt[1] = -p[0];
        } };
}

Row henonHeiles()
{
    // Henon & Heiles, Astron. J. 69 (1964) 73-79.
    return { { .id = "henon-heiles",
                 .name = "Hénon–Heiles",
                 .rhs = { "y3", "y4", "-y1 - 2*y1*y2", "-y2 - y1^2 + y2^2" },
                 .y0 = { 0.0, 0.1, 0.5, 0.0 },
                 .t0 = 0.0,
                 .t1 = 100.0,
                 .formula = rich("y1'' = -y1 - 2 y1 y2, y2'' = -y2 - y1^2 + y2^2, y3 = y1',"
                                 " y4 = y2'"),
                 .group = "Mechanics",
                 .invariants
                 = { { "energy", "(y3^2 + y4^2 + y1^2 + y2^2)/2 + y1^2*y2 - y2^3/3" } } },
        [](double, const double* y, const double*, double* dydt) {
            dydt[0] = y[2];
            dydt[1] = y[3];
            dydt[2] = -y[0] - 2 * y[0] * y[1];
            dydt[3] = -y[1] - y[0] * y[0] + y[1] * y[1];
        } };
}

Row doublePendulum()
{
    // Two equal masses on two equal massless rods; angles from the vertical, then their rates.
    return { { .id = "double-pendulum",
                 .name = "Double pendulum",
                 .rhs = { "y3", "y4",
                     "(-3*g*sin(y1) - g*sin(y1 - 2*y2)"
                     " - 2*sin(y1 - y2)*(l*y4^2 + l*y3^2*cos(y1 - y2)))"
                     "/(l*(3 - cos(2*(y1 - y2))))",
                     "2*sin(y1 - y2)*(2*l*y3^2 + 2*g*cos(y1) + l*y4^2*cos(y1 - y2))"
                     "/(l*(3 - cos(2*(y1 - y2))))" },
                 .y0 = { std::numbers::pi / 2, std::numbers::pi / 2, 0.0, 0.0 },
                 .t0 = 0.0,
                 .t1 = 10.0,
                 .parameters = { { "g", 9.81, 1.0, 25.0 }, { "l", 1.0, 0.2, 3.0 } },
                 .formula
                 = rich("2 y1'' + y2'' cos(y1 - y2) + y4^2 sin(y1 - y2) + 2 (g/l) sin y1 = 0,"
                        "\ny2'' + y1'' cos(y1 - y2) - y3^2 sin(y1 - y2) + (g/l) sin y2 = 0,"
                        "\ny3 = y1', y4 = y2'"),
                 .group = "Mechanics",
                 .invariants = { { "energy",
                     "l^2*(y3^2 + y4^2/2 + y3*y4*cos(y1 - y2))"
                     " - g*l*(2*cos(y1) + cos(y2))" } } },
        [](double, const double* y, const double* p, double* dydt) {
            const double g = p[0];
            const double l = p[1];
            const double s = std::sin(y[0] - y[1]);
            const double c = std::cos(y[0] - y[1]);
            const double below = l * (3 - std::cos(2 * (y[0] - y[1])));
            const double u = l * y[2] * y[2];
            const double v = l * y[3] * y[3];
            dydt[0] = y[2];
            dydt[1] = y[3];
            dydt[2]
                = (-3 * g * std::sin(y[0]) - g * std::sin(y[0] - 2 * y[1]) - 2 * s * (v + u * c))
                / below;
            dydt[3] = 2 * s * (2 * u + 2 * g * std::cos(y[0]) + v * c) / below;
        } };
}

Row rigidBody()
{
    // Euler's equations of a body without torque; Hairer, Lubich & Wanner, Geometric Numerical
    // Integration, 2nd ed., sec. IV.1.
    return { { .id = "rigid-body",
                 .name = "Rigid body",
                 .rhs = { "a*y2*y3", "b*y1*y3", "c*y1*y2" },
                 .y0 = { 1.0, 0.0, 0.9 },
                 .t0 = 0.0,
                 .t1 = 20.0,
                 .parameters = { { "a", -2.0, -4.0, -0.1 }, { "b", 1.25, 0.1, 4.0 },
                     { "c", -0.5, -4.0, -0.1 } },
                 .formula = rich("y1' = a y2 y3, y2' = b y1 y3, y3' = c y1 y2"),
                 .group = "Mechanics",
                 .invariants = { { "b y1² − a y2²", "b*y1^2 - a*y2^2" },
                     { "c y2² − b y3²", "c*y2^2 - b*y3^2" } } },
        [](double, const double* y, const double* p, double* dydt) {
            dydt[0] = p[0] * y[1] * y[2];
            dydt[1] = p[1] * y[0] * y[2];
            dydt[2] = p[2] * y[0] * y[1];
        } };
}

} // namespace

Rows mechanics()
{
    return { bouncingBall(), henonHeiles(), doublePendulum(), rigidBody() };
}

} // namespace solvers::catalogue
