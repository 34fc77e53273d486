// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/analysis/mistakes/plain_steps.h"

#include "solvers/methods/methods.h"

#include <utility>

namespace solvers {

std::vector<Vector<double>> takePlainSteps(
    const Problem& problem, const std::vector<PlainStep>& steps)
{
    const auto f = makeSystem(problem);
    const auto stepper = makeStepper<double>(methodById("rk4"));
    stepper->prepare(f->dim(), 0, false);
    Counters counters;
    Vector<double> y = Eigen::Map<const Vector<double>>(problem.y0.data(), f->dim());
    std::vector<Vector<double>> states { y };
    for (const PlainStep& step : steps) {
        stepper->step(*f, step.t, view(std::as_const(y)), step.size, counters);
        y = stepper->trial();
        stepper->accept();
        states.push_back(y);
    }
    return states;
}

} // namespace solvers
