// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/analysis/implicit_anatomy.h"

#include "solvers/integration/step_control.h"
#include "solvers/methods/dense_lu.h"
#include "solvers/methods/jacobian.h"

#include <cmath>
#include <utility>

namespace solvers {

namespace {

constexpr int kMostIterations = 60;
constexpr double kRoundingUnits = 4.0; // of epsilon: corrections this small are rounding

/// The equations Z_i = h sum_j a_ij f(t + c_j h, y + Z_j) of one step.
class StageEquations {
public:
    StageEquations(OdeSystem<double>& f, const ImplicitTableau& table, const StepAttempt& attempt,
        ConstVectorView<double> y)
        : m_f(f)
        , m_table(table)
        , m_t(attempt.t)
        , m_h(attempt.step)
        , m_y(y)
        , m_stages(table.stages())
        , m_z(Matrix<double>::Zero(y.size(), m_stages))
        , m_slopes(y.size(), m_stages)
    {
        m_jacobian.prepare(y.size());
        m_lu.resize(y.size() * m_stages);
    }

    /// False where Newton's method does not converge from this guess.
    bool solve(const Matrix<double>& guess)
    {
        m_z = guess;
        double before = HUGE_VAL;
        for (int iteration = 0; iteration < kMostIterations; ++iteration) {
            const double correction = correct();
            if (!std::isfinite(correction))
                return false;
            if (correction <= kRoundingUnits * std::numeric_limits<double>::epsilon())
                return true;
            if (correction < 1e-10 && correction >= 0.5 * before)
                return true; // no further: what is left is the rounding of f
            before = correction;
        }
        return false;
    }

    const Matrix<double>& z() const { return m_z; } ///< dim x stages

    Vector<double> point(int stage) const { return m_y + m_z.col(stage); }

    /// k_i from the Z_i, where A allows it: f would enlarge the rounding of a stiff component.
    Matrix<double> slopes()
    {
        if (!m_table.diagonallyImplicit()) {
            DenseLu<double> lu;
            Matrix<double> a(m_stages, m_stages);
            for (int i = 0; i < m_stages; ++i)
                for (int j = 0; j < m_stages; ++j)
                    a(i, j) = m_table.coefficient(i, j);
            lu.resize(m_stages);
            lu.compute(a);
            Vector<double> solution;
            for (Index n = 0; n < m_y.size(); ++n) {
                const Vector<double> right = m_z.row(n).transpose() / m_h;
                lu.solve(right, solution);
                m_slopes.row(n) = solution.transpose();
            }
            return m_slopes;
        }
        for (int i = 0; i < m_stages; ++i) {
            const double gamma = m_table.coefficient(i, i);
            if (gamma == 0.0) {
                evaluate(i);
                continue;
            }
            Vector<double> rest = m_z.col(i) / m_h;
            for (int j = 0; j < i; ++j)
                rest -= m_table.coefficient(i, j) * m_slopes.col(j);
            m_slopes.col(i) = rest / gamma;
        }
        return m_slopes;
    }

private:
    double time(int stage) const { return m_t + m_table.node(stage) * m_h; }

    void evaluate(int stage)
    {
        const Vector<double> at = point(stage);
        m_f.evaluate(time(stage), view(at), { m_slopes.col(stage).data(), m_y.size() });
    }

    /// One correction; its largest entry, scaled by the size of the state.
    double correct()
    {
        const Index n = m_y.size();
        Matrix<double> matrix = Matrix<double>::Identity(n * m_stages, n * m_stages);
        Counters counters;
        for (int j = 0; j < m_stages; ++j) {
            evaluate(j);
            const Vector<double> at = point(j);
            const Vector<double> slope = m_slopes.col(j);
            m_jacobian.evaluate(m_f, time(j), view(at), view(slope), 0.0, counters);
            for (int i = 0; i < m_stages; ++i)
                matrix.block(i * n, j * n, n, n)
                    -= (m_h * m_table.coefficient(i, j)) * m_jacobian.dfdy();
        }
        if (!matrix.allFinite())
            return HUGE_VAL;
        Vector<double> residual(n * m_stages);
        for (int i = 0; i < m_stages; ++i) {
            Vector<double> sum = Vector<double>::Zero(n);
            for (int j = 0; j < m_stages; ++j)
                sum += m_table.coefficient(i, j) * m_slopes.col(j);
            residual.segment(i * n, n) = m_h * sum - m_z.col(i);
        }
        m_lu.compute(matrix);
        Vector<double> delta;
        m_lu.solve(residual, delta);
        double largest = 0.0;
        for (int i = 0; i < m_stages; ++i) {
            m_z.col(i) += delta.segment(i * n, n);
            for (Index k = 0; k < n; ++k) {
                const double size = std::max({ std::abs(m_y[k]), std::abs(m_y[k] + m_z(k, i)),
                    std::numeric_limits<double>::min() });
                const double share = std::abs(delta[i * n + k]) / size;
                largest = std::isnan(share) ? HUGE_VAL : std::max(largest, share);
            }
        }
        return largest;
    }

    OdeSystem<double>& m_f;
    const ImplicitTableau& m_table;
    double m_t;
    double m_h;
    ConstVectorView<double> m_y;
    int m_stages;
    Matrix<double> m_z;
    Matrix<double> m_slopes;
    Jacobian<double> m_jacobian;
    DenseLu<double> m_lu;
};

/// The estimate of the tableau; DiagonallyImplicit and FullyImplicit say where it comes from.
Vector<double> estimateError(OdeSystem<double>& f, const ImplicitTableau& table,
    const SolveOptions& options, const StepAttempt& attempt, ConstVectorView<double> y,
    const StepAnatomy& step)
{
    const double h = attempt.step;
    const Index n = y.size();
    Vector<double> dydt(n);
    f.evaluate(attempt.t, y, view(dydt));
    const auto unfiltered = [&](const Vector<double>& start) {
        Vector<double> sum = Vector<double>::Zero(n);
        if (!table.e.empty())
            sum = (table.startWeight * h) * start;
        for (std::size_t i = 0; i < step.stages.size(); ++i) {
            if (table.e.empty())
                sum += (h * (table.b[i] - table.bHat[i])) * step.stages[i].slope;
            else
                sum += table.e[i] * (step.stages[i].point - y);
        }
        return sum;
    };
    if (!table.filtered)
        return unfiltered(dydt);
    Jacobian<double> jacobian;
    jacobian.prepare(n);
    Counters counters;
    jacobian.evaluate(f, attempt.t, y, view(std::as_const(dydt)), 0.0, counters);
    Matrix<double> matrix = -(h * table.filterGamma()) * jacobian.dfdy();
    matrix.diagonal().array() += 1.0;
    DenseLu<double> lu;
    lu.resize(n);
    lu.compute(matrix);
    Vector<double> error;
    lu.solve(unfiltered(dydt), error);
    const double squares = scaledSquares<double>(
        view(std::as_const(error)), y, view(step.end), options.rtol, options.atol);
    if (table.e.empty() || !(attempt.retry || attempt.from == 0)
        || std::sqrt(squares / static_cast<double>(n)) < 1.0)
        return error;
    const Vector<double> moved = y + error; // (IV.8.20)
    f.evaluate(attempt.t, view(moved), view(dydt));
    lu.solve(unfiltered(dydt), error);
    return error;
}

} // namespace

StepAnatomy dissectImplicit(OdeSystem<double>& f, const ImplicitTableau& table,
    const SolveOptions& options, const StepAttempt& attempt, ConstVectorView<double> y,
    ConstVectorView<double> end)
{
    StepAnatomy result;
    result.iterative = true;
    StageEquations equations(f, table, attempt, y);
    Matrix<double> guess = Matrix<double>::Zero(y.size(), table.stages());
    bool solved = false;
    if (end.size() > 0) { // on the straight line to the known end
        for (int i = 0; i < table.stages(); ++i)
            guess.col(i) = table.node(i) * (end - y);
        solved = equations.solve(guess);
    }
    if (!solved && !equations.solve(Matrix<double>::Zero(y.size(), table.stages())))
        return result;
    const Matrix<double> slopes = equations.slopes();
    for (int i = 0; i < table.stages(); ++i)
        result.stages.push_back({ table.node(i), attempt.t + table.node(i) * attempt.step,
            equations.point(i), slopes.col(i), {} });
    if (table.stifflyAccurate()) {
        result.end = result.stages.back().point;
    } else {
        result.end = y;
        for (int i = 0; i < table.stages(); ++i)
            result.end += (attempt.step * table.weight(i)) * slopes.col(i);
    }
    if (options.adaptive)
        result.error = estimateError(f, table, options, attempt, y, result);
    return result;
}

} // namespace solvers
