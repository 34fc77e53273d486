// SPDX-License-Identifier: GPL-3.0-or-later
// What the Gradients page computes in its workers: the lessons and the costs.
#include "test_program.h"
#include "ui/labs/gradients_settings.h"
#include "ui/workers/gradient_job.h"
#include "ui/workers/gradient_lessons.h"

#include <QTest>

#include <cmath>

namespace {

const auto kQuiet = [](int, int) {};

const ui::GradientCostCurve& find(
    const std::vector<ui::GradientCostCurve>& costs, std::string_view id)
{
    for (const ui::GradientCostCurve& cost : costs)
        if (cost.method->id == id)
            return cost;
    qFatal("no such method");
}

} // namespace

class TestGradientJob : public QObject {
    Q_OBJECT

private slots:
    // Exact rationals of the article's history: backprop, stored states, state integrated back.
    void eulerLessons_data()
    {
        QTest::addColumn<int>("lesson");
        QTest::addColumn<QList<double>>("da");
        QTest::addColumn<QList<double>>("db");
        QTest::newRow("1, 2") << 0 << QList { 2.0, 9.0, 9.0 } << QList { 1.0, 2.0, 2.0 };
        QTest::newRow("1, 1.5, 2")
            << 1 << QList { 5.25, 14.125, -3.0625 } << QList { 2.0, 2.875, 2.875 };
        QTest::newRow("1, 2, 3") << 2 << QList { 17.0, 74.0, -278.0 } << QList { 6.0, 11.0, 11.0 };
    }

    void eulerLessons()
    {
        QFETCH(int, lesson);
        QFETCH(QList<double>, da);
        QFETCH(QList<double>, db);
        const auto ways = ui::eulerLessons()[static_cast<std::size_t>(lesson)].ways;
        QCOMPARE(ways.size(), std::size_t { 3 });
        for (std::size_t i = 0; i < ways.size(); ++i) {
            const auto at = static_cast<qsizetype>(i);
            QVERIFY2(std::abs(ways[i].da - da[at]) < 1e-12, ways[i].method->id.data());
            QVERIFY(std::abs(ways[i].db - db[at]) < 1e-12);
            double sum = 0.0;
            for (const ui::LessonStep& step : ways[i].steps) {
                // What the page shows as h a z is what was added.
                QVERIFY(std::abs(step.addedA - (step.from - step.to) * step.a * step.z) < 1e-12);
                sum += step.addedA;
            }
            QVERIFY(std::abs(sum - da[at]) < 1e-12);
        }
    }

    void theStateDriftsThereAndBack()
    {
        const ui::DriftLesson lesson = ui::driftLesson(-20.0, 0.05);
        QCOMPARE(lesson.t.size(), std::size_t { 21 });
        QVERIFY(std::abs(lesson.ratio - std::pow(1.015625, 20)) < 1e-9);
        QVERIFY(std::abs(ui::driftLesson(-20.0, 0.01).ratio - 1.0) < 1e-3);
    }

    void costsGrowAsTheory()
    {
        ui::GradientsSettings settings = ui::GradientsSettings::defaults();
        settings.methods = { "backprop", "adjoint", "checkpointed" };
        const ui::GradientJob job = settings.job();
        const auto costs = ui::measureGradientCost(job, {}, kQuiet);
        const auto slope = [](const ui::GradientCostCurve& cost) {
            return ui::fittedSlope(cost.steps, cost.bytes, 0.0);
        };
        QVERIFY(std::abs(slope(find(costs, "backprop")) - 1.0) < 0.01);
        QVERIFY(std::abs(slope(find(costs, "adjoint"))) < 0.01);
        const double middle = slope(find(costs, "checkpointed"));
        QVERIFY(middle > 0.02 && middle < 0.5);
        QVERIFY(find(costs, "checkpointed").evaluations.back()
            > find(costs, "backprop").evaluations.back());
    }

    void differencesHaveABestStep()
    {
        const auto errors = ui::sweepOfDifferences(ui::GradientsSettings::defaults().job(), {});
        QVERIFY(errors.size() > 10);
        double best = 1.0;
        for (const solvers::DifferenceError& error : errors)
            best = std::min(best, error.error);
        QVERIFY(best < 1e-8);
        QVERIFY(errors.front().error > 100.0 * best && errors.back().error > 100.0 * best);
    }

    void aStopEndsTheWork()
    {
        std::stop_source source;
        source.request_stop();
        const auto results = ui::runGradientJob(
            ui::GradientsSettings::defaults().job(), source.get_token(), kQuiet);
        QVERIFY(results.stopped);
    }

    void aFitNeedsThreePointsAboveRounding()
    {
        QVERIFY(std::isnan(ui::fittedSlope({ 1.0, 2.0, 4.0 }, { 1e-13, 4.0, 16.0 }, 1e-12)));
        QVERIFY(
            std::abs(ui::fittedSlope({ 1.0, 2.0, 4.0 }, { 1.0, 4.0, 16.0 }, 1e-12) - 2.0) < 1e-12);
    }
};

REGISTER_TEST(TestGradientJob)
#include "tst_gradient_job.moc"
