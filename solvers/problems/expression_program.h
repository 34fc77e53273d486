// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/problems/expression_postfix.h"

#include <cstdint>
#include <string>
#include <vector>

namespace solvers {

/// Expressions with their derivatives by all variables. Values equal those of Expression to the
/// last bit; that one is faster for values alone.
///
/// Where a derivative does not exist it is one-sided or a mean: abs has 0 at 0, min and max have
/// that of the first argument among equal ones, c ? a : b that of the branch taken; comparisons,
/// && and || and sign are constant in pieces. Where a value leaves the real numbers or a
/// derivative is infinite, NaN or infinity comes out, also as 0 * infinity: the derivative of
/// sqrt(y)^2 at 0 is NaN.
///
/// Reverse and forward mode: Griewank & Walther, Evaluating Derivatives, 2nd ed. (2008), ch. 3.
/// An instance keeps scratch memory and serves one thread at a time.
class ExpressionProgram {
public:
    /// names: variables, then one for each definition; a definition may use what stands before
    /// it, a text all. Throws as Expression does.
    ExpressionProgram(const std::vector<std::string>& names,
        const std::vector<std::string>& definitions, const std::vector<std::string>& texts);

    std::size_t variables() const { return m_variables; }
    std::size_t size() const { return m_texts.size(); } ///< number of texts

    /// values: one for each variable. The derivatives below are those at the last values.
    void evaluate(const double* values);
    double value(std::size_t text) const { return m_values[m_texts[text].result]; }

    /// sums[j] += sum_i weights[i] d text_i / d variable_j; a text of weight 0 has no influence.
    void pullback(const double* weights, double* sums);

    /// slopes[i] = sum_j tangents[j] d text_i / d variable_j; a variable of tangent 0 has no
    /// influence.
    void pushforward(const double* tangents, double* slopes);

private:
    using Slot = std::uint32_t; ///< place of a number: variables, constants, results
    enum class Operation : std::uint8_t { Binary, Call, Least, Largest, If, Else, EndIf };
    struct Instruction {
        Operation operation;
        BinaryOperator binary = BinaryOperator::Add;
        Slot result = 0;
        Slot left = 0; ///< EndIf: the value where the condition holds
        Slot right = 0;
        Slot condition = 0; ///< of If and EndIf
        std::size_t jump = 0; ///< If: its Else, Else: its EndIf, EndIf: its Else
        std::size_t start = 0; ///< Else: its If
        const ExpressionFunction* function = nullptr;
    };
    /// Instructions and slots of one text, or of all definitions: [first, last)
    struct Block {
        std::size_t first = 0;
        std::size_t last = 0;
        std::size_t firstSlot = 0;
        std::size_t lastSlot = 0;
        Slot result = 0;
    };
    /// The derivatives of a result by what it was computed from
    struct Partials {
        int count = 0;
        std::array<Slot, 2> by {};
        std::array<double, 2> values {};
    };
    class Builder;

    void execute(const Block& block);
    double compute(const Instruction& instruction) const;
    Partials partials(const Instruction& instruction) const;
    Partials partialsOfBinary(const Instruction& instruction) const;
    Partials partialsOfCall(const Instruction& instruction) const;
    void sweepBack(const Block& block);
    void sweepForward(const Block& block);
    void add(Slot slot, double derivative);
    void forget(const Block& block);

    std::size_t m_variables;
    std::vector<Instruction> m_instructions;
    Block m_definitions; ///< with the slots of the variables
    std::vector<Block> m_texts;
    std::vector<double> m_values;
    std::vector<double> m_derivatives; ///< adjoints or tangents
    std::vector<char> m_active; ///< whether anything was added to a slot's derivative
};

} // namespace solvers
