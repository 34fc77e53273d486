// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/analysis/contour.h"
#include "test_program.h"

#include <QTest>

#include <cmath>
#include <limits>
#include <stdexcept>

/// Contours of numbers on a grid, against curves that are known.
class ContourTest : public QObject {
    Q_OBJECT

private:
    template <typename Function>
    static std::vector<float> sampled(int nodes, const Function& f)
    {
        std::vector<float> values;
        for (int j = 0; j < nodes; ++j)
            for (int i = 0; i < nodes; ++i)
                values.push_back(static_cast<float>(
                    f(4.0 * i / (nodes - 1) - 2.0, 4.0 * j / (nodes - 1) - 2.0)));
        return values;
    }

    static solvers::GridValues grid(const std::vector<float>& values, int nodes)
    {
        return { -2.0, 2.0, -2.0, 2.0, nodes, nodes, values };
    }

private slots:
    void aCircleIsClosedAndRound()
    {
        const auto values = sampled(81, [](double x, double y) { return std::hypot(x, y); });
        double length = 0.0;
        double balanceX = 0.0;
        for (const auto& piece : solvers::contour(grid(values, 81), 1.5)) {
            // The linear interpolation of a cell of 0.05 is good to 0.05^2 / (8 r).
            QVERIFY(std::abs(std::hypot(piece.x0, piece.y0) - 1.5) < 3e-4);
            QVERIFY(std::abs(std::hypot(piece.x1, piece.y1) - 1.5) < 3e-4);
            length += std::hypot(piece.x1 - piece.x0, piece.y1 - piece.y0);
            balanceX += piece.x0;
        }
        QVERIFY(std::abs(length - 3.0 * M_PI) < 0.01);
        QVERIFY(std::abs(balanceX) < 3.0);
    }

    void aLineIsExact()
    {
        const auto values = sampled(5, [](double x, double y) { return x + 2.0 * y; });
        const auto pieces = solvers::contour(grid(values, 5), 0.25);
        QVERIFY(!pieces.empty());
        for (const auto& piece : pieces)
            QVERIFY(std::abs(piece.x1 + 2.0 * piece.y1 - 0.25) < 1e-6);
    }

    void aSaddleIsCutByItsMiddle()
    {
        // Corners + - + - around the cell, a middle above the level: the low corners are cut off.
        const std::vector<float> values { 2.0F, -1.0F, -1.0F, 2.0F };
        const auto pieces = solvers::contour({ 0.0, 1.0, 0.0, 1.0, 2, 2, values }, 0.0);
        QCOMPARE(pieces.size(), std::size_t { 2 });
        for (const auto& piece : pieces) {
            const double x = (piece.x0 + piece.x1) / 2.0;
            const double y = (piece.y0 + piece.y1) / 2.0;
            QVERIFY(std::abs(x - y) > 0.5); // near (1, 0) or (0, 1)
        }
        const std::vector<float> deep { 1.0F, -2.0F, -2.0F, 1.0F };
        for (const auto& piece : solvers::contour({ 0.0, 1.0, 0.0, 1.0, 2, 2, deep }, 0.0)) {
            const double sum = (piece.x0 + piece.x1 + piece.y0 + piece.y1) / 2.0;
            QVERIFY(std::abs(sum - 1.0) > 0.5); // near (0, 0) or (1, 1)
        }
    }

    void brokenNumbersAndSizes()
    {
        auto values = sampled(9, [](double x, double) { return x + 0.1; });
        QCOMPARE(solvers::contour(grid(values, 9), 0.0).size(), std::size_t { 8 });
        values[4] = std::numeric_limits<float>::quiet_NaN(); // a corner of two cells
        QCOMPARE(solvers::contour(grid(values, 9), 0.0).size(), std::size_t { 7 });
        QVERIFY(solvers::contour(grid(values, 9), 50.0).empty());
        values.pop_back();
        QVERIFY_EXCEPTION_THROWN(solvers::contour(grid(values, 9), 0.0), std::invalid_argument);
    }
};

REGISTER_TEST(ContourTest)
#include "tst_contour.moc"
