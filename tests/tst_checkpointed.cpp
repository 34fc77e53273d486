// SPDX-License-Identifier: GPL-3.0-or-later
#include "gradient_models.h"
#include "solvers/sensitivity/checkpointed.h"
#include "test_program.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace solvers;
using namespace gradients;

class TestCheckpointed : public QObject {
    Q_OBJECT

private slots:
    void countIsThatOfTheBestSchedule();
    void distanceIsOptimal();
    void equalsBackprop_data();
    void equalsBackprop();
    void evaluationsAndMemoryAreThoseOfTheSchedule();
    void memoryGrowsWithTheLogarithm();
};

namespace {

constexpr long kSteps = 40;
constexpr int kSlots = 6;

/// The least number of steps taken again, by trying every place for every checkpoint.
std::vector<std::vector<double>> bestCounts()
{
    std::vector<std::vector<double>> best(kSlots + 1, std::vector<double>(kSteps + 1, 0.0));
    for (long n = 2; n <= kSteps; ++n)
        best[1][static_cast<std::size_t>(n)] = static_cast<double>(n * (n - 1)) / 2.0;
    for (std::size_t s = 2; s <= kSlots; ++s)
        for (std::size_t n = 2; n <= kSteps; ++n) {
            best[s][n] = best[s - 1][n];
            for (std::size_t m = 1; m < n; ++m)
                best[s][n] = std::min(
                    best[s][n], static_cast<double>(m) + best[s - 1][n - m] + best[s][m]);
        }
    return best;
}

/// Where the first sweep leaves its last checkpoint: so many steps need not be taken again.
long swept(long steps, int kept)
{
    long last = 0;
    while (kept > 1 && steps - last > 1)
        last += checkpointDistance(steps - last, kept--);
    return last;
}

} // namespace

void TestCheckpointed::countIsThatOfTheBestSchedule()
{
    const auto best = bestCounts();
    for (int s = 1; s <= kSlots; ++s)
        for (long n = 1; n <= kSteps; ++n)
            QCOMPARE(recomputedSteps(n, s),
                best[static_cast<std::size_t>(s)][static_cast<std::size_t>(n)]);
}

void TestCheckpointed::distanceIsOptimal()
{
    for (int s = 2; s <= kSlots; ++s)
        for (long n = 2; n <= 500; ++n) {
            const long m = checkpointDistance(n, s);
            QVERIFY(m >= 1 && m < n);
            QCOMPARE(static_cast<double>(m) + recomputedSteps(n - m, s - 1) + recomputedSteps(m, s),
                recomputedSteps(n, s));
        }
}

void TestCheckpointed::equalsBackprop_data()
{
    QTest::addColumn<const Method*>("method");
    QTest::addColumn<int>("kept");
    for (const auto& method : methods())
        if (method.tableau() != nullptr)
            for (const int kept : { 0, 1, 2, 3, 7 })
                QTest::addRow("%s, %d", method.id.data(), kept) << &method << kept;
}

void TestCheckpointed::equalsBackprop()
{
    QFETCH(const Method*, method);
    QFETCH(int, kept);
    for (const bool isAdaptive : { false, true }) {
        if (isAdaptive && !method->adaptive())
            continue;
        const SolveOptions options = isAdaptive ? adaptive(2, -1, 1e-6) : fixed(2, -1, 0.07);
        const Vec z0 = Vec::LinSpaced(3, -1, 1);
        auto f = net();
        const Run plain = run("backprop", method->id.data(), options, f, z0, ones);
        SensitivityOptions more;
        more.checkpoints = kept;
        Checkpointed<double> schedule(*method, options, more);
        Sensitivity<double>& checkpointed = schedule;
        Vec z = z0;
        QVERIFY(checkpointed.forward(f, view(z)).reachedEnd());
        QVERIFY(z == plain.z1);
        Vec a = Vec::Ones(3);
        Vec theta = Vec::Zero(f.parameterCount());
        std::vector<double> times;
        QVERIFY(checkpointed
                    .backward(f, view(a), view(theta),
                        [&](const AdjointPoint<double>& point) { times.push_back(point.t); })
                    .reachedEnd());
        QCOMPARE(f.openRecords(), std::size_t(0));
        QCOMPARE(times.size(), static_cast<std::size_t>(plain.forward.accepted + 1));
        QVERIFY(std::ranges::is_sorted(times)); // from t1 = -1 back to t0 = 2
        QVERIFY((a - plain.a0).norm() <= 1e-13 * plain.a0.norm());
        QVERIFY((theta - plain.theta).norm() <= 1e-13 * plain.theta.norm());
    }
}

void TestCheckpointed::evaluationsAndMemoryAreThoseOfTheSchedule()
{
    for (const long steps : { 1L, 2L, 10L, 100L })
        for (const int kept : { 1, 2, 4, 9 }) {
            auto f = net();
            SensitivityOptions more;
            more.checkpoints = kept;
            Checkpointed<double> schedule(
                methodById("rk4"), fixed(0, static_cast<double>(steps), 1.0), more);
            Sensitivity<double>& checkpointed = schedule;
            Vec z = Vec::Constant(3, 0.1);
            const SolveReport forward = checkpointed.forward(f, view(z));
            Vec a = Vec::Ones(3);
            Vec theta = Vec::Zero(f.parameterCount());
            const SolveReport backward = checkpointed.backward(f, view(a), view(theta));
            const long again = static_cast<long>(recomputedSteps(steps, kept)) - swept(steps, kept);
            QCOMPARE(forward.counters.nfe, 4 * steps);
            QCOMPARE(backward.counters.nfe, 4 * (again + steps));
            QCOMPARE(backward.counters.nvjp, 4 * steps);
            // The states that are kept, and the records of one step
            QVERIFY(checkpointed.peakBytes()
                <= static_cast<std::size_t>(kept + 4) * 3 * sizeof(double));
        }
}

void TestCheckpointed::memoryGrowsWithTheLogarithm()
{
    const auto bytes
        = [](double step) { return linearRun("checkpointed", "rk4", fixed(1, 2, step)).peakBytes; };
    QCOMPARE(bytes(1.0 / 16), (5 + 4) * sizeof(double));
    QCOMPARE(bytes(1.0 / 1024), (11 + 4) * sizeof(double));
}

REGISTER_TEST(TestCheckpointed)
#include "tst_checkpointed.moc"
