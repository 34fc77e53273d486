// SPDX-License-Identifier: GPL-3.0-or-later
// What a recipe does to the learning rate and to the weights.
#include "nn/data/random.h"
#include "nn/training/schedule.h"
#include "nn/training/weight_average.h"
#include "test_program.h"

#include <QTest>

#include <cmath>
#include <limits>
#include <stdexcept>

namespace {

constexpr nn::Index kWeights = 5;
constexpr long kSteps = 40;

double factor(const char* id, double step, double steps)
{
    return nn::scheduleById(id).factor(step, steps);
}

nn::ParameterStore<float> store()
{
    nn::ParameterStore<float> parameters;
    parameters.add("weight", { kWeights });
    return parameters;
}

/// Weights after each step, as a run might have them.
std::vector<std::vector<float>> history()
{
    nn::Random random(1);
    std::vector<std::vector<float>> steps;
    for (long step = 0; step < kSteps; ++step) {
        std::vector<float> weights(kWeights);
        for (float& weight : weights)
            weight = static_cast<float>(random.normal());
        steps.push_back(weights);
    }
    return steps;
}

/// Sum of share(k) * weights after step k, divided by the sum of the shares; k from 1.
template <typename Share>
std::vector<double> weightedMean(
    const std::vector<std::vector<float>>& steps, long last, Share share)
{
    std::vector<double> mean(kWeights, 0.0);
    double sum = 0.0;
    for (long k = 1; k <= last; ++k) {
        sum += share(k);
        for (std::size_t i = 0; i < mean.size(); ++i)
            mean[i] += share(k) * static_cast<double>(steps[static_cast<std::size_t>(k - 1)][i]);
    }
    for (double& number : mean)
        number /= sum;
    return mean;
}

/// Rounding of an average of at most kSteps numbers below 4.
bool near(const nn::ParameterStore<float>& average, const std::vector<double>& expected)
{
    for (nn::Index i = 0; i < kWeights; ++i)
        if (std::abs(static_cast<double>(average.data()[i]) - expected[static_cast<std::size_t>(i)])
            > 2e-6)
            return false;
    return true;
}

} // namespace

class TestSchedule final : public QObject {
    Q_OBJECT

private slots:
    void valuesAreKnown()
    {
        for (double step : { 0.0, 31.0, 99.0 })
            QCOMPARE(factor("constant", step, 100), 1.0);
        // torch.optim.lr_scheduler.CosineAnnealingLR(T_max=100)
        QCOMPARE(factor("cosine", 0, 100), 1.0);
        QVERIFY(std::abs(factor("cosine", 25, 100) - (2.0 + std::sqrt(2.0)) / 4.0) < 1e-15);
        QVERIFY(std::abs(factor("cosine", 50, 100) - 0.5) < 1e-15);
        QVERIFY(std::abs(factor("cosine", 99, 100) - 2.467198171342e-4) < 1e-15);
        // OneCycleLR(max_lr=1, total_steps=100): the peak at step 29, its ends 1/25 and 4e-6
        QVERIFY(std::abs(factor("one-cycle", 0, 100) - 0.04) < 1e-15);
        QVERIFY(std::abs(factor("one-cycle", 14.5, 100) - 0.52) < 1e-15);
        QCOMPARE(factor("one-cycle", 29, 100), 1.0);
        QVERIFY(std::abs(factor("one-cycle", 64, 100) - (1.0 + 4e-6) / 2.0) < 1e-15);
        QVERIFY(std::abs(factor("one-cycle", 99, 100) - 4e-6) < 1e-15);
    }

    void everyStepHasAPositiveRate()
    {
        for (const nn::ScheduleInfo& schedule : nn::schedules())
            for (long steps = 1; steps < 40; ++steps)
                for (long step = 0; step < steps; ++step) {
                    const double value
                        = schedule.factor(static_cast<double>(step), static_cast<double>(steps));
                    QVERIFY2(value > 0.0 && value <= 1.0,
                        qPrintable(QString("%1: %2 at %3 of %4")
                                       .arg(schedule.id.data())
                                       .arg(value)
                                       .arg(step)
                                       .arg(steps)));
                }
    }

    void exponentialAverageIsCorrectedForItsStart()
    {
        const auto steps = history();
        auto average = store();
        nn::WeightAverage ema("ema", average);
        for (long step = 1; step <= kSteps; ++step) {
            ema.add(steps[static_cast<std::size_t>(step - 1)], step, kSteps);
            QVERIFY(near(average, weightedMean(steps, step, [step](long k) {
                return std::pow(nn::kAverageDecay, step - k);
            })));
        }
        QCOMPARE(ema.count(), kSteps);
    }

    void tailIsTheMeanOfTheLastQuarter()
    {
        const auto steps = history();
        auto average = store();
        nn::WeightAverage tail("tail", average);
        for (long step = 1; step <= kSteps; ++step) {
            const auto& weights = steps[static_cast<std::size_t>(step - 1)];
            tail.add(weights, step, kSteps);
            if (step <= 30)
                QVERIFY(std::equal(weights.begin(), weights.end(), average.data()));
        }
        QVERIFY(near(average, weightedMean(steps, kSteps, [](long k) { return k > 30; })));
        QCOMPARE(tail.count(), 10L);
        // A run that is prolonged goes on with its average.
        tail.add(steps[0], kSteps + 1, 10 * kSteps);
        QCOMPARE(tail.count(), 11L);
    }

    void anUndoneStepDoesNotCount()
    {
        const auto steps = history();
        auto plain = store();
        auto disturbed = store();
        nn::WeightAverage first("ema", plain);
        nn::WeightAverage second("ema", disturbed);
        const std::vector<float> bad(kWeights, std::numeric_limits<float>::infinity());
        for (long step = 1; step <= 3; ++step) {
            first.add(steps[static_cast<std::size_t>(step)], step, kSteps);
            second.add(bad, step, kSteps);
            second.undo();
            second.add(steps[static_cast<std::size_t>(step)], step, kSteps);
        }
        QVERIFY(std::equal(plain.data(), plain.data() + kWeights, disturbed.data()));
        QCOMPARE(second.count(), 3L);
    }

    void unknownNamesAreRefused()
    {
        auto average = store();
        QVERIFY_EXCEPTION_THROWN(nn::WeightAverage("none", average), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(nn::averageById("emma"), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(nn::scheduleById("onecycle"), std::invalid_argument);
    }
};

REGISTER_TEST(TestSchedule)
#include "tst_schedule.moc"
