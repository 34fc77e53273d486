// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/problems/expression.h"

namespace solvers {

enum class BinaryOperator {
    Or,
    And,
    Less,
    Greater,
    LessEqual,
    GreaterEqual,
    NotEqual,
    Equal,
    Add,
    Subtract,
    Multiply,
    Divide,
    Power
};

double apply(BinaryOperator operation, double x, double y);

/// One step of a formula on a stack of numbers.
struct PostfixStep {
    enum class Kind {
        Number, ///< puts number on the stack
        Variable, ///< puts the variable on it
        Scaled, ///< puts factor * variable + number on it
        Binary, ///< takes two numbers off and puts the result of operation on
        Call, ///< the same with arguments numbers and function
        If, ///< takes one number off; where it is 0, the steps up to Else are left out
        Else, ///< where it was not 0, the steps from here to EndIf are left out
        EndIf
    };
    Kind kind = Kind::Number;
    std::size_t variable = 0;
    double factor = 0.0;
    double number = 0.0;
    BinaryOperator operation = BinaryOperator::Add;
    const ExpressionFunction* function = nullptr; ///< of static storage
    int arguments = 1;
};

/// A text in the order in which it is evaluated, by Dijkstra's shunting yard and therefore
/// without recursion. Precedence, evaluation of constants and all shortcuts (3*y + 2*y is 5*y,
/// y*y*y is a cube) are those of muParser 2.3, so that the values are the same to the last bit.
/// Throws as Expression does.
std::vector<PostfixStep> postfixSteps(
    std::string_view text, const std::vector<std::string>& variables);

} // namespace solvers
