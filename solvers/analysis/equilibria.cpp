// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/analysis/equilibria.h"

#include "solvers/analysis/phase_orbits.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <stdexcept>

namespace solvers {

namespace {

constexpr double kZeroPart = 1e-7; // of the linearisation's size: what differences leave
constexpr double kEqualRoots = 1e-8; // of its square: rounding in the discriminant
constexpr int kStarts = 14; // of Newton's method, along each side
constexpr int kCells = 48; // along each side, searched for sign changes
constexpr int kNewtonSteps = 120; // a double root takes its 2/3 a step
constexpr double kNewtonDone = 1e-12; // of the window
constexpr double kSame = 1e-6; // of the window
constexpr double kSameSingular = 1e-3; // where Newton's method is slow and the root flat
constexpr double kAtRest = 1e-8; // of the field's size
constexpr std::size_t kMostSingular = 12; // more are a curve of them
constexpr double kCentreRadius = 0.01; // of the window: the orbit that tells a centre
constexpr double kCentreReturn = 1e-6; // of its size
constexpr double kCentreTurns = 3.0; // turns of the linearisation that the orbit may take

using Matrix2 = std::array<std::array<double, 2>, 2>;

PlanePoint unit(double x, double y)
{
    const double length = std::hypot(x, y);
    return length > 0.0 ? PlanePoint { x / length, y / length } : PlanePoint {};
}

/// The null vector of a - lambda I, from its larger row.
PlanePoint eigenvector(const Matrix2& a, double lambda)
{
    const double p = a[0][0] - lambda;
    const double s = a[1][1] - lambda;
    if (std::hypot(p, a[0][1]) >= std::hypot(a[1][0], s))
        return unit(-a[0][1], p);
    return unit(-s, a[1][0]);
}

EquilibriumKind kindOf(const Matrix2& a, double size, double discriminant,
    const std::array<std::complex<double>, 2>& eigenvalues)
{
    const double first = eigenvalues[0].real();
    const double second = eigenvalues[1].real();
    const auto isZero = [size](double part) { return std::abs(part) <= kZeroPart * size; };
    if (eigenvalues[0].imag() != 0.0) {
        if (isZero(first))
            return EquilibriumKind::Centre;
        return first < 0.0 ? EquilibriumKind::StableSpiral : EquilibriumKind::UnstableSpiral;
    }
    if (isZero(first) || isZero(second))
        return EquilibriumKind::NonHyperbolic;
    if (first > 0.0 && second < 0.0)
        return EquilibriumKind::Saddle;
    if (std::abs(discriminant) <= kEqualRoots * size * size) {
        const bool star = isZero(a[0][1]) && isZero(a[1][0]);
        if (first < 0.0)
            return star ? EquilibriumKind::StableStar : EquilibriumKind::StableDegenerate;
        return star ? EquilibriumKind::UnstableStar : EquilibriumKind::UnstableDegenerate;
    }
    return first < 0.0 ? EquilibriumKind::StableNode : EquilibriumKind::UnstableNode;
}

class Search {
public:
    Search(PhasePlane& plane, const PlaneWindow& window, const std::atomic<bool>& stop)
        : m_plane(plane)
        , m_window(window)
        , m_reach(window.enlarged(0.5))
        , m_stop(stop)
    {
        for (const FieldSample& sample : sampleField(plane, window, kStarts, kStarts, stop))
            m_fieldSize = std::max(m_fieldSize, size(sample.slope));
    }

    void run()
    {
        for (int j = 0; j < kStarts && !m_stop; ++j)
            for (int i = 0; i < kStarts; ++i)
                start(inWindow((i + 0.5) / kStarts, (j + 0.5) / kStarts));
        for (int j = 0; j < kCells && !m_stop; ++j)
            for (int i = 0; i < kCells; ++i)
                if (bothChangeSign(i, j))
                    start(inWindow((i + 0.5) / kCells, (j + 0.5) / kCells));
    }

    EquilibriumSearch result()
    {
        EquilibriumSearch search;
        const auto isSingular
            = [](const Equilibrium& each) { return each.kind == EquilibriumKind::NonHyperbolic; };
        if (static_cast<std::size_t>(std::ranges::count_if(m_found, isSingular)) > kMostSingular) {
            search.continuum = true;
            std::erase_if(m_found, isSingular);
        }
        for (Equilibrium& each : m_found)
            if (each.kind == EquilibriumKind::Centre && !orbitCloses(each))
                each.kind = EquilibriumKind::NonHyperbolic;
        const double column = 1e-9 * m_window.width();
        std::ranges::sort(m_found, [column](const Equilibrium& a, const Equilibrium& b) {
            return std::abs(a.at.x - b.at.x) > column ? a.at.x < b.at.x : a.at.y < b.at.y;
        });
        search.points = std::move(m_found);
        return search;
    }

private:
    /// Slopes in windows a unit of time: both directions count the same.
    double size(const PlanePoint& slope) const
    {
        return std::hypot(slope.x / m_window.width(), slope.y / m_window.height());
    }

    PlanePoint inWindow(double x, double y) const
    {
        return { m_window.lower.x + x * m_window.width(),
            m_window.lower.y + y * m_window.height() };
    }

    bool bothChangeSign(int i, int j)
    {
        int xPositive = 0;
        int yPositive = 0;
        for (const int corner : { 0, 1, 2, 3 }) {
            const PlanePoint slope
                = m_plane.slope(inWindow(static_cast<double>(i + corner % 2) / kCells,
                    static_cast<double>(j + corner / 2) / kCells));
            xPositive += slope.x >= 0.0 ? 1 : 0;
            yPositive += slope.y >= 0.0 ? 1 : 0;
        }
        return xPositive % 4 != 0 && yPositive % 4 != 0;
    }

    /// Newton's step in units of the window; least squares where the matrix is singular.
    PlanePoint newtonStep(const PlanePoint& at, const PlanePoint& slope)
    {
        const Matrix2 d = m_plane.derivative(at);
        const double w = m_window.width();
        const double h = m_window.height();
        const Matrix2 a { { { d[0][0], d[0][1] * h / w }, { d[1][0] * w / h, d[1][1] } } };
        const double fx = slope.x / w;
        const double fy = slope.y / h;
        const double determinant = a[0][0] * a[1][1] - a[0][1] * a[1][0];
        const double square
            = a[0][0] * a[0][0] + a[0][1] * a[0][1] + a[1][0] * a[1][0] + a[1][1] * a[1][1];
        if (std::abs(determinant) > 1e-10 * square)
            return { -(a[1][1] * fx - a[0][1] * fy) / determinant,
                -(a[0][0] * fy - a[1][0] * fx) / determinant };
        const double damping = 1e-12 * square + std::numeric_limits<double>::min();
        const double p = a[0][0] * a[0][0] + a[1][0] * a[1][0] + damping;
        const double q = a[0][0] * a[0][1] + a[1][0] * a[1][1];
        const double r = a[0][1] * a[0][1] + a[1][1] * a[1][1] + damping;
        const double gx = a[0][0] * fx + a[1][0] * fy;
        const double gy = a[0][1] * fx + a[1][1] * fy;
        return { -(r * gx - q * gy) / (p * r - q * q), -(p * gy - q * gx) / (p * r - q * q) };
    }

    std::optional<PlanePoint> newton(PlanePoint at)
    {
        PlanePoint slope = m_plane.slope(at);
        for (int n = 0; n < kNewtonSteps; ++n) {
            if (!std::isfinite(slope.x) || !std::isfinite(slope.y) || !m_reach.contains(at))
                return std::nullopt;
            if (slope == PlanePoint {})
                return at;
            const PlanePoint step = newtonStep(at, slope);
            if (!std::isfinite(step.x) || !std::isfinite(step.y))
                return std::nullopt;
            double share = std::min(1.0, 0.25 / std::max(std::abs(step.x), std::abs(step.y)));
            PlanePoint next;
            PlanePoint nextSlope;
            for (int halvings = 0; halvings < 6; ++halvings, share /= 2) {
                next = { at.x + share * step.x * m_window.width(),
                    at.y + share * step.y * m_window.height() };
                nextSlope = m_plane.slope(next);
                if (size(nextSlope) < size(slope))
                    break;
            }
            const bool done = std::hypot(step.x, step.y) < kNewtonDone;
            if (!done || size(nextSlope) < size(slope)) {
                at = next;
                slope = nextSlope;
            }
            if (done)
                break;
        }
        return size(slope) <= kAtRest * m_fieldSize ? std::optional(at) : std::nullopt;
    }

    void start(const PlanePoint& from)
    {
        const std::optional<PlanePoint> at = newton(from);
        if (!at || !m_window.enlarged(kSame).contains(*at))
            return;
        const PlanePoint snapped { std::abs(at->x) < 1e-10 * m_window.width() ? 0.0 : at->x,
            std::abs(at->y) < 1e-10 * m_window.height() ? 0.0 : at->y };
        const Equilibrium found
            = linearised(snapped, m_plane.derivative(snapped), kZeroPart * m_fieldSize);
        const double same = found.kind == EquilibriumKind::NonHyperbolic ? kSameSingular : kSame;
        for (const Equilibrium& known : m_found)
            if (m_window.distance(known.at, snapped) <= same)
                return;
        m_found.push_back(found);
    }

    bool orbitCloses(const Equilibrium& centre)
    {
        const double rate = std::abs(centre.eigenvalues[0].imag());
        OrbitOptions options;
        options.method = &methodById("dopri5");
        options.solve.adaptive = true;
        options.solve.t1 = kCentreTurns * 2.0 * 3.15 / rate;
        const double radius = kCentreRadius * std::min(m_window.width(), m_window.height());
        options.solve.rtol = 1e-12;
        options.solve.atol = 1e-12 * radius;
        options.limits = m_window.enlarged(1.0);
        options.closeShare = kCentreReturn;
        Vector<double> y(2);
        y << centre.at.x + radius, centre.at.y;
        return followOrbit(m_plane, y, options, m_stop).kind == OrbitKind::Closed;
    }

    PhasePlane& m_plane;
    PlaneWindow m_window;
    PlaneWindow m_reach;
    const std::atomic<bool>& m_stop;
    double m_fieldSize = 0.0;
    std::vector<Equilibrium> m_found;
};

} // namespace

std::string_view name(EquilibriumKind kind)
{
    switch (kind) {
    case EquilibriumKind::StableNode:
        return "stable node";
    case EquilibriumKind::UnstableNode:
        return "unstable node";
    case EquilibriumKind::StableSpiral:
        return "stable spiral";
    case EquilibriumKind::UnstableSpiral:
        return "unstable spiral";
    case EquilibriumKind::StableStar:
        return "stable star";
    case EquilibriumKind::UnstableStar:
        return "unstable star";
    case EquilibriumKind::StableDegenerate:
        return "stable degenerate node";
    case EquilibriumKind::UnstableDegenerate:
        return "unstable degenerate node";
    case EquilibriumKind::Saddle:
        return "saddle";
    case EquilibriumKind::Centre:
        return "centre";
    case EquilibriumKind::NonHyperbolic:
        return "non-hyperbolic";
    }
    return "";
}

bool isStable(EquilibriumKind kind)
{
    switch (kind) {
    case EquilibriumKind::StableNode:
    case EquilibriumKind::StableSpiral:
    case EquilibriumKind::StableStar:
    case EquilibriumKind::StableDegenerate:
    case EquilibriumKind::Centre:
        return true;
    default:
        return false;
    }
}

Equilibrium linearised(
    const PlanePoint& at, const std::array<std::array<double, 2>, 2>& a, double negligible)
{
    Equilibrium result;
    result.at = at;
    double size = 0.0;
    for (const auto& row : a)
        for (const double entry : row)
            size = std::max(size, std::abs(entry));
    if (size <= negligible)
        return result;
    const double middle = (a[0][0] + a[1][1]) / 2;
    const double half = (a[0][0] - a[1][1]) / 2;
    const double discriminant = half * half + a[0][1] * a[1][0];
    if (std::abs(discriminant) <= kEqualRoots * size * size) {
        result.eigenvalues = { middle, middle };
    } else if (discriminant < 0.0) {
        const double turn = std::sqrt(-discriminant);
        result.eigenvalues = { std::complex(middle, turn), std::complex(middle, -turn) };
    } else {
        const double apart = std::sqrt(discriminant);
        result.eigenvalues = { middle + apart, middle - apart };
        for (std::size_t k = 0; k < 2; ++k)
            result.eigenvectors[k] = eigenvector(a, result.eigenvalues[k].real());
    }
    for (auto& eigenvalue : result.eigenvalues) // what differences leave of a zero
        if (std::abs(eigenvalue.real()) <= kZeroPart * size)
            eigenvalue.real(0.0);
    result.kind = kindOf(a, size, discriminant, result.eigenvalues);
    return result;
}

EquilibriumSearch findEquilibria(
    PhasePlane& plane, const PlaneWindow& window, const std::atomic<bool>& stop)
{
    if (!window.usable())
        throw std::invalid_argument("equilibria are looked for in a window of some size");
    Search search(plane, window, stop);
    search.run();
    return search.result();
}

} // namespace solvers
