// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/training/gradient_check.h"
#include "nn/training/kept_points.h"
#include "recorded_training.h"
#include "test_program.h"

#include <QTest>

#include <cmath>
#include <future>

namespace {

/// Listens to what can be changed during a run; `after` is called in its thread.
class Listener final : public nn::TrainingObserver {
public:
    std::vector<nn::TrainingStep> steps;
    std::vector<nn::TrainingEpoch> epochs;
    std::vector<nn::TestAnswers> answers;
    std::vector<nn::KeptPoint> points;
    std::vector<nn::KeptPoint> rewinds;
    std::function<void()> afterStep;
    std::function<void()> afterProbe;

    void stepped(const nn::TrainingStep& step) override
    {
        steps.push_back(step);
        if (afterStep)
            afterStep();
    }
    void tested(const nn::TestAnswers& given) override { answers.push_back(given); }
    void epochEnded(const nn::TrainingEpoch& epoch) override { epochs.push_back(epoch); }
    void kept(const nn::KeptPoint& point) override { points.push_back(point); }
    void rewound(const nn::KeptPoint& point) override { rewinds.push_back(point); }
    void probed(const nn::TrainingProbe&) override
    {
        if (afterProbe)
            afterProbe();
    }
};

nn::TrainingOptions keptOptions(const char* model, long steps)
{
    nn::TrainingOptions options = optionsFor(model, steps);
    options.keptPoints = 8;
    return options;
}

} // namespace

class TrainingChangesTest : public QObject {
    Q_OBJECT

private slots:
    void rewoundRunTakesTheSameWay()
    {
        nn::TrainingControl control;
        Listener heard;
        heard.afterStep = [&] {
            if (heard.steps.size() == 2 * kPerEpoch + 1)
                control.rewind(kPerEpoch);
        };
        nn::Training run(keptOptions("rknet", 3 * kPerEpoch));
        run.run(control, heard);
        QCOMPARE(heard.rewinds.size(), std::size_t(1));
        QCOMPARE(heard.rewinds[0].step, kPerEpoch);
        QCOMPARE(heard.rewinds[0].epoch, 1);
        QCOMPARE(heard.rewinds[0].testError, heard.epochs[0].testError);
        QCOMPARE(heard.steps.size(), std::size_t(4 * kPerEpoch + 1));
        // Optimiser and order of the digits are those of then: the same losses, bit by bit.
        for (std::size_t i = 0; i <= kPerEpoch; ++i) {
            const nn::TrainingStep& again = heard.steps[2 * kPerEpoch + 1 + i];
            QCOMPARE(again.step, heard.steps[kPerEpoch + i].step);
            QCOMPARE(again.loss, heard.steps[kPerEpoch + i].loss);
        }
        // And the end is that of a run which never left it.
        const Outcome straight = train(optionsFor("rknet", 3 * kPerEpoch));
        QVERIFY(savedWeights(run) == straight.weights);
    }

    void unknownPointIsNoRewind()
    {
        nn::TrainingControl control;
        control.rewind(2);
        Listener heard;
        nn::Training run(keptOptions("mlp", kPerEpoch));
        run.run(control, heard);
        QVERIFY(heard.rewinds.empty());
        QCOMPARE(heard.steps.size(), std::size_t(kPerEpoch));
        QVERIFY_EXCEPTION_THROWN(run.weights(2), std::invalid_argument);
        QCOMPARE(run.weights(kPerEpoch).values, run.weights().values);
        QCOMPARE(run.weights().step, kPerEpoch);
        QVERIFY(run.weights(0).values != run.weights().values);
    }

    void keepsNothingUnasked()
    {
        nn::TrainingControl control;
        Listener heard;
        nn::Training run(optionsFor("mlp", kPerEpoch));
        run.run(control, heard);
        QVERIFY(heard.points.empty());
    }

    void oneStepWhilePaused()
    {
        nn::TrainingControl control;
        control.setPaused(true);
        control.stepOnce();
        control.requestProbe();
        Listener heard;
        // The first probe is that of the start, the second comes after the one step.
        int probes = 0;
        long stepsAtProbe = -1;
        heard.afterProbe = [&] {
            if (++probes == 2) {
                stepsAtProbe = static_cast<long>(heard.steps.size());
                control.stop();
            }
        };
        nn::Training run(keptOptions("mlp", 100));
        const nn::TrainingEnd end = run.run(control, heard);
        QCOMPARE(stepsAtProbe, 1L);
        QCOMPARE(end.steps, 1L);
    }

    void oneStepIsForPausedRunsOnly()
    {
        nn::TrainingControl control;
        control.stepOnce();
        control.setPaused(true);
        control.requestProbe();
        QCOMPARE(control.next(), nn::TrainingControl::Next::Probe);
        control.stop();
        QCOMPARE(control.next(), nn::TrainingControl::Next::Stop);
    }

    void testsUseTheirOwnSolver()
    {
        const auto evaluations = [](const std::optional<nn::ModelConfig>& solve) {
            nn::TrainingControl control;
            control.setEvaluation(solve);
            Listener heard;
            nn::Training run(optionsFor("odenet", kPerEpoch));
            run.run(control, heard);
            return std::pair { heard.epochs.at(0).evaluationNfe, heard.steps };
        };
        nn::ModelConfig euler;
        euler.solver = "euler";
        euler.step = 1.0;
        const auto [usual, steps] = evaluations({});
        const auto [cheap, sameSteps] = evaluations(euler);
        QCOMPARE(usual, 16.0); // rk4 with h = 0.5 over 2
        QCOMPARE(cheap, 2.0);
        for (std::size_t i = 0; i < steps.size(); ++i)
            QCOMPARE(sameSteps[i].loss, steps[i].loss); // training has kept its own
    }

    void answersAreThoseOfTheTest()
    {
        nn::TrainingControl control;
        Listener heard;
        nn::Training run(optionsFor("mlp", kPerEpoch));
        run.run(control, heard);
        QCOMPARE(heard.answers.size(), heard.epochs.size());
        const nn::ConfusionMatrix matrix(heard.answers.at(0));
        QCOMPARE(matrix.total(), long(kTest));
        QCOMPARE(static_cast<double>(matrix.wrong()) / kTest, heard.epochs.at(0).testError);
    }

    void pointsAreThinnedOutEvenly()
    {
        const auto model = nn::makeModel<float>(optionsFor("mlp", 1).model);
        const auto optimizer = nn::makeOptimizer<float>("adam", model->parameters());
        nn::KeptPoints points;
        points.setSize(5);
        for (long step = 0; step <= 160; step += 10) {
            nn::RunPosition position;
            position.step = step;
            *model->parameters().data() = static_cast<float>(step);
            points.keep({ step, 0, 0.5 }, position, model->parameters(), *optimizer, nullptr);
        }
        const std::vector<nn::KeptPoint> list = points.list();
        QCOMPARE(list.size(), std::size_t(5));
        QCOMPARE(list.front().step, 0L);
        QCOMPARE(list.back().step, 160L);
        for (std::size_t i = 1; i < list.size(); ++i) {
            const long gap = list[i].step - list[i - 1].step;
            QVERIFY2(gap > 0 && gap <= 80, qPrintable(QString::number(gap)));
            QCOMPARE(points.weights(list[i].step).front(), static_cast<float>(list[i].step));
        }
    }

    void gradientCheck_data()
    {
        QTest::addColumn<QString>("model");
        QTest::addColumn<bool>("exact");
        QTest::newRow("perceptron") << "mlp" << true;
        QTest::newRow("through the steps") << "rknet" << true;
        QTest::newRow("adjoint") << "odenet" << false;
    }

    void gradientCheck()
    {
        QFETCH(QString, model);
        QFETCH(bool, exact);
        nn::Training run(optionsFor(qPrintable(model), 1));
        const nn::ImageSet images = nn::loadMnist(nn::Split::Train, data().folder());
        const std::vector<long> some { 0, 1, 2 };
        int calls = 0;
        const nn::GradientCheck check
            = nn::checkGradient(run.weights(), images, some, { 4, 1e-6 }, [&](int done, int all) {
                  ++calls;
                  return done < all;
              });
        QCOMPARE(check.weights.size(), std::size_t(4));
        QCOMPARE(calls, 4);
        QVERIFY(std::abs(check.loss - std::log(10.0)) < 1.5); // fresh weights
        for (const nn::CheckedWeight& weight : check.weights)
            QVERIFY(weight.gradient != 0.0 && weight.difference != 0.0);
        // Rounding of the differences, 1e-16 / 1e-6 of a loss of 2 against derivatives of 1e-2 and
        // more; the adjoint of rk4 with h = 0.5 is another number, but not by much.
        QVERIFY2(check.largestError < (exact ? 1e-6 : 0.1),
            qPrintable(QString::number(check.largestError)));
        if (!exact)
            QVERIFY(check.largestError > 1e-9);
    }

    void gradientCheckStops()
    {
        nn::Training run(optionsFor("mlp", 1));
        const nn::ImageSet images = nn::loadMnist(nn::Split::Train, data().folder());
        const std::vector<long> some { 0 };
        const nn::GradientCheck check = nn::checkGradient(
            run.weights(), images, some, { 4, 1e-6 }, [](int done, int) { return done < 1; });
        QVERIFY(check.stopped);
        QCOMPARE(check.weights.size(), std::size_t(1));
        QVERIFY_EXCEPTION_THROWN(
            nn::checkGradient(run.weights(), images, {}, {}), std::invalid_argument);
    }
};

REGISTER_TEST(TrainingChangesTest)
#include "tst_training_changes.moc"
