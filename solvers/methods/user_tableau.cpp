// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/methods/user_tableau.h"

#include "solvers/methods/dense_lu.h"
#include "solvers/methods/order_conditions.h"
#include "solvers/problems/expression.h"
#include "solvers/text_file.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <stdexcept>

namespace solvers {

namespace {

constexpr std::size_t kMostStages = 32;
constexpr int kHighestOrder = 10;
/// Numbers typed with twelve digits fulfil a condition, wrong ones miss it by far more.
constexpr double kTolerance = 1e-10;

/// Throws "FIELD: WHAT".
[[noreturn]] void fail(const std::string& field, const std::string& what)
{
    throw std::invalid_argument(field + ": " + what);
}

std::string numbered(const std::string& field, std::size_t i)
{
    return field + "[" + std::to_string(i + 1) + "]";
}

std::string shortNumber(double value)
{
    char text[40];
    std::snprintf(text, sizeof text, "%.6g", value);
    return text;
}

std::string counted(std::size_t count, const char* what)
{
    return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

double valueOf(const std::string& field, const std::string& text)
{
    if (const auto error = checkExpression(text, {}))
        fail(field,
            "'" + shortened(text) + "': " + error->sentence()
                + ", expected a number or a text like \"1/2\"");
    const double value = Expression(text, {}, nullptr).evaluate();
    if (!std::isfinite(value))
        fail(field, "'" + shortened(text) + "' has no finite value, expected a number");
    return value;
}

std::vector<double> valuesOf(const std::string& field, const std::vector<std::string>& texts)
{
    std::vector<double> values;
    for (std::size_t i = 0; i < texts.size(); ++i)
        values.push_back(valueOf(numbered(field, i), texts[i]));
    return values;
}

/// The typed numbers, sizes checked.
struct Numbers {
    Matrix<double> a;
    std::vector<double> b;
    std::vector<double> bHat;
    std::vector<double> c;

    Index stages() const { return a.rows(); }
};

void checkSizes(const UserTableau& tableau)
{
    const std::size_t s = tableau.b.size();
    const std::string count = std::to_string(s);
    if (s == 0 || s > kMostStages)
        fail("b", counted(s, "number") + ", expected 1 to " + std::to_string(kMostStages));
    if (tableau.a.size() != s)
        fail("A",
            counted(tableau.a.size(), "row") + ", expected " + count
                + ", one for each number of b");
    for (std::size_t i = 0; i < s; ++i) {
        const std::size_t length = tableau.a[i].size();
        if (length != i && length != i + 1 && length != s)
            fail(numbered("A", i),
                counted(length, "number") + ", expected " + std::to_string(i)
                    + " (below the diagonal), " + std::to_string(i + 1) + " (with it) or " + count);
    }
    for (const auto& [field, list] :
        { std::pair("bHat", &tableau.bHat), std::pair("c", &tableau.c) })
        if (!list->empty() && list->size() != s)
            fail(field,
                counted(list->size(), "number") + ", expected " + count + ", as many as b has");
}

Numbers numbersOf(const UserTableau& tableau)
{
    checkSizes(tableau);
    const auto s = static_cast<Index>(tableau.b.size());
    Numbers numbers { Matrix<double>::Zero(s, s), valuesOf("b", tableau.b),
        valuesOf("bHat", tableau.bHat), valuesOf("c", tableau.c) };
    for (std::size_t i = 0; i < tableau.a.size(); ++i) {
        const auto row = valuesOf(numbered("A", i), tableau.a[i]);
        for (std::size_t j = 0; j < row.size(); ++j)
            numbers.a(static_cast<Index>(i), static_cast<Index>(j)) = row[j];
    }
    const bool rowSums = numbers.c.empty();
    for (Index i = 0; i < s; ++i) {
        const double sum = numbers.a.row(i).sum();
        const auto k = static_cast<std::size_t>(i);
        if (rowSums)
            numbers.c.push_back(sum);
        else if (std::abs(numbers.c[k] - sum) > kTolerance * std::max(1.0, std::abs(sum)))
            fail(numbered("c", k),
                shortNumber(numbers.c[k]) + ", expected " + shortNumber(sum) + ", the sum of row "
                    + std::to_string(i + 1) + " of A");
    }
    return numbers;
}

bool isExplicit(const Matrix<double>& a)
{
    return a.triangularView<Eigen::Upper>().toDenseMatrix().isZero(0.0);
}

/// The stages can be solved one by one with one matrix.
bool isSinglyDiagonal(const Matrix<double>& a)
{
    const Index s = a.rows();
    if (!a.triangularView<Eigen::StrictlyUpper>().toDenseMatrix().isZero(0.0))
        return false;
    for (Index i = a(0, 0) == 0.0 ? 1 : 0; i < s; ++i)
        if (a(i, i) != a(s - 1, s - 1) || a(i, i) == 0.0)
            return false;
    return true;
}

/// The Newton matrix of all stages falls apart, first guesses extrapolate a polynomial.
void checkFullyImplicit(const Numbers& numbers)
{
    constexpr double apart = 1e-6;
    const auto values = diagonalise(numbers.a).values;
    for (Index i = 0; i < values.size(); ++i) {
        if (std::abs(values[i]) < apart)
            fail("A",
                "a singular matrix, expected a strictly lower triangular one, a lower triangular "
                "one "
                "with one number on its diagonal (the first may be 0) or a regular one");
        for (Index j = 0; j < i; ++j)
            if (std::abs(values[i] - values[j]) < apart)
                fail("A",
                    "two equal eigenvalues, " + shortNumber(values[i].real())
                        + ", expected distinct ones or a lower triangular matrix with one number "
                          "on its diagonal");
    }
    for (std::size_t i = 0; i < numbers.c.size(); ++i) {
        const bool again
            = std::any_of(numbers.c.begin(), numbers.c.begin() + static_cast<std::ptrdiff_t>(i),
                [&](double other) { return std::abs(other - numbers.c[i]) < apart; });
        if (again || std::abs(numbers.c[i]) < apart)
            fail(numbered("c", i),
                shortNumber(numbers.c[i]) + (again ? " a second time" : "")
                    + ", expected distinct nodes other than 0 where all stages are coupled");
    }
    if (!numbers.bHat.empty())
        fail("bHat",
            "an embedded solution of coupled stages, expected none: it would not be "
            "damped for stiff components; leave it out and give a step size");
}

/// Weights and the order that they reach.
struct Attained {
    int order = 0;
    std::string missed; ///< of the next order; empty at the highest
    std::string text() const
    {
        if (missed.empty())
            return "order " + std::to_string(order) + " or more";
        return "order " + std::to_string(order) + "; of order " + std::to_string(order + 1) + ", "
            + missed;
    }
};

Attained attainedOrder(const OrderConditions& conditions, std::span<const double> weights)
{
    const int order = conditions.order(weights, kTolerance);
    if (order == kHighestOrder)
        return { order, {} };
    const OrderViolation worst = conditions.largest(weights, order + 1);
    return { order,
        conditionText(conditions.trees(), worst.tree) + " is not met: the sum is "
            + shortNumber(worst.found) + ", off by "
            + shortNumber(std::abs(worst.found - worst.wanted)) };
}

/// claimed: 0 for nothing
void checkOrder(const std::string& weights, const char* key, int claimed, const Attained& attained)
{
    if (claimed < 0 || claimed > kHighestOrder)
        fail(key, std::to_string(claimed) + ", expected 1 to " + std::to_string(kHighestOrder));
    if (attained.order == 0)
        fail(weights, attained.missed);
    if (claimed > attained.order)
        fail(key,
            std::to_string(claimed) + " is claimed, but the coefficients have " + attained.text());
}

void checkNames(const UserTableau& tableau)
{
    const auto allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
            || c == '-' || c == '_' || c == '.';
    };
    if (tableau.id.empty() || !std::all_of(tableau.id.begin(), tableau.id.end(), allowed))
        fail("id",
            "'" + shortened(tableau.id) + "', expected letters, digits, '-', '_' and '.' only");
    if (findMethod(tableau.id) != nullptr)
        fail("id", "'" + tableau.id + "' is a solver of the program, expected a name of its own");
}

} // namespace

struct UserMethod::Data {
    UserTableau tableau;
    Attained order;
    Attained embeddedOrder;
    std::vector<double> a;
    std::vector<double> b;
    std::vector<double> bHat;
    std::vector<double> c;
    ButcherTableau explicitTable {};
    ImplicitTableau implicitTable {};
    Method method {};

    explicit Data(const UserTableau& typed);
    Data(const Data&) = delete; // its parts point at each other
    Data& operator=(const Data&) = delete;

private:
    void check(const Numbers& numbers);
    void fill(const Numbers& numbers);
};

UserMethod::Data::Data(const UserTableau& typed)
    : tableau(typed)
{
    checkNames(typed);
    const Numbers numbers = numbersOf(typed);
    check(numbers);
    fill(numbers);
}

void UserMethod::Data::check(const Numbers& numbers)
{
    if (!isExplicit(numbers.a) && !isSinglyDiagonal(numbers.a))
        checkFullyImplicit(numbers);
    const OrderConditions conditions(numbers.a, kHighestOrder);
    order = attainedOrder(conditions, numbers.b);
    checkOrder("b", "order", tableau.order, order);
    if (numbers.bHat.empty()) {
        if (tableau.embeddedOrder != 0)
            fail("embedded_order",
                std::to_string(tableau.embeddedOrder)
                    + " is claimed without embedded weights, expected the key 'bHat' too");
        return;
    }
    embeddedOrder = attainedOrder(conditions, numbers.bHat);
    checkOrder("bHat", "embedded_order", tableau.embeddedOrder, embeddedOrder);
    double difference = 0.0;
    for (std::size_t i = 0; i < numbers.b.size(); ++i)
        difference = std::max(difference, std::abs(numbers.b[i] - numbers.bHat[i]));
    if (difference < kTolerance)
        fail("bHat",
            "the same weights as b, expected others: their difference is the error "
            "estimate");
}

void UserMethod::Data::fill(const Numbers& numbers)
{
    b = numbers.b;
    bHat = numbers.bHat;
    c = numbers.c;
    const bool lower = isExplicit(numbers.a);
    for (Index i = 0; i < numbers.stages(); ++i)
        for (Index j = 0; j < (lower ? i : numbers.stages()); ++j)
            a.push_back(numbers.a(i, j));
    method.id = tableau.id;
    method.name = tableau.name.empty() ? tableau.id : tableau.name;
    method.source = tableau.source;
    if (lower) {
        explicitTable = { tableau.id, order.order, embeddedOrder.order, a, b, bHat, c };
        method.data = &explicitTable;
        return;
    }
    implicitTable = { .id = tableau.id,
        .order = order.order,
        .embeddedOrder = embeddedOrder.order,
        .a = a,
        .b = b,
        .c = c,
        .bHat = bHat };
    method.data = &implicitTable;
    // b_i a_ij + b_j a_ji = b_i b_j; HNW I, theorem II.16.6
    const Eigen::Map<const Vector<double>> weights(b.data(), numbers.stages());
    const Matrix<double> ba = weights.asDiagonal() * numbers.a;
    method.symplectic = (ba + ba.transpose() - weights * weights.transpose()).isZero(kTolerance);
}

std::string UserTableau::problem() const
{
    try {
        const UserMethod method(*this);
        return {};
    } catch (const std::invalid_argument& error) {
        return error.what();
    }
}

UserMethod::UserMethod(const UserTableau& tableau)
    : m_data(std::make_shared<const Data>(tableau))
{
}

const Method& UserMethod::method() const
{
    return m_data->method;
}

const UserTableau& UserMethod::tableau() const
{
    return m_data->tableau;
}

std::string UserMethod::orderText() const
{
    return m_data->order.text();
}

std::string UserMethod::embeddedOrderText() const
{
    return m_data->bHat.empty() ? std::string() : m_data->embeddedOrder.text();
}

} // namespace solvers
