// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/problems/expression_program.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace solvers {

namespace {

const ExpressionFunction& powerFunction()
{
    static const ExpressionFunction& power
        = *std::ranges::find(expressionFunctions(), "pow", &ExpressionFunction::name);
    return power;
}

} // namespace

/// Gives every number of the postfix steps a slot of its own.
class ExpressionProgram::Builder {
public:
    Builder(ExpressionProgram& program, const std::vector<std::string>& names)
        : m_program(program)
        , m_names(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(program.m_variables))
    {
        for (std::size_t i = 0; i < m_names.size(); ++i)
            m_slots.push_back(newSlot(0.0));
    }

    void define(const std::string& name, const std::string& text)
    {
        m_slots.push_back(build(text));
        m_names.push_back(name);
    }

    /// Returns the slot of the result.
    Slot build(const std::string& text)
    {
        for (const PostfixStep& step : postfixSteps(text, m_names))
            add(step);
        return pop();
    }

private:
    using Kind = PostfixStep::Kind;
    struct Choice {
        std::size_t start = 0; ///< index of If
        std::size_t middle = 0; ///< index of Else
    };

    void add(const PostfixStep& step)
    {
        switch (step.kind) {
        case Kind::Number:
            m_stack.push_back(newSlot(step.number));
            break;
        case Kind::Variable:
            m_stack.push_back(m_slots[step.variable]);
            break;
        case Kind::Scaled: // as two operations, which no compiler makes one of
            m_stack.push_back(m_slots[step.variable]);
            m_stack.push_back(newSlot(step.factor));
            addBinary({ .operation = Operation::Binary, .binary = BinaryOperator::Multiply });
            m_stack.push_back(newSlot(step.number));
            addBinary({ .operation = Operation::Binary, .binary = BinaryOperator::Add });
            break;
        case Kind::Binary:
            addBinary({ .operation = Operation::Binary, .binary = step.operation });
            break;
        case Kind::Call:
            addCall(*step.function, step.arguments);
            break;
        default:
            addChoice(step.kind);
        }
    }

    void addBinary(Instruction instruction)
    {
        instruction.right = pop();
        instruction.left = pop();
        addInstruction(instruction);
    }

    void addInstruction(Instruction instruction)
    {
        instruction.result = newSlot(0.0);
        m_stack.push_back(instruction.result);
        m_program.m_instructions.push_back(instruction);
    }

    void addCall(const ExpressionFunction& function, int arguments)
    {
        if (function.one != nullptr) {
            const Slot argument = pop();
            addInstruction(
                { .operation = Operation::Call, .left = argument, .function = &function });
        } else if (function.two != nullptr) {
            addBinary({ .operation = Operation::Call, .function = &function });
        } else {
            // min(a, b, c) is min(min(a, b), c), also among equal ones and NaN.
            const Operation operation
                = function.name == "min" ? Operation::Least : Operation::Largest;
            const std::vector<Slot> list(m_stack.end() - arguments, m_stack.end());
            m_stack.resize(m_stack.size() - list.size());
            m_stack.push_back(list.front());
            for (std::size_t i = 1; i < list.size(); ++i) {
                m_stack.push_back(list[i]);
                addBinary({ .operation = operation });
            }
        }
    }

    void addChoice(Kind kind)
    {
        auto& instructions = m_program.m_instructions;
        const std::size_t here = instructions.size();
        if (kind == Kind::If) {
            instructions.push_back({ .operation = Operation::If, .condition = pop() });
            m_open.push_back({ .start = here });
        } else if (kind == Kind::Else) {
            m_open.back().middle = here;
            instructions[m_open.back().start].jump = here;
            instructions.push_back({ .operation = Operation::Else, .start = m_open.back().start });
        } else {
            const Choice choice = m_open.back();
            m_open.pop_back();
            instructions[choice.middle].jump = here;
            addBinary({ .operation = Operation::EndIf,
                .condition = instructions[choice.start].condition,
                .jump = choice.middle });
        }
    }

    Slot newSlot(double value)
    {
        m_program.m_values.push_back(value);
        return static_cast<Slot>(m_program.m_values.size() - 1);
    }

    Slot pop()
    {
        const Slot slot = m_stack.back();
        m_stack.pop_back();
        return slot;
    }

    ExpressionProgram& m_program;
    std::vector<std::string> m_names;
    std::vector<Slot> m_slots; ///< of the names
    std::vector<Slot> m_stack;
    std::vector<Choice> m_open;
};

ExpressionProgram::ExpressionProgram(const std::vector<std::string>& names,
    const std::vector<std::string>& definitions, const std::vector<std::string>& texts)
    : m_variables(names.size() - std::min(names.size(), definitions.size()))
{
    if (names.size() < definitions.size())
        throw std::invalid_argument("every definition needs a name");
    Builder builder(*this, names);
    for (std::size_t i = 0; i < definitions.size(); ++i)
        builder.define(names[m_variables + i], definitions[i]);
    m_definitions = { .last = m_instructions.size(), .lastSlot = m_values.size() };
    for (const auto& text : texts) {
        Block block { .first = m_instructions.size(), .firstSlot = m_values.size() };
        block.result = builder.build(text);
        block.last = m_instructions.size();
        block.lastSlot = m_values.size();
        m_texts.push_back(block);
    }
    m_derivatives.resize(m_values.size());
    m_active.resize(m_values.size());
}

void ExpressionProgram::evaluate(const double* values)
{
    std::copy_n(values, m_variables, m_values.data());
    execute(m_definitions);
    for (const Block& block : m_texts)
        execute(block);
}

void ExpressionProgram::execute(const Block& block)
{
    for (std::size_t i = block.first; i < block.last; ++i) {
        const Instruction& instruction = m_instructions[i];
        if (instruction.operation == Operation::If) {
            if (m_values[instruction.condition] == 0.0)
                i = instruction.jump;
        } else if (instruction.operation == Operation::Else) {
            i = instruction.jump - 1;
        } else {
            m_values[instruction.result] = compute(instruction);
        }
    }
}

double ExpressionProgram::compute(const Instruction& instruction) const
{
    const double left = m_values[instruction.left];
    const double right = m_values[instruction.right];
    switch (instruction.operation) {
    case Operation::Binary:
        return apply(instruction.binary, left, right);
    case Operation::Call:
        return instruction.function->one != nullptr ? instruction.function->one(left)
                                                    : instruction.function->two(left, right);
    case Operation::Least:
        return right < left ? right : left;
    case Operation::Largest:
        return left < right ? right : left;
    case Operation::EndIf:
        return m_values[instruction.condition] != 0.0 ? left : right;
    case Operation::If:
    case Operation::Else:
        break;
    }
    return 0.0;
}

ExpressionProgram::Partials ExpressionProgram::partials(const Instruction& instruction) const
{
    const double left = m_values[instruction.left];
    const double right = m_values[instruction.right];
    bool takesLeft = false;
    switch (instruction.operation) {
    case Operation::Binary:
        return partialsOfBinary(instruction);
    case Operation::Call:
        return partialsOfCall(instruction);
    case Operation::Least:
        takesLeft = !(right < left);
        break;
    case Operation::Largest:
        takesLeft = !(left < right);
        break;
    case Operation::EndIf:
        takesLeft = m_values[instruction.condition] != 0.0;
        break;
    case Operation::If:
    case Operation::Else:
        return {};
    }
    return { 1, { takesLeft ? instruction.left : instruction.right }, { 1.0 } };
}

ExpressionProgram::Partials ExpressionProgram::partialsOfBinary(
    const Instruction& instruction) const
{
    const double left = m_values[instruction.left];
    const double right = m_values[instruction.right];
    const double value = m_values[instruction.result];
    const std::array by { instruction.left, instruction.right };
    switch (instruction.binary) {
    case BinaryOperator::Add:
        return { 2, by, { 1.0, 1.0 } };
    case BinaryOperator::Subtract:
        return { 2, by, { 1.0, -1.0 } };
    case BinaryOperator::Multiply:
        return { 2, by, { right, left } };
    case BinaryOperator::Divide:
        return { 2, by, { 1.0 / right, -value / right } };
    case BinaryOperator::Power:
        return { 2, by, powerFunction().slopes(left, right, value) };
    default:
        return {}; // constant in pieces
    }
}

ExpressionProgram::Partials ExpressionProgram::partialsOfCall(const Instruction& instruction) const
{
    const double left = m_values[instruction.left];
    const double right = m_values[instruction.right];
    const double value = m_values[instruction.result];
    const ExpressionFunction& function = *instruction.function;
    if (function.slopes != nullptr)
        return { 2, { instruction.left, instruction.right }, function.slopes(left, right, value) };
    if (function.slope == nullptr)
        return {};
    // Formulas such as 1/x also have values where the function has none.
    const double slope = std::isnan(value) ? std::numeric_limits<double>::quiet_NaN()
                                           : function.slope(left, value);
    return { 1, { instruction.left }, { slope } };
}

void ExpressionProgram::pullback(const double* weights, double* sums)
{
    forget(m_definitions);
    for (std::size_t i = 0; i < m_texts.size(); ++i) {
        if (weights[i] == 0.0)
            continue;
        forget({ .firstSlot = m_texts[i].firstSlot, .lastSlot = m_texts[i].lastSlot });
        add(m_texts[i].result, weights[i]);
        sweepBack(m_texts[i]);
    }
    sweepBack(m_definitions);
    for (std::size_t j = 0; j < m_variables; ++j)
        if (m_active[j] != 0)
            sums[j] += m_derivatives[j];
}

void ExpressionProgram::sweepBack(const Block& block)
{
    for (std::size_t next = block.last; next > block.first;) {
        const Instruction& instruction = m_instructions[--next];
        if (instruction.operation == Operation::Else)
            next = instruction.start;
        if (instruction.operation == Operation::EndIf && m_values[instruction.condition] != 0.0)
            next = instruction.jump;
        if (instruction.operation == Operation::If || instruction.operation == Operation::Else
            || m_active[instruction.result] == 0)
            continue;
        const double adjoint = m_derivatives[instruction.result];
        const Partials found = partials(instruction);
        for (int k = 0; k < found.count; ++k)
            add(found.by[static_cast<std::size_t>(k)],
                adjoint * found.values[static_cast<std::size_t>(k)]);
    }
}

void ExpressionProgram::pushforward(const double* tangents, double* slopes)
{
    forget({ .lastSlot = m_values.size() });
    for (std::size_t j = 0; j < m_variables; ++j)
        if (tangents[j] != 0.0)
            add(static_cast<Slot>(j), tangents[j]);
    sweepForward(m_definitions);
    for (std::size_t i = 0; i < m_texts.size(); ++i) {
        sweepForward(m_texts[i]);
        slopes[i] = m_derivatives[m_texts[i].result];
    }
}

void ExpressionProgram::sweepForward(const Block& block)
{
    for (std::size_t i = block.first; i < block.last; ++i) {
        const Instruction& instruction = m_instructions[i];
        if (instruction.operation == Operation::If) {
            if (m_values[instruction.condition] == 0.0)
                i = instruction.jump;
            continue;
        }
        if (instruction.operation == Operation::Else) {
            i = instruction.jump - 1;
            continue;
        }
        const Partials found = partials(instruction);
        for (std::size_t k = 0; k < static_cast<std::size_t>(found.count); ++k)
            if (m_active[found.by[k]] != 0)
                add(instruction.result, m_derivatives[found.by[k]] * found.values[k]);
    }
}

void ExpressionProgram::add(Slot slot, double derivative)
{
    m_derivatives[slot] += derivative;
    m_active[slot] = 1;
}

void ExpressionProgram::forget(const Block& block)
{
    const auto first = static_cast<std::ptrdiff_t>(block.firstSlot);
    const auto last = static_cast<std::ptrdiff_t>(block.lastSlot);
    std::fill(m_derivatives.begin() + first, m_derivatives.begin() + last, 0.0);
    std::fill(m_active.begin() + first, m_active.begin() + last, char(0));
}

} // namespace solvers
