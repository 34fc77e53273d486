// SPDX-License-Identifier: GPL-3.0-or-later
#include "recorded_training.h"

#include "nn/training/run_log.h"
#include "test_program.h"

#include <QTest>

#include <numeric>

// Sets of the plane go through the training loop of the images: same record, checkpoint, resume.

namespace {

nn::TrainingOptions planeOptions(const char* set, const char* model = "plane-odenet")
{
    nn::TrainingOptions options = nn::planeTrainingOptions(set, model);
    options.seed = 1;
    return options;
}

double trainingError(const nn::Model<float>& model, const nn::TrainingOptions& options)
{
    const nn::ImageSet points = nn::planeSamples(
        nn::planePoints(options.plane, nn::Split::Train, options.trainImages, options.seed));
    std::vector<long> all(static_cast<std::size_t>(points.count));
    std::iota(all.begin(), all.end(), 0L);
    return nn::evaluate(model, points, all, 2).error;
}

/// Error on the training points after so many steps of the defaults.
double errorAfter(const nn::TrainingOptions& options)
{
    nn::Training run(options);
    Outcome outcome;
    nn::TrainingControl control;
    Recorder recorder(outcome, control, {});
    const nn::TrainingEnd end = run.run(control, recorder);
    return end.status == nn::TrainingStatus::Finished ? trainingError(*run.copyModel(), options)
                                                      : 1.0;
}

} // namespace

class PlaneTrainingTest : public QObject {
    Q_OBJECT

private slots:
    void defaultsPartTheSpirals()
    {
        nn::TrainingOptions options = planeOptions("spirals");
        options.steps = 600;
        QCOMPARE(errorAfter(options), 0.0);
    }

    void oneAddedDimensionPartsTheCircles()
    {
        nn::TrainingOptions options = planeOptions("circles");
        options.model.extra = 1;
        options.steps = 300;
        QCOMPARE(errorAfter(options), 0.0);
    }

    void everySetAndModelLearns_data()
    {
        QTest::addColumn<QString>("set");
        QTest::addColumn<QString>("model");
        for (const nn::PlaneSetInfo& set : nn::planeSets())
            for (const nn::ModelInfo& model : nn::planeModels())
                if (set.generated)
                    QTest::addRow("%s, %s", set.id.data(), model.id.data()) << QString::fromLatin1(
                        set.id.data()) << QString::fromLatin1(model.id.data());
    }

    void everySetAndModelLearns()
    {
        QFETCH(QString, set);
        QFETCH(QString, model);
        nn::TrainingOptions options = planeOptions(qPrintable(set), qPrintable(model));
        options.steps = 90;
        const Outcome outcome = train(options);
        QCOMPARE(outcome.end.status, nn::TrainingStatus::Finished);
        QCOMPARE(outcome.steps.size(), std::size_t { 90 });
        QVERIFY(outcome.epochs.back().trainLoss < outcome.epochs.front().trainLoss);
        QVERIFY(!outcome.epochs.empty() && outcome.end.tested);
    }

    void aResumedRunGoesOnToTheSameBytes()
    {
        nn::TrainingOptions options = planeOptions("moons");
        options.steps = 20;
        options.log = data().file("plane.jsonl");
        const Outcome whole = train(options);
        options.steps = 10; // within an epoch
        options.checkpoint = data().file("plane.checkpoint");
        train(options);
        nn::TrainingOptions again = nn::resumedOptions(options.checkpoint);
        QVERIFY(again.plane == options.plane);
        QVERIFY(again.model.width == options.model.width);
        again.steps = 20;
        QCOMPARE(train(again).weights, whole.weights);
        again.plane.noise = 0.5;
        QVERIFY_EXCEPTION_THROWN(train(again), std::runtime_error);

        const auto events = nn::readRunLog(data().file("plane.jsonl"));
        const auto& start = std::get<nn::RunStart>(events.front());
        QCOMPARE(start.config["plane_set"]["set"].get<std::string>(), std::string("moons"));
        QCOMPARE(start.config["width"].get<int>(), options.model.width);
    }

    void paintedPointsAreKeptInTheRecord()
    {
        nn::TrainingOptions options = planeOptions("painted");
        options.plane.painted = { { -0.5F, 0.1F, 0 }, { 0.5F, 0.3F, 1 }, { 0.25F, 0.125F, 1 } };
        options.steps = 40;
        options.checkpoint = data().file("painted.checkpoint");
        const Outcome outcome = train(options);
        QCOMPARE(outcome.starts.front().trainImages, 3L);
        QCOMPARE(outcome.end.bestTestError, 0.0); // of the same points
        QVERIFY(nn::resumedOptions(options.checkpoint).plane == options.plane);
    }

    void pointsAreHeldOut()
    {
        nn::TrainingOptions options = planeOptions("moons");
        options.steps = 4;
        options.validationImages = 60;
        const Outcome outcome = train(options);
        QCOMPARE(outcome.starts.front().trainImages, 300L);
        QVERIFY(std::isfinite(outcome.epochs.front().validationError));
    }

    void stopEndsTheRunAtOnce()
    {
        nn::TrainingOptions options = planeOptions("spirals");
        const Outcome outcome
            = train(options, [](const nn::TrainingStep& step, nn::TrainingControl& control) {
                  if (step.step == 5)
                      control.stop();
              });
        QCOMPARE(outcome.end.status, nn::TrainingStatus::Stopped);
        QCOMPARE(outcome.end.steps, 5L);
    }

    void modelAndDataMustBelongTogether()
    {
        nn::TrainingOptions options = planeOptions("spirals");
        QCOMPARE(options.problem(), std::string());
        options.model = nn::modelConfig("odenet");
        QVERIFY(QString::fromStdString(options.problem()).contains("takes images"));
        options = optionsFor("plane-mlp", 1);
        QVERIFY(QString::fromStdString(options.problem()).contains("points of the plane"));
        options = planeOptions("spirals");
        options.dataDirectory = data().folder();
        QVERIFY(!options.problem().empty());

        const nn::ImageSet images = nn::loadMnist(nn::Split::Test, data().folder());
        const std::vector<long> first { 0 };
        QVERIFY_EXCEPTION_THROWN(
            nn::evaluate(*nn::makeModel<float>(nn::modelConfig("plane-mlp")), images, first, 1),
            std::invalid_argument);
    }
};

REGISTER_TEST(PlaneTrainingTest)
#include "tst_plane_training.moc"
