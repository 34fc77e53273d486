// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/mistakes/mistakes.h"

#include "nn/mistakes/padded_border.h"
#include "nn/mistakes/second_state.h"
#include "nn/mistakes/unweighted_adjoint.h"
#include "solvers/analysis/mistakes/first_step_for_all.h"
#include "solvers/analysis/mistakes/summed_components.h"
#include "solvers/analysis/mistakes/truncated_steps.h"
#include "solvers/names.h"

#include <array>
#include <stdexcept>
#include <string>
#include <vector>

namespace nn {

namespace {

using solvers::Mistake;

constexpr std::array kMistakes {
    Mistake { "second-state", "The second state, not the last",
        "mnist_trials, ODE_block_adjoint.forward",
        "The block solves from 0 to 2 in four steps and then returns <i>out</i>[1], the state at "
        "<i>t</i> = 0.5. The loss never sees the rest: twelve of sixteen evaluations are made for "
        "nothing, <i>a</i>(<i>t</i>) is zero from <i>t</i> = 2 back to 0.5, and what the article "
        "calls a network of four steps is one of a single step. Here one weight "
        "<i>λ</i> of <i>z</i>′ = <i>λ</i><i>z</i>, <i>z</i>(0) = 1 is trained to "
        "<i>z</i>(2) = 0.3.",
        "The hollow marker is what the loss sees. As published the curve meets the target at "
        "<i>t</i> = 0.5 and is far below it at <i>t</i> = 2.",
        secondState },
    Mistake { "truncated-steps", "A step lost to rounding", "ode_example, rk4; mnist_trials, rk",
        "The number of steps is <i>int</i>((<i>t</i><sub>1</sub> − <i>t</i><sub>0</sub>)/<i>h</i>)"
        ". In floating point 0.3/0.1 is 2.9999999999999996 and <i>int</i> cuts it to 2, so that "
        "the solve ends early and nobody is told. An end time that is no multiple of <i>h</i>, "
        "such as a trained one, loses its rest too. The number of steps must be rounded up, with "
        "a guard against rounding, and the last step cut to end on <i>t</i><sub>1</sub>.",
        "The published curve ends one step before <i>t</i> = 0.7.", solvers::truncatedSteps },
    Mistake { "first-step-for-all", "The first step size for every step", "adjoint, rk",
        "The loop over the grid takes <i>h</i> = <i>t</i>[1] − <i>t</i>[0] for every step. On "
        "an even grid nothing happens. On 1, 1.3, 1.6, 1.9, 2 the last step is 0.3 long instead "
        "of 0.1, and its end, near the solution at 2.2, is handed out as the state at 2. "
        "The backward pass takes the true steps, so forward and backward do not even belong to "
        "the same solve.",
        "All points agree up to <i>t</i> = 1.9; the last one is far above the exact curve.",
        solvers::firstStepForAll },
    Mistake { "summed-components", "One sum over all components", "ode_example, rk4",
        "The stages are combined by one sum over all numbers of a matrix, stages and "
        "components alike, and the result is added to every component. With one equation this is "
        "right, and Figure 2 is not touched. With two, both components get the same increment: "
        "for <i>y</i><sub>1</sub>′ = <i>y</i><sub>2</sub>, <i>y</i><sub>2</sub>′ = "
        "−<i>y</i><sub>1</sub> their difference stays as it is for ever.",
        "The circle becomes a straight line of slope 1: <i>y</i><sub>1</sub> − "
        "<i>y</i><sub>2</sub> stays 1.",
        solvers::summedComponents },
    Mistake { "padded-border", "A border that is only the bias", "mnist_trials, ResBlock",
        "The second convolution has a kernel of 1 × 1 and yet a padding of 1, to make up for the "
        "3 × 3 convolution before it, which has none. On the border the kernel sees zeros only, "
        "and d<i>z</i>/d<i>t</i> is the bias there, whatever the input: 16 of 25 positions move "
        "on straight lines, <i>z</i>(2) = <i>z</i>(0) + 2 · bias. Padding belongs to the 3 × 3 "
        "convolution.",
        "The outer ring of d<i>z</i>/d<i>t</i> in channel 1, for two inputs: as published it is "
        "even and the same for both.",
        paddedBorder },
    Mistake { "unweighted-adjoint", "An adjoint without weights",
        "adjoint, first version of aug_dynamics",
        "The first adjoint of the notebook let every call of <i>f</i> add −<i>a</i> "
        "∂<i>f</i>/∂<i>θ</i> "
        "to the gradient, once for each stage of Runge–Kutta 4, without the weights 1/6, 1/3, "
        "1/3, 1/6 and without the step, which is negative on the way back. So "
        "the sum is of the wrong size and of the wrong sign. Adam does not mind the size, but it "
        "walks uphill. The integral of equation (2) has to be solved with the same "
        "weights as the state.",
        "Loss of the fit to <i>y</i>(5) against the steps of Adam (rate 10<sup>−3</sup>): one "
        "rises, the other falls.",
        unweightedAdjoint },
};

} // namespace

std::span<const Mistake> mistakes()
{
    return kMistakes;
}

const Mistake& mistakeById(std::string_view id)
{
    std::vector<std::string> ids;
    for (const Mistake& mistake : kMistakes) {
        if (mistake.id == id)
            return mistake;
        ids.emplace_back(mistake.id);
    }
    throw std::invalid_argument(solvers::unknownName("mistake", id, ids));
}

} // namespace nn
