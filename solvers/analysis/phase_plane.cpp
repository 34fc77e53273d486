// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/analysis/phase_plane.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>
#include <utility>

namespace solvers {

namespace {

constexpr int kProbes = 6;
constexpr double kSameSlope = 1e-9; // of the slope's size: rounding of sin(y + 2 pi)
constexpr double kOtherShift = 1.2345; // no period that anybody writes down

/// A few points about y0, different from run to run in nothing.
Vector<double> probe(const Problem& problem, int number)
{
    Vector<double> y(static_cast<Index>(problem.dim()));
    for (Index k = 0; k < y.size(); ++k) {
        const double start = problem.y0[static_cast<std::size_t>(k)];
        const double share
            = number == 0 ? 0.0 : 0.3 * std::sin(1.7 * number + 2.3 * static_cast<double>(k) + 0.5);
        y[k] = start + share * std::max(1.0, std::abs(start));
    }
    return y;
}

Vector<double> slopeAt(OdeSystem<double>& system, double t, const Vector<double>& y)
{
    Vector<double> slope(y.size());
    system.evaluate(t, view(y), view(slope));
    return slope;
}

bool alike(const Vector<double>& a, const Vector<double>& b)
{
    return (a - b).cwiseAbs().maxCoeff() <= kSameSlope * std::max(1.0, a.cwiseAbs().maxCoeff());
}

} // namespace

bool PlaneWindow::usable() const
{
    return std::isfinite(width()) && std::isfinite(height()) && width() > 0.0 && height() > 0.0;
}

bool PlaneWindow::contains(const PlanePoint& at) const
{
    return at.x >= lower.x && at.x <= upper.x && at.y >= lower.y && at.y <= upper.y;
}

PlaneWindow PlaneWindow::enlarged(double share) const
{
    return { { lower.x - share * width(), lower.y - share * height() },
        { upper.x + share * width(), upper.y + share * height() } };
}

PlaneWindow PlaneWindow::united(const PlaneWindow& other) const
{
    return { { std::min(lower.x, other.lower.x), std::min(lower.y, other.lower.y) },
        { std::max(upper.x, other.upper.x), std::max(upper.y, other.upper.y) } };
}

double PlaneWindow::distance(const PlanePoint& a, const PlanePoint& b) const
{
    return std::hypot((a.x - b.x) / width(), (a.y - b.y) / height());
}

PhasePlane::PhasePlane(const Problem& problem, PlaneSelection selection)
    : m_system(makeSystem(problem))
    , m_selection(std::move(selection))
{
    const std::size_t dim = problem.dim();
    if (m_selection.x >= dim || m_selection.y >= dim || m_selection.x == m_selection.y)
        throw std::invalid_argument("a phase plane takes two different components");
    if (m_selection.state.size() != dim)
        throw std::invalid_argument("the state of a phase plane needs one number a component");
    const auto n = static_cast<Index>(dim);
    m_state = ConstVectorView<double>(m_selection.state.data(), n);
    m_slope.resize(n);
    m_dfdy.resize(n, n);
    m_dfdt.resize(n);
}

void PhasePlane::place(const PlanePoint& at)
{
    m_state[static_cast<Index>(m_selection.x)] = at.x;
    m_state[static_cast<Index>(m_selection.y)] = at.y;
}

PlanePoint PhasePlane::slope(const PlanePoint& at)
{
    place(at);
    m_system->evaluate(m_selection.t, view(std::as_const(m_state)), view(m_slope));
    return { m_slope[static_cast<Index>(m_selection.x)],
        m_slope[static_cast<Index>(m_selection.y)] };
}

std::array<std::array<double, 2>, 2> PhasePlane::derivative(const PlanePoint& at)
{
    const auto i = static_cast<Index>(m_selection.x);
    const auto j = static_cast<Index>(m_selection.y);
    if (m_system->hasJacobian()) {
        place(at);
        m_system->jacobian(m_selection.t, view(std::as_const(m_state)),
            { m_dfdy.data(), m_dfdy.rows(), m_dfdy.cols() }, view(m_dfdt));
        if (m_dfdy.allFinite())
            return { { { m_dfdy(i, i), m_dfdy(i, j) }, { m_dfdy(j, i), m_dfdy(j, j) } } };
    }
    const double root = std::cbrt(std::numeric_limits<double>::epsilon());
    const double dx = root * std::max(1.0, std::abs(at.x));
    const double dy = root * std::max(1.0, std::abs(at.y));
    const PlanePoint east = slope({ at.x + dx, at.y });
    const PlanePoint west = slope({ at.x - dx, at.y });
    const PlanePoint north = slope({ at.x, at.y + dy });
    const PlanePoint south = slope({ at.x, at.y - dy });
    return { { { (east.x - west.x) / (2 * dx), (north.x - south.x) / (2 * dy) },
        { (east.y - west.y) / (2 * dx), (north.y - south.y) / (2 * dy) } } };
}

void PhasePlane::evaluate(double, ConstVectorView<double> y, VectorView<double> dydt)
{
    const PlanePoint result = slope({ y[0], y[1] });
    dydt[0] = result.x;
    dydt[1] = result.y;
}

std::vector<FieldSample> sampleField(PhasePlane& plane, const PlaneWindow& window, int columns,
    int rows, const std::atomic<bool>& stop)
{
    std::vector<FieldSample> field;
    field.reserve(static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows));
    for (int row = 0; row < rows && !stop; ++row) {
        for (int column = 0; column < columns; ++column) {
            const PlanePoint at { window.lower.x + (column + 0.5) / columns * window.width(),
                window.lower.y + (row + 0.5) / rows * window.height() };
            const PlanePoint slope = plane.slope(at);
            if (std::isfinite(slope.x) && std::isfinite(slope.y))
                field.push_back({ at, slope });
        }
    }
    return field;
}

bool isAutonomous(const Problem& problem)
{
    const auto system = makeSystem(problem);
    for (int number = 0; number < kProbes; ++number) {
        const Vector<double> y = probe(problem, number);
        const Vector<double> first = slopeAt(*system, problem.t0, y);
        for (const double share : { 0.3711, 1.0 }) {
            const double t = problem.t0 + share * (problem.t1 - problem.t0);
            const Vector<double> later = slopeAt(*system, t, y);
            if (first.allFinite() && later.allFinite() && later != first)
                return false;
        }
    }
    return true;
}

std::vector<bool> angles(const Problem& problem)
{
    const auto system = makeSystem(problem);
    std::vector<bool> result(problem.dim(), false);
    for (Index k = 0; k < static_cast<Index>(problem.dim()); ++k) {
        bool periodic = true;
        bool constant = true;
        for (int number = 0; number < kProbes && periodic; ++number) {
            Vector<double> y = probe(problem, number);
            const Vector<double> here = slopeAt(*system, problem.t0, y);
            y[k] += kOtherShift;
            const Vector<double> aside = slopeAt(*system, problem.t0, y);
            y[k] += 2 * std::numbers::pi - kOtherShift;
            const Vector<double> around = slopeAt(*system, problem.t0, y);
            periodic = here.allFinite() && around.allFinite() && alike(here, around);
            constant = constant && aside.allFinite() && alike(here, aside);
        }
        result[static_cast<std::size_t>(k)] = periodic && !constant;
    }
    return result;
}

} // namespace solvers
