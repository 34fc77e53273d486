// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <string_view>

namespace solvers {

/// Integer weights over one denominator, as the books print them.
struct RationalWeights {
    std::span<const int> numerators;
    int denominator = 1;

    constexpr double operator[](std::size_t j) const
    {
        return static_cast<double>(numerators[j]) / denominator;
    }
};

/// An explicit linear multistep formula with equal steps,
/// y_{n+1} = y_{n-back} + h sum_j predictor_j f_{n-j}, followed, where there is a corrector, by
/// y_{n+1} = y_n + h (corrector_0 f(t_{n+1}, y_{n+1}) + sum_j corrector_{j+1} f_{n-j}) and by an
/// evaluation at the corrected value (PECE).
/// Hairer, Norsett & Wanner, Solving ODEs I, 2nd ed., sec. III.1.
struct MultistepFormula {
    std::string_view id;
    int order;
    int back; ///< 0: Adams, 1: Nystroem
    RationalWeights predictor;
    RationalWeights corrector = {};
    static constexpr int embeddedOrder = 0;

    constexpr int steps() const
    {
        return std::max(static_cast<int>(predictor.numerators.size()), back + 1);
    }
    constexpr int stages() const { return steps(); }
    constexpr bool corrects() const { return !corrector.numerators.empty(); }
};

/// Order of y_{n+1} = y_{n-back} + h sum_j w_j f_{n+newest-j}, from the order conditions
/// (1 - (-back)^q) = q sum_j w_j (newest - j)^(q-1), q = 1, 2, ..., in exact arithmetic;
/// HNW I, (III.2.6).
constexpr int multistepOrder(const RationalWeights& weights, int newest, int back)
{
    constexpr int highest = 12;
    for (int q = 1; q <= highest; ++q) {
        long long sum = 0;
        for (std::size_t j = 0; j < weights.numerators.size(); ++j) {
            long long power = q;
            for (int i = 1; i < q; ++i)
                power *= newest - static_cast<int>(j);
            sum += power * weights.numerators[j];
        }
        long long backPower = 1;
        for (int i = 0; i < q; ++i)
            backPower *= -back;
        if (sum != (1 - backPower) * weights.denominator)
            return q - 1;
    }
    return highest;
}

/// The order of the formula follows from its weights.
constexpr bool isConsistent(const MultistepFormula& formula)
{
    const int predictor = multistepOrder(formula.predictor, 0, formula.back);
    if (!formula.corrects())
        return predictor == formula.order;
    // PECE has the order of the corrector if the predictor's is at most one less.
    return multistepOrder(formula.corrector, 1, 0) == formula.order
        && predictor >= formula.order - 1;
}

namespace formulas {

extern const MultistepFormula ab1;
extern const MultistepFormula ab2;
extern const MultistepFormula ab3;
extern const MultistepFormula ab4;
extern const MultistepFormula ab5;
extern const MultistepFormula abm2;
extern const MultistepFormula abm3;
extern const MultistepFormula abm4;
extern const MultistepFormula abm5;
extern const MultistepFormula leapfrog;

} // namespace formulas

} // namespace solvers
