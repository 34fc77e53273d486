// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/models/model_file.h"
#include "nn/training/batch_step.h"
#include "recorded_training.h"
#include "test_program.h"

#include <QTest>

#include <atomic>
#include <cmath>
#include <limits>
#include <numeric>
#include <thread>

namespace {

/// Of a model file, what stands behind its description.
std::string tensorsOf(const std::string& safetensors)
{
    std::uint64_t header = 0;
    std::memcpy(&header, safetensors.data(), sizeof header);
    return safetensors.substr(sizeof header + header);
}

AfterStep stopAfter(long last)
{
    return [last](const nn::TrainingStep& step, nn::TrainingControl& control) {
        if (step.step == last)
            control.stop();
    };
}

bool allFinite(const std::string& modelFileBytes)
{
    const auto file = data().file("finite.safetensors");
    std::ofstream(file, std::ios::binary) << modelFileBytes;
    const auto model = nn::loadModel<float>(file);
    const float* values = model->parameters().data();
    return std::all_of(
        values, values + model->parameters().size(), [](float x) { return std::isfinite(x); });
}

/// ||a - b|| / ||b||
template <typename Scalar>
double distance(std::span<const Scalar> a, std::span<const Scalar> b)
{
    double difference = 0.0;
    double norm = 0.0;
    for (std::size_t i = 0; i < b.size(); ++i) {
        difference += std::pow(double(a[i]) - double(b[i]), 2);
        norm += std::pow(double(b[i]), 2);
    }
    return std::sqrt(difference / norm);
}

/// Loss and gradient of one batch, first with one thread, then with two.
template <typename Scalar>
void compareThreads(const char* name)
{
    nn::ModelConfig config;
    config.model = name;
    const auto model = nn::makeModel<Scalar>(config);
    nn::Random random(3);
    model->initialise(random);
    const nn::ImageSet images = nn::loadMnist(nn::Split::Train, data().folder());
    std::vector<int> indices(kTrain - 3); // an odd number of micro-batches, the last not full
    std::iota(indices.begin(), indices.end(), 0);

    nn::BatchStep<Scalar> alone(*model, 1);
    nn::BatchStep<Scalar> pair(*model, 2);
    const nn::BatchResult one = alone.gradient(images, indices);
    const nn::BatchResult two = pair.gradient(images, indices);
    QCOMPARE(one.loss, two.loss); // added up in the order of the images
    QCOMPARE(one.nfeForward, two.nfeForward);
    const double apart = distance(pair.gradientSum(), alone.gradientSum());
    // Only the order of a sum differs. It has up to 10^4 terms (images x pixels x evaluations of
    // the field), so that its rounding error is about a hundred units in the last place.
    const double rounding = std::numeric_limits<Scalar>::epsilon();
    QVERIFY2(apart < 100.0 * rounding, qPrintable(QString::number(apart / rounding)));
}

} // namespace

class TestTraining final : public QObject {
    Q_OBJECT

private slots:
    void sameSeedGivesSameBits_data()
    {
        QTest::addColumn<QByteArray>("model");
        QTest::addColumn<int>("threads");
        QTest::newRow("mlp, 1 thread") << QByteArray("mlp") << 1;
        QTest::newRow("mlp, 2 threads") << QByteArray("mlp") << 2;
        QTest::newRow("resnet, 2 threads") << QByteArray("resnet") << 2;
        QTest::newRow("odenet, 1 thread") << QByteArray("odenet") << 1;
        QTest::newRow("odenet, 2 threads") << QByteArray("odenet") << 2;
    }

    void sameSeedGivesSameBits()
    {
        QFETCH(QByteArray, model);
        QFETCH(int, threads);
        nn::TrainingOptions options = optionsFor(model.constData(), 2, threads);
        const Outcome first = train(options);
        const Outcome again = train(options);
        QCOMPARE(first.end.status, nn::TrainingStatus::Finished);
        QCOMPARE(first.ends, 1);
        QCOMPARE(first.losses().size(), std::size_t(2));
        QCOMPARE(again.losses(), first.losses());
        QVERIFY(again.weights == first.weights);
        QCOMPARE(again.epochs.size(), std::size_t(1));
        QCOMPARE(again.epochs[0].testLoss, first.epochs[0].testLoss);

        options.seed = 8;
        options.steps = 1;
        QVERIFY(train(options).losses()[0] != first.losses()[0]);
    }

    void threadsDifferByRoundingOnly_data()
    {
        QTest::addColumn<QByteArray>("model");
        QTest::newRow("mlp") << QByteArray("mlp");
        QTest::newRow("resnet") << QByteArray("resnet");
        QTest::newRow("odenet") << QByteArray("odenet");
    }

    void threadsDifferByRoundingOnly()
    {
        QFETCH(QByteArray, model);
        compareThreads<float>(model.constData());
        compareThreads<double>(model.constData());
    }

    void resumingGivesTheBitsOfTheWholeRun_data()
    {
        QTest::addColumn<QByteArray>("model");
        QTest::addColumn<QByteArray>("optimizer");
        QTest::addColumn<int>("until");
        QTest::newRow("mlp, within an epoch") << QByteArray("mlp") << QByteArray("adam") << 4;
        QTest::newRow("mlp, sgd") << QByteArray("mlp") << QByteArray("sgd") << 2;
        QTest::newRow("mlp, at an epoch's end")
            << QByteArray("mlp") << QByteArray("adam") << int(kPerEpoch);
        QTest::newRow("odenet") << QByteArray("odenet") << QByteArray("adam") << 1;
    }

    void resumingGivesTheBitsOfTheWholeRun()
    {
        QFETCH(QByteArray, model);
        QFETCH(QByteArray, optimizer);
        QFETCH(int, until);
        nn::TrainingOptions options = optionsFor(model.constData(), 0);
        options.epochs = model == "mlp" ? 2 : 1;
        options.optimizer = optimizer.toStdString();
        const Outcome whole = train(options);

        options.checkpoint = data().file("stopped.ckpt");
        const Outcome begun = train(options, stopAfter(until));
        QCOMPARE(begun.end.status, nn::TrainingStatus::Stopped);
        QCOMPARE(begun.end.steps, long(until));

        nn::TrainingOptions rest = nn::resumedOptions(options.checkpoint);
        QCOMPARE(rest.resume, options.checkpoint);
        QCOMPARE(rest.seed, options.seed);
        QCOMPARE(rest.model, options.model.gradient.empty() ? rest.model : options.model);
        const Outcome resumed = train(rest);
        QCOMPARE(resumed.starts.at(0).firstStep, long(until));
        QVERIFY(resumed.weights == whole.weights);
        QVERIFY(begun.weights != whole.weights);

        std::vector<double> losses = begun.losses();
        for (const double loss : resumed.losses())
            losses.push_back(loss);
        QCOMPARE(losses, whole.losses());
        QCOMPARE(begun.epochs.size() + resumed.epochs.size(), whole.epochs.size());
        QCOMPARE(resumed.epochs.back().trainLoss, whole.epochs.back().trainLoss);
        QCOMPARE(resumed.epochs.front().trainLoss,
            whole.epochs[begun.epochs.size()].trainLoss); // of the epoch that was cut in two
        QCOMPARE(resumed.end.bestTestError, whole.end.bestTestError);
    }

    void stopEndsTheRun()
    {
        nn::TrainingOptions options = optionsFor("mlp", 1'000'000'000);
        options.save = data().file("stopped.safetensors");
        Outcome outcome;
        nn::TrainingControl control;
        std::atomic<long> seen { 0 };
        Recorder recorder(outcome, control,
            [&](const nn::TrainingStep& step, nn::TrainingControl&) { seen = step.step; });
        nn::Training run(options);
        long whenStopped = 0;
        {
            const std::jthread other([&] {
                while (seen < 3)
                    std::this_thread::yield();
                control.stop();
                whenStopped = seen;
            });
            outcome.end = run.run(control, recorder);
        }
        QCOMPARE(outcome.end.status, nn::TrainingStatus::Stopped);
        QVERIFY(outcome.end.message.empty());
        QVERIFY2(outcome.end.steps <= whenStopped + 1,
            qPrintable(QString("%1 > %2").arg(outcome.end.steps).arg(whenStopped)));
        QCOMPARE(outcome.ends, 1);
        QVERIFY(allFinite(bytesOf(options.save)));
        QVERIFY(bytesOf(options.save) == savedWeights(run));
    }

    void stopBeforeTheFirstStepAndWhilePaused()
    {
        nn::TrainingControl control;
        control.setPaused(true);
        control.stop();
        Outcome outcome;
        Recorder recorder(outcome, control, {});
        nn::Training run(optionsFor("odenet", 5));
        const std::string before = savedWeights(run);
        const nn::TrainingEnd end = run.run(control, recorder);
        QCOMPARE(end.status, nn::TrainingStatus::Stopped);
        QCOMPARE(end.steps, 0L);
        QVERIFY(!end.tested);
        QVERIFY(savedWeights(run) == before);
    }

    void aPausedRunAnswersProbesAndGoesOn()
    {
        Outcome outcome;
        nn::TrainingControl control;
        bool paused = false;
        std::size_t stepsAtProbe = 0;
        Recorder recorder(
            outcome, control, [&](const nn::TrainingStep& step, nn::TrainingControl& run) {
                if (step.step != 1)
                    return;
                paused = true;
                run.setPaused(true);
                run.requestProbe();
            });
        recorder.onProbe([&] {
            if (!paused)
                return;
            stepsAtProbe = outcome.steps.size();
            paused = false;
            control.setPaused(false);
        });
        nn::Training run(optionsFor("mlp", 2));
        QCOMPARE(run.run(control, recorder).status, nn::TrainingStatus::Finished);
        QCOMPARE(stepsAtProbe, std::size_t(1));
        QCOMPARE(outcome.steps.size(), std::size_t(2));
    }

    void divergenceKeepsTheLastGoodWeights_data()
    {
        QTest::addColumn<QByteArray>("model");
        QTest::addColumn<double>("rate");
        // A number overflows in the update, in the loss of the test set, in that of a batch.
        QTest::newRow("weight") << QByteArray("mlp") << 1e12;
        QTest::newRow("test loss") << QByteArray("mlp") << 1e8;
        QTest::newRow("loss") << QByteArray("resnet") << 1e30;
    }

    void divergenceKeepsTheLastGoodWeights()
    {
        QFETCH(QByteArray, model);
        QFETCH(double, rate);
        nn::TrainingOptions options = optionsFor(model.constData(), 20);
        options.optimizer = "sgd";
        options.learningRate = rate;
        options.save = data().file("diverged.safetensors");
        options.checkpoint = data().file("diverged.ckpt");
        options.checkpointSeconds = 1e6;
        Outcome outcome;
        nn::TrainingControl control;
        nn::Training run(options);
        std::vector<std::string> weights { savedWeights(run) };
        Recorder recorder(outcome, control, [&](const nn::TrainingStep&, nn::TrainingControl&) {
            weights.push_back(savedWeights(run));
        });
        const nn::TrainingEnd end = run.run(control, recorder);
        QCOMPARE(end.status, nn::TrainingStatus::Diverged);
        QCOMPARE(outcome.ends, 1);
        for (const char* part : { "not finite", "at step ", "smaller learning rate" })
            QVERIFY2(end.message.find(part) != std::string::npos, end.message.c_str());
        const auto kept = static_cast<std::size_t>(end.steps);
        QVERIFY(savedWeights(run) == weights.at(kept));
        QVERIFY(bytesOf(options.save) == weights.at(kept));
        QVERIFY(std::isfinite(outcome.steps.at(kept).loss)); // of these weights, on a batch
        QVERIFY(allFinite(weights.at(kept)));
        QVERIFY(!std::filesystem::exists(options.checkpoint)); // an older one would have stayed
    }

    void newLearningRateCountsFromTheNextBatch()
    {
        nn::TrainingOptions options = optionsFor("mlp", 4);
        options.optimizer = "sgd";
        options.learningRate = 1e-2;
        options.checkpoint = data().file("rate.ckpt");
        const Outcome changed
            = train(options, [](const nn::TrainingStep& step, nn::TrainingControl& control) {
                  if (step.step == 2)
                      control.setLearningRate(0.5);
                  for (const double unusable : { 0.0, -1.0, std::nan("") })
                      control.setLearningRate(unusable);
              });
        QCOMPARE(nn::resumedOptions(options.checkpoint).learningRate, 0.5);

        options.steps = 2;
        const Outcome before = train(options);
        nn::TrainingOptions rest = nn::resumedOptions(options.checkpoint);
        QCOMPARE(rest.learningRate, 1e-2);
        rest.steps = 4;
        const Outcome unchanged = train(rest);
        rest.learningRate = 0.5;
        const Outcome after = train(rest);
        QVERIFY(tensorsOf(after.weights) == tensorsOf(changed.weights)); // their recipes differ
        QVERIFY(tensorsOf(unchanged.weights) != tensorsOf(changed.weights));
        QCOMPARE(changed.losses()[1], before.losses()[1]);
        QCOMPARE(changed.losses()[2], unchanged.losses()[0]); // step 3's, before its update
        QVERIFY(changed.losses()[3] != unchanged.losses()[1]);
    }

    void epochsCanBeChangedWhileItRuns()
    {
        nn::TrainingOptions options = optionsFor("mlp", 0);
        options.epochs = 3;
        const auto setEpochs = [&](int epochs) {
            return train(options, [=](const nn::TrainingStep& step, nn::TrainingControl& control) {
                if (step.step == kPerEpoch + 1)
                    control.setEpochs(epochs);
                control.setEpochs(0); // ignored
            });
        };
        QCOMPARE(setEpochs(1).end.steps, 2 * kPerEpoch); // the epoch that has begun is ended
        QCOMPARE(setEpochs(4).end.steps, 4 * kPerEpoch);
        QCOMPARE(setEpochs(4).epochs.size(), std::size_t(4));
    }
};

REGISTER_TEST(TestTraining)
#include "tst_training.moc"
