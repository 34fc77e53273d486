// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/mistakes/mistakes.h"
#include "nn/mistakes/padded_border.h"
#include "nn/mistakes/unweighted_adjoint.h"
#include "solvers/analysis/mistakes/first_step_for_all.h"
#include "solvers/analysis/mistakes/summed_components.h"
#include "solvers/analysis/mistakes/truncated_steps.h"
#include "solvers/integration/integrate.h"

#include <QTest>

#include <cmath>
#include <set>

using solvers::Mistake;
using solvers::MistakeCurve;
using solvers::MistakeNumber;
using solvers::MistakeRun;
using solvers::MistakeVersion;

/// The museum against the numbers that were published, and the corrected runs against the truth.
class TestMistakes : public QObject {
    Q_OBJECT

private slots:
    void everyEntryIsComplete_data();
    void everyEntryIsComplete();
    void everyEntryStops_data() { everyEntryIsComplete_data(); }
    void everyEntryStops();
    void secondStateIsSeenAlone();
    void truncationLosesSteps_data();
    void truncationLosesSteps();
    void truncatedSolveEndsEarly();
    void firstStepLeadsPastTheEnd();
    void oneSumMakesAStraightLine();
    void borderMovesByTheBias();
    void unweightedGradientIsThePublishedOne();
    void unweightedTrainingDiverges();

private:
    static MistakeRun run(const char* id)
    {
        const std::atomic<bool> stop = false;
        return nn::mistakeById(id).run(stop, {});
    }
    static const MistakeNumber& number(const MistakeRun& run, const char* start)
    {
        for (const MistakeNumber& row : run.numbers)
            if (row.quantity.rfind(start, 0) == 0)
                return row;
        throw std::logic_error(std::string("no row ") + start);
    }
    static const MistakeCurve& curve(const MistakeRun& run, MistakeVersion version)
    {
        for (const MistakeCurve& entry : run.chart.curves)
            if (entry.version == version)
                return entry;
        throw std::logic_error("no such curve");
    }
    static bool near(double a, double b, double tolerance) { return std::abs(a - b) <= tolerance; }
};

void TestMistakes::everyEntryIsComplete_data()
{
    QTest::addColumn<QString>("id");
    for (const Mistake& mistake : nn::mistakes())
        QTest::newRow(mistake.id.data()) << QString::fromUtf8(mistake.id.data());
}

void TestMistakes::everyEntryIsComplete()
{
    QFETCH(QString, id);
    const Mistake& mistake = nn::mistakeById(id.toStdString());
    QVERIFY(!mistake.title.empty() && !mistake.place.empty());
    QVERIFY(mistake.paragraph.size() > 100 && !mistake.lookAt.empty());
    const std::atomic<bool> stop = false;
    const MistakeRun result = mistake.run(stop, {});
    QVERIFY(!result.stopped);
    QVERIFY(!result.numbers.empty());
    // Both versions are drawn, and they differ in what is drawn and in a number.
    std::set<MistakeVersion> drawn;
    for (const MistakeCurve& entry : result.chart.curves) {
        QCOMPARE(entry.x.size(), entry.y.size());
        QVERIFY(!entry.x.empty());
        drawn.insert(entry.version);
    }
    for (const auto& image : result.images) {
        QCOMPARE(image.values.size(), static_cast<std::size_t>(image.rows * image.columns));
        drawn.insert(image.version);
    }
    QVERIFY(drawn.contains(MistakeVersion::Published));
    QVERIFY(drawn.contains(MistakeVersion::Corrected));
    QVERIFY(std::any_of(result.numbers.begin(), result.numbers.end(), [](const auto& row) {
        return std::abs(row.published - row.corrected) > 0.05 * std::abs(row.corrected);
    }));
}

void TestMistakes::everyEntryStops()
{
    QFETCH(QString, id);
    const std::atomic<bool> stop = true;
    // Short ones may come to their end; none may fail.
    nn::mistakeById(id.toStdString()).run(stop, {});
}

void TestMistakes::secondStateIsSeenAlone()
{
    // B1: out[1] of the times 0, 0.5, 1, 1.5, 2.
    const MistakeRun result = run("second-state");
    QCOMPARE(number(result, "evaluations").published, 16.0);
    QCOMPARE(number(result, "of them").published, 4.0); // 12 of 16 are wasted
    QCOMPARE(number(result, "of them").corrected, 16.0);
    QCOMPARE(number(result, "largest |").published, 0.0);
    QVERIFY(number(result, "largest |").corrected > 0.1);
    const MistakeCurve& wrong = curve(result, MistakeVersion::Published);
    const MistakeCurve& right = curve(result, MistakeVersion::Corrected);
    QVERIFY2(near(wrong.y[1], 0.3, 1e-6), qPrintable(QString::number(wrong.y[1], 'g', 12)));
    // By the same factor in each of the four equal steps.
    QVERIFY(near(wrong.y[4], std::pow(0.3, 4), 1e-6));
    QVERIFY(near(right.y[4], 0.3, 1e-6));
    const auto& lambda = number(result, "<i>λ</i>");
    QVERIFY(near(lambda.corrected, lambda.reference, 1e-3));
    QVERIFY(lambda.published < -2.0);
}

void TestMistakes::truncationLosesSteps_data()
{
    QTest::addColumn<double>("t1");
    QTest::addColumn<double>("step");
    QTest::addColumn<int>("published");
    QTest::addColumn<int>("right");
    QTest::newRow("0.3 by 0.1") << 0.3 << 0.1 << 2 << 3;
    QTest::newRow("0.7 by 0.1") << 0.7 << 0.1 << 6 << 7;
    QTest::newRow("0.3 by 0.05") << 0.3 << 0.05 << 5 << 6;
    QTest::newRow("0.7 by 0.05") << 0.7 << 0.05 << 13 << 14;
    QTest::newRow("1.99 by 0.5") << 1.99 << 0.5 << 3 << 4;
    QTest::newRow("5 by 0.25, Figure 2") << 5.0 << 0.25 << 20 << 20;
}

void TestMistakes::truncationLosesSteps()
{
    QFETCH(double, t1);
    QFETCH(double, step);
    QFETCH(int, published);
    QFETCH(int, right);
    QCOMPARE(solvers::truncatedStepCount(0.0, t1, step), static_cast<long>(published));
    QCOMPARE(solvers::fixedStepCount(0.0, t1, step), static_cast<long>(right));
}

void TestMistakes::truncatedSolveEndsEarly()
{
    const MistakeRun result = run("truncated-steps");
    const MistakeNumber& end = number(result, "end time");
    QVERIFY(near(end.published, 0.6, 1e-12));
    QCOMPARE(end.corrected, 0.7);
    const MistakeNumber& y = number(result, "<i>y</i> at");
    QVERIFY(near(y.corrected, y.reference, 1e-3));
    QVERIFY(std::abs(y.published - y.reference) > 0.3);
    QCOMPARE(number(result, "steps for (0, 0.7), <i>h</i> = 0.1").published, 6.0);
    // Up to there the two are one solve.
    const MistakeCurve& wrong = curve(result, MistakeVersion::Published);
    const MistakeCurve& right = curve(result, MistakeVersion::Corrected);
    QCOMPARE(wrong.y.size() + 1, right.y.size());
    QVERIFY(near(wrong.y.back(), right.y[right.y.size() - 2], 1e-14));
}

void TestMistakes::firstStepLeadsPastTheEnd()
{
    const MistakeRun result = run("first-step-for-all");
    const MistakeNumber& z = number(result, "<i>z</i>");
    QVERIFY2(near(z.published, 87.782, 5e-4), qPrintable(QString::number(z.published, 'g', 10)));
    QVERIFY(near(z.reference, 48.3202013678, 1e-9));
    QVERIFY2(near(z.corrected, z.reference, 0.5), qPrintable(QString::number(z.corrected)));
    QVERIFY(near(number(result, "1 + sum").published, 2.2, 1e-12));
    QVERIFY(near(number(result, "size of").corrected, 0.1, 1e-12));
    const std::vector<double> even { 1.0, 1.25, 1.5, 1.75, 2.0 };
    for (const solvers::PlainStep& step : solvers::stepsOfFirstSize(even))
        QCOMPARE(step.size, 0.25);
}

void TestMistakes::oneSumMakesAStraightLine()
{
    // Both components get the same increments, so their difference stays.
    const MistakeRun result = run("summed-components");
    const MistakeCurve& wrong = curve(result, MistakeVersion::Published);
    QCOMPARE(wrong.x.size(), std::size_t(25));
    for (std::size_t i = 0; i < wrong.x.size(); ++i)
        QVERIFY(near(wrong.x[i] - wrong.y[i], 1.0, 1e-12));
    QVERIFY(std::hypot(wrong.x.back() - std::cos(6.0), wrong.y.back() + std::sin(6.0)) > 1.0);
    const MistakeCurve& right = curve(result, MistakeVersion::Corrected);
    QVERIFY(near(right.x.back(), std::cos(6.0), 1e-3));
    QVERIFY(near(right.y.back(), -std::sin(6.0), 1e-3));
    // S05: a scalar problem does not show it.
    const MistakeNumber& scalar = number(result, "one equation");
    QVERIFY(near(scalar.published, -1.6498307339, 1e-9));
    QVERIFY(near(scalar.corrected, -1.6498307339, 1e-9));
}

void TestMistakes::borderMovesByTheBias()
{
    const MistakeRun result = run("padded-border");
    QCOMPARE(number(result, "positions").published, 16.0);
    QCOMPARE(number(result, "positions").corrected, 0.0);
    QVERIFY(number(result, "largest").published < 1e-14);
    QVERIFY(number(result, "largest").corrected > 0.1);
    QCOMPARE(number(result, "range").published, 0.0);
    QCOMPARE(result.images.size(), std::size_t(4));
    const auto& first = result.images[0].values;
    const auto& second = result.images[1].values;
    QCOMPARE(first[0], first[4]);
    QCOMPARE(first[0], second[24]);
    QVERIFY(first[12] != second[12]);
    // The same weights, and as many of them: 2 x 128 + 64 x 64 x 10 + 128.
    nn::ParameterStore<double> published;
    nn::ParameterStore<double> corrected;
    nn::borderField(published, { 5, 5, 64 }, true);
    nn::borderField(corrected, { 5, 5, 64 }, false);
    QCOMPARE(published.size(), nn::Index(41344));
    QCOMPARE(corrected.size(), nn::Index(41344));
}

void TestMistakes::unweightedGradientIsThePublishedOne()
{
    // F4b: both gradients as the notebook printed them.
    const MistakeRun result = run("unweighted-adjoint");
    const double wrong[] { -9623.98, 70705.26, 3762.69, -42525.07, 2883.36, -11598.20 };
    const double right[] { 1331.685, -9138.869, -562.627, 5156.925, -397.159, 1452.330 };
    for (std::size_t i = 0; i < 6; ++i) {
        const MistakeNumber& row = result.numbers[i];
        QVERIFY2(near(row.published, wrong[i], 0.02),
            qPrintable(QString::number(row.published, 'f', 4)));
        QVERIFY2(near(row.corrected, right[i], 1e-3),
            qPrintable(QString::number(row.corrected, 'f', 4)));
    }
}

void TestMistakes::unweightedTrainingDiverges()
{
    const MistakeRun result = run("unweighted-adjoint");
    const MistakeCurve& wrong = curve(result, MistakeVersion::Published);
    const MistakeCurve& right = curve(result, MistakeVersion::Corrected);
    QCOMPARE(wrong.y.size(), std::size_t(300));
    // Printed by the notebook in single precision.
    QVERIFY2(near(wrong.y[49], 3614.39, 0.05), qPrintable(QString::number(wrong.y[49], 'f', 3)));
    QVERIFY2(near(wrong.y[99], 4922.38, 0.05), qPrintable(QString::number(wrong.y[99], 'f', 3)));
    QVERIFY2(near(right.y[299], 352.6007, 5e-4), qPrintable(QString::number(right.y[299], 'f', 5)));
    QVERIFY(right.y[299] < right.y[99] && right.y[99] < right.y[0]);
}

QTEST_APPLESS_MAIN(TestMistakes)
#include "tst_mistakes.moc"
