// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/analysis/phase_orbits.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <optional>
#include <stdexcept>
#include <utility>

namespace solvers {

namespace {

constexpr double kRefineTolerance = 1e-12;
constexpr int kRefineSteps = 8;
constexpr double kStandsStill = 1e-14; // of the state's size: starts on an equilibrium
constexpr double kCycleShare = 1e-6; // two returns this near, of the cycle's size

/// Follows a solution step by step and decides when enough has been seen.
class OrbitTracker {
public:
    OrbitTracker(OdeSystem<double>& system, const OrbitOptions& options)
        : m_system(system)
        , m_options(options)
        , m_refiner(makeStepper<double>(methodById("dopri5")))
    {
        m_orbit.dim = static_cast<std::size_t>(system.dim());
        m_orbit.period = std::numeric_limits<double>::quiet_NaN();
        m_armed.assign(options.targets.size(), false);
    }

    /// Sees every step; false: enough.
    bool observe(double t, ConstVectorView<double> y)
    {
        m_slope.resize(y.size());
        m_system.evaluate(t, y, view(m_slope));
        if (m_orbit.t.empty()) {
            append(t, y);
            return begin(y);
        }
        const Vector<double> before = state(m_orbit.size() - 1);
        const double tBefore = m_orbit.t.back();
        append(t, y);
        m_extent = std::max(m_extent, (y - m_start).norm());
        if (looksForReturns()) {
            if (isTurned(tBefore, before, y))
                m_orbit.kind = OrbitKind::Rotation;
            const double section = m_normal.dot(y - m_start);
            const bool returned = m_section < 0.0 && section >= 0.0;
            m_section = section;
            m_cycleExtent = std::max(m_cycleExtent, (y - m_lastReturn).norm());
            if (returned && !takeReturn(tBefore, before))
                return false;
        }
        return goesOn(y);
    }

    Orbit takeOrbit(const SolveReport& report)
    {
        m_orbit.report = report;
        const bool gaveUp = report.status == SolveStatus::Diverged
            || report.status == SolveStatus::StepTooSmall
            || report.status == SolveStatus::NewtonFailed;
        if (gaveUp && m_orbit.kind == OrbitKind::Open)
            m_orbit.kind = OrbitKind::Fails;
        return std::move(m_orbit);
    }

private:
    Vector<double> state(std::size_t i) const
    {
        return ConstVectorView<double>(m_orbit.y.data() + i * m_orbit.dim, m_system.dim());
    }

    PlanePoint inPlane(ConstVectorView<double> y) const
    {
        return { y[static_cast<Index>(m_options.x)], y[static_cast<Index>(m_options.y)] };
    }

    void append(double t, ConstVectorView<double> y)
    {
        m_orbit.t.push_back(t);
        m_orbit.y.insert(m_orbit.y.end(), y.begin(), y.end());
        m_orbit.dydt.insert(m_orbit.dydt.end(), m_slope.begin(), m_slope.end());
    }

    bool begin(ConstVectorView<double> y)
    {
        m_start = m_lastReturn = y;
        const double direction = m_options.solve.t1 < m_options.solve.t0 ? -1.0 : 1.0;
        const double speed = m_slope.norm();
        if (m_options.untilClosed && speed <= kStandsStill * (1.0 + m_start.norm())) {
            m_orbit.kind = OrbitKind::Converges;
            return false;
        }
        m_normal = direction / speed * m_slope;
        m_fastest = speed;
        return true;
    }

    /// A curve through the plane of two of more components may cross itself; a return is one of
    /// the whole state. One equation has none.
    bool looksForReturns() const { return m_orbit.dim > 1 && m_options.untilClosed; }

    /// The state where the function g, g' along the orbit being known, is 0; from (t, y) on.
    template <typename Function>
    double refine(double t, Vector<double>& y, double limit, const Function& signedDistance)
    {
        Vector<double> slope(y.size());
        const double start = t;
        for (int n = 0; n < kRefineSteps; ++n) {
            m_system.evaluate(t, view(std::as_const(y)), view(slope));
            const auto [distance, rate] = signedDistance(y, slope);
            double next = t - distance / rate;
            const double low = std::min(start, limit);
            const double high = std::max(start, limit);
            next = std::clamp(next, low, high);
            if (!std::isfinite(next)
                || std::abs(next - t) <= 4e-16 * std::max(std::abs(t), std::abs(next)))
                break;
            SolveOptions piece;
            piece.t0 = t;
            piece.t1 = next;
            piece.adaptive = true;
            piece.rtol = kRefineTolerance;
            piece.atol = kRefineTolerance * std::max(m_extent, 1e-6);
            t = integrate<double>(m_system, *m_refiner, piece, view(y)).tReached;
        }
        return t;
    }

    bool takeReturn(double tBefore, const Vector<double>& before)
    {
        Vector<double> y = before;
        const double t
            = refine(tBefore, y, m_orbit.t.back(), [this](const auto& at, const auto& slope) {
                  return std::pair(m_normal.dot(at - m_start), m_normal.dot(slope));
              });
        if ((y - m_start).norm() <= m_options.closeShare * m_extent) {
            m_orbit.kind = OrbitKind::Closed;
            m_orbit.period = std::abs(t - m_orbit.t.front());
        } else if (m_returns > 0 && (y - m_lastReturn).norm() <= kCycleShare * m_cycleExtent) {
            m_orbit.kind = OrbitKind::LimitCycle;
            m_orbit.period = std::abs(t - m_lastReturnTime);
        } else {
            ++m_returns;
            m_lastReturn = y;
            m_lastReturnTime = t;
            m_cycleExtent = 0.0;
            return true;
        }
        m_orbit.t.back() = t; // the line ends where it closes
        std::copy_n(
            y.data(), m_orbit.dim, m_orbit.y.end() - static_cast<std::ptrdiff_t>(m_orbit.dim));
        m_system.evaluate(t, view(std::as_const(y)), view(m_slope));
        std::copy_n(m_slope.data(), m_orbit.dim,
            m_orbit.dydt.end() - static_cast<std::ptrdiff_t>(m_orbit.dim));
        return false;
    }

    /// Whether an angle has for the first time turned by 2 pi, with all else as at the start.
    bool isTurned(double tBefore, const Vector<double>& before, ConstVectorView<double> y)
    {
        for (std::size_t i = 0; i < m_options.angles.size() && m_turns.size() < 8; ++i) {
            const auto k = static_cast<Index>(i);
            const double turn = std::copysign(2 * std::numbers::pi, y[k] - m_start[k]);
            const auto done
                = [&](double angle) { return std::abs(angle - m_start[k]) >= std::abs(turn); };
            if (!m_options.angles[i] || !done(y[k]) || done(before[k])
                || std::ranges::find(m_turns, k) != m_turns.end())
                continue;
            m_turns.push_back(k); // later turns say the same
            Vector<double> at = before;
            const double t
                = refine(tBefore, at, m_orbit.t.back(), [&](const auto& now, const auto& slope) {
                      return std::pair(now[k] - m_start[k] - turn, slope[k]);
                  });
            at[k] -= turn;
            if ((at - m_start).norm() <= m_options.closeShare * m_extent) {
                m_orbit.period = std::abs(t - m_orbit.t.front());
                return true;
            }
        }
        return false;
    }

    bool goesOn(ConstVectorView<double> y)
    {
        const PlanePoint at = inPlane(y);
        if (m_options.untilClosed) {
            const double speed = m_slope.norm();
            m_fastest = std::max(m_fastest, speed);
            const bool flat = m_options.x == m_options.y;
            const PlaneWindow& limits = m_options.limits;
            const bool inside
                = flat ? at.x >= limits.lower.x && at.x <= limits.upper.x : limits.contains(at);
            if (!inside) {
                if (m_orbit.kind == OrbitKind::Open)
                    m_orbit.kind = OrbitKind::Leaves;
                return false;
            }
            if (speed <= m_options.restShare * m_fastest) {
                m_orbit.kind = OrbitKind::Converges;
                return false;
            }
        }
        for (std::size_t i = 0; i < m_options.targets.size(); ++i) {
            const double away = m_options.limits.distance(at, m_options.targets[i]);
            m_armed[i] = m_armed[i] || away > 2.0 * m_options.targetRadius;
            if (m_armed[i] && away <= m_options.targetRadius) {
                m_orbit.kind = OrbitKind::Converges;
                return false;
            }
        }
        if (m_options.longest > 0.0) {
            const std::size_t n = m_orbit.size();
            const Vector<double> last = state(n - 2);
            m_length += m_options.limits.distance(inPlane(view(last)), at);
            return m_length < m_options.longest;
        }
        return true;
    }

    OdeSystem<double>& m_system;
    const OrbitOptions& m_options;
    std::unique_ptr<Stepper<double>> m_refiner;
    Orbit m_orbit;
    Vector<double> m_slope;
    Vector<double> m_start;
    Vector<double> m_normal; ///< of the section through the start
    double m_section = 0.0; ///< signed distance from it
    double m_extent = 0.0; ///< largest distance from the start
    double m_fastest = 0.0;
    Vector<double> m_lastReturn;
    double m_lastReturnTime = 0.0;
    double m_cycleExtent = 0.0; ///< since the last return
    int m_returns = 0;
    std::vector<Index> m_turns; ///< angles that have been once around
    std::vector<bool> m_armed;
    double m_length = 0.0;
};

/// y between two steps by the cubic Hermite polynomial; Hairer, Norsett & Wanner I, (II.6.7).
double hermite(double s, double h, double y0, double y1, double d0, double d1)
{
    return (1 - s) * y0 + s * y1
        + s * (s - 1) * ((1 - 2 * s) * (y1 - y0) + (s - 1) * h * d0 + s * h * d1);
}

} // namespace

Orbit followOrbit(OdeSystem<double>& system, const Vector<double>& y0, const OrbitOptions& options,
    const std::atomic<bool>& stop)
{
    const auto dim = static_cast<std::size_t>(system.dim());
    if (options.method == nullptr || options.x >= dim || options.y >= dim
        || !options.limits.usable())
        throw std::invalid_argument("an orbit needs a method, two components and limits");
    OrbitTracker tracker(system, options);
    const auto stepper = makeStepper<double>(*options.method);
    Vector<double> y = y0;
    const SolveReport report = integrate<double>(
        system, *stepper, options.solve, view(y), [&](double t, ConstVectorView<double> state) {
            return !stop && tracker.observe(t, state);
        });
    return tracker.takeOrbit(report);
}

PlaneLine orbitLine(
    const Orbit& orbit, std::size_t x, std::size_t y, const PlaneWindow& window, double spacing)
{
    constexpr double mostBetween = 64.0;
    PlaneLine line;
    const bool flat = x == y;
    const auto at = [&](std::size_t i, double s) -> PlanePoint {
        const double h = orbit.t[i] - orbit.t[i - 1];
        const auto value = [&](std::size_t k) {
            const std::size_t a = (i - 1) * orbit.dim + k;
            const std::size_t b = i * orbit.dim + k;
            return hermite(s, h, orbit.y[a], orbit.y[b], orbit.dydt[a], orbit.dydt[b]);
        };
        return { value(x), flat ? 0.0 : value(y) };
    };
    for (std::size_t i = 0; i < orbit.size(); ++i) {
        const double* state = orbit.y.data() + i * orbit.dim;
        const PlanePoint point { state[x], flat ? 0.0 : state[y] };
        if (!line.empty()) {
            const double apart = window.distance(line.back(), point);
            const auto pieces
                = static_cast<int>(std::clamp(std::ceil(apart / spacing), 1.0, mostBetween));
            for (int n = 1; n < pieces; ++n)
                line.push_back(at(i, static_cast<double>(n) / pieces));
        }
        line.push_back(point);
    }
    return line;
}

std::vector<Separatrix> separatrices(PhasePlane& plane, const std::vector<Equilibrium>& equilibria,
    const PlaneWindow& window, const std::atomic<bool>& stop)
{
    constexpr double offset = 1e-5; // of the window
    constexpr double joined = 1e-3;
    OrbitOptions options;
    options.method = &methodById("dopri5");
    options.limits = window.enlarged(1.0);
    options.targetRadius = joined / 3.0; // of the limits, which are three windows wide
    options.longest = 10.0;
    options.restShare = 1e-3; // else rounding would turn it round at a saddle out of sight
    options.solve.adaptive = true;
    options.solve.rtol = 1e-11;
    options.solve.atol = 1e-11 * std::min(window.width(), window.height());
    options.solve.maxSteps = 20'000;
    for (const Equilibrium& each : equilibria)
        options.targets.push_back(each.at);
    std::vector<Separatrix> branches;
    for (const Equilibrium& saddle : equilibria) {
        if (saddle.kind != EquilibriumKind::Saddle)
            continue;
        for (const std::size_t k : { std::size_t { 0 }, std::size_t { 1 } }) {
            const PlanePoint& v = saddle.eigenvectors[k];
            const double length = window.distance({}, v);
            const double rate = saddle.eigenvalues[k].real();
            options.solve.t1 = 400.0 / rate; // backwards along the stable direction
            for (const double side : { offset, -offset }) {
                if (stop)
                    return branches;
                Vector<double> y(2);
                y << saddle.at.x + side / length * v.x, saddle.at.y + side / length * v.y;
                const Orbit orbit = followOrbit(plane, y, options, stop);
                Separatrix branch { orbitLine(orbit, 0, 1, window), rate > 0.0 };
                branch.line.insert(branch.line.begin(), saddle.at);
                branches.push_back(std::move(branch));
            }
        }
    }
    return branches;
}

std::vector<PlaneLine> streamlines(PhasePlane& plane, const PlaneWindow& window, int columns,
    int rows, const std::atomic<bool>& stop)
{
    OrbitOptions options;
    options.method = &methodById("dopri5");
    options.limits = window.enlarged(0.02);
    options.longest = 0.5;
    options.solve.adaptive = true;
    options.solve.rtol = 1e-6;
    options.solve.atol = 1e-6 * std::min(window.width(), window.height());
    options.solve.maxSteps = 2'000;
    std::vector<PlaneLine> lines;
    for (const FieldSample& sample : sampleField(plane, window, columns, rows, stop)) {
        const double speed = window.distance({}, sample.slope);
        if (stop || speed == 0.0)
            continue;
        PlaneLine whole;
        for (const double direction : { -1.0, 1.0 }) {
            options.solve.t1 = direction * 20.0 / speed;
            Vector<double> y(2);
            y << sample.at.x, sample.at.y;
            PlaneLine half = orbitLine(followOrbit(plane, y, options, stop), 0, 1, window, 0.01);
            if (direction < 0.0)
                std::ranges::reverse(half);
            whole.insert(
                whole.end(), half.begin() + (direction < 0.0 || half.empty() ? 0 : 1), half.end());
        }
        lines.push_back(std::move(whole));
    }
    return lines;
}

} // namespace solvers
