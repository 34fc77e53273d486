// SPDX-License-Identifier: GPL-3.0-or-later
#include "gradient_models.h"
#include "solvers/sensitivity/checkpointed.h"

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
    void uniformIsThatOfTheDesign();
    void uniformStretchesAreSpread();
    void uniformThinsOutUnderErrorControl();
    void stopEndsTheWayBack();
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
    QTest::addColumn<QString>("gradient");
    QTest::addColumn<int>("kept");
    for (const auto& method : methods())
        if (method.tableau() || method.implicitTableau())
            for (const char* gradient : { "checkpointed", "checkpointed-uniform" })
                for (const int kept : { 0, 1, 2, 3, 7 })
                    QTest::addRow("%s, %s, %d", method.id.data(), gradient, kept)
                        << &method << QString(gradient) << kept;
}

void TestCheckpointed::equalsBackprop()
{
    QFETCH(const Method*, method);
    QFETCH(QString, gradient);
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
        const auto schedule = makeSensitivity<double>(
            gradientMethodById(gradient.toStdString()), *method, options, more);
        Sensitivity<double>& checkpointed = *schedule;
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
        QVERIFY(a == plain.a0); // bit for bit
        QVERIFY(theta == plain.theta);
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

void TestCheckpointed::uniformIsThatOfTheDesign()
{
    // Picture 05: 20 steps of RK4 and 5 points for the linear equation from t = 1 to 2
    SensitivityOptions more;
    more.checkpoints = 5;
    auto f = linear();
    const auto solve = makeSensitivity<double>(
        gradientMethodById("checkpointed-uniform"), methodById("rk4"), fixed(1, 2, 0.05), more);
    Vec z = Vec::Constant(1, 2.0);
    const SolveReport forward = solve->forward(f, view(z));
    QCOMPARE(solve->storedBytes(), 5 * sizeof(double));
    Vec a = Vec::Ones(1);
    Vec theta = Vec::Zero(2);
    const SolveReport backward = solve->backward(f, view(a), view(theta));
    QCOMPARE(forward.counters.nfe, 80L);
    QCOMPARE(backward.counters.nfe, 80L);
    QCOMPARE(backward.counters.nvjp, 80L);
    QCOMPARE(solve->peakBytes(), std::size_t(168)); // 5 states, 16 stages of 8 bytes
    QCOMPARE(solve->storedBytes(), std::size_t(0));
}

void TestCheckpointed::uniformStretchesAreSpread()
{
    for (const int kept : { 0, 1, 2, 3, 7, 50 })
        for (const long steps : { 1L, 2L, 9L, 10L, 23L }) {
            auto f = linear(1.0);
            SensitivityOptions more;
            more.checkpoints = kept;
            const auto solve = makeSensitivity<double>(gradientMethodById("checkpointed-uniform"),
                methodById("euler"), fixed(0, static_cast<double>(steps), 1.0), more);
            Vec z = Vec::Ones(1);
            solve->forward(f, view(z));
            const long states = std::min<long>(kept > 0 ? kept : uniformSlots(steps), steps);
            QCOMPARE(solve->storedBytes(), static_cast<std::size_t>(states) * sizeof(double));
            Vec a = Vec::Ones(1);
            Vec theta = Vec::Zero(2);
            const SolveReport backward = solve->backward(f, view(a), view(theta));
            QCOMPARE(backward.counters.nfe, steps);
            QCOMPARE(backward.counters.nvjp, steps);
            QCOMPARE(static_cast<long>(f.mostRecords), (steps + states - 1) / states);
            QCOMPARE(solve->peakBytes(),
                static_cast<std::size_t>(states + steps / states) * sizeof(double));
        }
}

void TestCheckpointed::uniformThinsOutUnderErrorControl()
{
    for (const int kept : { 0, 1, 2, 5, 8 }) {
        auto f = linear();
        SensitivityOptions more;
        more.checkpoints = kept;
        const auto solve = makeSensitivity<double>(gradientMethodById("checkpointed-uniform"),
            methodById("bosh3"), adaptive(1, 2, 1e-9), more);
        Vec z = Vec::Constant(1, 2.0);
        const long steps = solve->forward(f, view(z)).accepted;
        QVERIFY(steps > 300);
        const auto states = static_cast<double>(solve->storedBytes() / sizeof(double))
            - static_cast<double>(steps + 1);
        if (kept > 0) {
            QVERIFY(states <= kept && states > 0.5 * kept - 1);
        } else {
            const double ratio = states / std::sqrt(static_cast<double>(steps));
            QVERIFY2(ratio < 1.5 && ratio > 1 / 1.5, qPrintable(QString::number(ratio)));
        }
        Vec a = Vec::Ones(1);
        Vec theta = Vec::Zero(2);
        const SolveReport backward = solve->backward(f, view(a), view(theta));
        QCOMPARE(backward.counters.nfe, 3 * steps);
        QCOMPARE(backward.counters.nvjp, 3 * steps);
        // A stretch is at most as long as the states are few.
        const double stretch = static_cast<double>(f.mostRecords) / 3;
        QVERIFY(stretch <= 2 * static_cast<double>(steps) / states);
    }
}

void TestCheckpointed::stopEndsTheWayBack()
{
    for (const char* gradient : { "checkpointed", "checkpointed-uniform" }) {
        std::stop_source source;
        SensitivityOptions more;
        more.checkpoints = 1; // one stretch
        more.stop = source.get_token();
        auto f = linear();
        const auto solve = makeSensitivity<double>(
            gradientMethodById(gradient), methodById("rk4"), fixed(1, 2, 0.05), more);
        Vec z = Vec::Ones(1);
        solve->forward(f, view(z));
        Vec a = Vec::Ones(1);
        Vec theta = Vec::Zero(2);
        int seen = 0;
        const SolveReport report
            = solve->backward(f, view(a), view(theta), [&](const AdjointPoint<double>&) {
                  if (++seen == 4)
                      source.request_stop();
              });
        QCOMPARE(report.status, SolveStatus::Stopped);
        QCOMPARE(report.accepted, 3L);
        QVERIFY(near(report.tReached, 1.85, 1e-12));
    }
}

QTEST_APPLESS_MAIN(TestCheckpointed)
#include "tst_checkpointed.moc"
