// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/analysis/stability_region.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_map>

namespace solvers {

namespace {

using Complex = std::complex<double>;

constexpr int kCells = 160; // a side
constexpr double kFirstBox = 40.0; // holds the boundaries of BDF 6, which reach to 28
constexpr int kBisections = 24;
constexpr int kMargin = 3;
constexpr int kMostPasses = 5; // towards smaller and smaller boxes

struct Box {
    double left;
    double right;
    double bottom;
    double top;
};

/// The states of the nodes of a grid, and the lines between stable and unstable ones.
class Grid {
public:
    Grid(const StabilityFunction& function, const Box& box)
        : m_function(function)
        , m_box(box)
        , m_stable(static_cast<std::size_t>(kNodes) * kNodes)
    {
    }

    /// false if stopped
    bool sample(const std::atomic<bool>* stop)
    {
        for (int j = 0; j < kNodes; ++j) {
            if (stop && *stop)
                return false;
            for (int i = 0; i < kNodes; ++i)
                m_stable[index(i, j)] = m_function.isStable(node(i, j));
        }
        return true;
    }

    /// The box of all cells whose corners differ, wider by kMargin cells, because thin parts may
    /// have been missed; nothing without such a cell.
    std::optional<Box> boxOfBoundary() const
    {
        int left = kCells;
        int right = -1;
        int bottom = kCells;
        int top = -1;
        for (int j = 0; j < kCells; ++j)
            for (int i = 0; i < kCells; ++i) {
                const int stable = m_stable[index(i, j)] + m_stable[index(i + 1, j)]
                    + m_stable[index(i, j + 1)] + m_stable[index(i + 1, j + 1)];
                if (stable == 0 || stable == 4)
                    continue;
                left = std::min(left, i);
                right = std::max(right, i);
                bottom = std::min(bottom, j);
                top = std::max(top, j);
            }
        if (right < 0)
            return {};
        const Complex lower = node(std::max(0, left - kMargin), std::max(0, bottom - kMargin));
        const Complex upper
            = node(std::min(kCells, right + 1 + kMargin), std::min(kCells, top + 1 + kMargin));
        return Box { lower.real(), upper.real(), lower.imag(), upper.imag() };
    }

    bool isStableInCorners() const { return m_stable[index(0, 0)] && m_stable[index(0, kCells)]; }

    /// The loops around the stable nodes; nodes of the rim count as unstable.
    std::vector<StabilityRegion::Line> loops();

private:
    static constexpr int kNodes = kCells + 1;
    using Edge = int; // 2 index(i, j): to the right of a node, 2 index(i, j) + 1: above it

    static std::size_t index(int i, int j) { return static_cast<std::size_t>(j * kNodes + i); }
    static Edge rightOf(int i, int j) { return 2 * (j * kNodes + i); }
    static Edge above(int i, int j) { return 2 * (j * kNodes + i) + 1; }
    static bool isRim(int i, int j) { return i == 0 || j == 0 || i == kCells || j == kCells; }

    Complex node(int i, int j) const
    {
        const double u = static_cast<double>(i) / kCells;
        const double v = static_cast<double>(j) / kCells;
        return { (1.0 - u) * m_box.left + u * m_box.right,
            (1.0 - v) * m_box.bottom + v * m_box.top };
    }
    bool inside(int i, int j) const { return !isRim(i, j) && m_stable[index(i, j)] != 0; }
    void link(Edge a, Edge b);
    void linkCell(int i, int j);
    Complex crossing(Edge edge) const;

    const StabilityFunction& m_function;
    Box m_box;
    std::vector<char> m_stable;
    std::unordered_map<Edge, std::array<Edge, 2>> m_links; // -1: not yet
};

void Grid::link(Edge a, Edge b)
{
    for (const auto& [from, to] : { std::pair(a, b), std::pair(b, a) }) {
        auto& pair = m_links.try_emplace(from, std::array<Edge, 2> { -1, -1 }).first->second;
        (pair[0] < 0 ? pair[0] : pair[1]) = to;
    }
}

/// Lines through one cell; where opposite corners agree its middle says which way they go.
void Grid::linkCell(int i, int j)
{
    const std::array corners { inside(i, j), inside(i + 1, j), inside(i + 1, j + 1),
        inside(i, j + 1) };
    const std::array edges { rightOf(i, j), above(i + 1, j), rightOf(i, j + 1), above(i, j) };
    std::array<Edge, 4> crossed {};
    std::size_t count = 0;
    for (std::size_t k = 0; k < 4; ++k)
        if (corners[k] != corners[(k + 1) % 4])
            crossed[count++] = edges[k];
    if (count == 2)
        return link(crossed[0], crossed[1]);
    if (count != 4)
        return;
    const bool middle = m_function.isStable(0.5 * (node(i, j) + node(i + 1, j + 1)));
    if (middle == corners[0]) { // corners 1 and 3 are cut off
        link(edges[0], edges[1]);
        link(edges[2], edges[3]);
    } else {
        link(edges[3], edges[0]);
        link(edges[1], edges[2]);
    }
}

Complex Grid::crossing(Edge edge) const
{
    const int at = edge / 2;
    std::array<std::array<int, 2>, 2> ends { { { at % kNodes, at / kNodes },
        { at % kNodes + (edge % 2 == 0 ? 1 : 0), at / kNodes + edge % 2 } } };
    if (!inside(ends[0][0], ends[0][1]))
        std::swap(ends[0], ends[1]);
    const auto [i, j] = ends[1];
    Complex stable = node(ends[0][0], ends[0][1]);
    Complex unstable = node(i, j);
    if (m_stable[index(i, j)] != 0) { // of the rim only: the region goes on
        constexpr double far = StabilityRegion::kFarOut;
        return { i == 0       ? -far
                : i == kCells ? far
                              : unstable.real(),
            j == 0            ? -far
                : j == kCells ? far
                              : unstable.imag() };
    }
    for (int k = 0; k < kBisections; ++k) {
        const Complex middle = 0.5 * (stable + unstable);
        (m_function.isStable(middle) ? stable : unstable) = middle;
    }
    return stable;
}

std::vector<StabilityRegion::Line> Grid::loops()
{
    for (int j = 0; j < kCells; ++j)
        for (int i = 0; i < kCells; ++i)
            linkCell(i, j);
    std::vector<StabilityRegion::Line> loops;
    while (!m_links.empty()) {
        StabilityRegion::Line loop;
        Edge at = m_links.begin()->first;
        for (auto found = m_links.find(at); found != m_links.end(); found = m_links.find(at)) {
            loop.push_back(crossing(at));
            const std::array<Edge, 2> next = found->second;
            m_links.erase(found);
            at = m_links.contains(next[0]) ? next[0] : next[1];
        }
        loops.push_back(std::move(loop));
    }
    return loops;
}

bool isFar(Complex z)
{
    return std::max(std::abs(z.real()), std::abs(z.imag())) >= StabilityRegion::kFarOut;
}

/// The parts of a loop that are not far out; from the point behind a far one, if there is any.
void addBoundary(std::vector<StabilityRegion::Line>& boundary, const StabilityRegion::Line& loop)
{
    const auto far = std::find_if(loop.begin(), loop.end(), isFar);
    if (far == loop.end()) {
        boundary.push_back(loop);
        boundary.back().push_back(loop.front());
        return;
    }
    StabilityRegion::Line turned(far, loop.end());
    turned.insert(turned.end(), loop.begin(), far);
    StabilityRegion::Line line;
    for (const Complex& z : turned) {
        if (!isFar(z)) {
            line.push_back(z);
        } else if (!line.empty()) {
            boundary.push_back(std::move(line));
            line.clear();
        }
    }
    if (!line.empty())
        boundary.push_back(std::move(line));
}

void addSize(StabilityRegion& region)
{
    bool first = true;
    for (const StabilityRegion::Line& line : region.boundary)
        for (const Complex& z : line) {
            region.left = first ? z.real() : std::min(region.left, z.real());
            region.right = first ? z.real() : std::max(region.right, z.real());
            region.bottom = first ? z.imag() : std::min(region.bottom, z.imag());
            region.top = first ? z.imag() : std::max(region.top, z.imag());
            first = false;
        }
}

StabilityRegion pieceOfImaginaryAxis(const StabilityFunction& function)
{
    StabilityRegion region;
    const double end = imaginaryStabilityInterval(function);
    if (end > 0.0)
        region.boundary.push_back({ { 0.0, -end }, { 0.0, end } });
    addSize(region);
    return region;
}

} // namespace

bool StabilityRegion::contains(std::complex<double> z) const
{
    bool odd = false;
    for (const Line& loop : loops)
        for (std::size_t k = 0; k < loop.size(); ++k) {
            const Complex a = loop[k];
            const Complex b = loop[(k + 1) % loop.size()];
            if ((a.imag() > z.imag()) == (b.imag() > z.imag()))
                continue;
            const double share = (z.imag() - a.imag()) / (b.imag() - a.imag());
            if (z.real() < a.real() + share * (b.real() - a.real()))
                odd = !odd;
        }
    return odd;
}

StabilityRegion stabilityRegion(const StabilityFunction& function, const std::atomic<bool>* stop)
{
    if (function.isConservative())
        return pieceOfImaginaryAxis(function);
    StabilityRegion region;
    Box box { -kFirstBox, kFirstBox, -kFirstBox, kFirstBox };
    for (int pass = 0; pass < kMostPasses; ++pass) {
        Grid grid(function, box);
        if (!grid.sample(stop))
            return {};
        const std::optional<Box> inner = grid.boxOfBoundary();
        const double width = std::max(box.right - box.left, box.top - box.bottom);
        const bool smaller = inner
            && std::max(inner->right - inner->left, inner->top - inner->bottom) < 0.8 * width;
        if (smaller && pass + 1 < kMostPasses) {
            box = *inner;
            continue;
        }
        region.bounded = !grid.isStableInCorners();
        region.loops = grid.loops();
        break;
    }
    for (const StabilityRegion::Line& loop : region.loops)
        addBoundary(region.boundary, loop);
    addSize(region);
    return region;
}

} // namespace solvers
