// SPDX-License-Identifier: GPL-3.0-or-later
// Runs with a recipe: what they compute, keep, resume and refuse.
#include "nn/data/batches.h"
#include "nn/export/export_model.h"
#include "nn/models/model_file.h"
#include "nn/training/batch_step.h"
#include "nn/training/options_json.h"
#include "nn/training/recipe.h"
#include "nn/training/schedule.h"
#include "nn/training/weight_average.h"
#include "recorded_training.h"
#include "test_program.h"

#include <QTest>

#include <cmath>
#include <numeric>

namespace {

nn::TrainingOptions strong(const char* model, long steps)
{
    nn::TrainingOptions options = optionsFor(model, steps);
    nn::applyRecipe(nn::recipeById("strong"), options);
    options.batch = kBatch;
    options.labelSmoothing = 0.1; // everything on
    options.weightDecay = 0.05;
    return options;
}

/// The file that a run of these options writes of the weights
std::string fileOf(const nn::TrainingOptions& options, const nn::ParameterStore<float>& weights)
{
    const auto model = nn::makeModel<float>(options.model);
    std::copy_n(weights.data(), weights.size(), model->parameters().data());
    nn::ExportOptions lines;
    lines.recipe = nn::modelLines(options);
    return nn::serializeSafetensors(nn::exportedTensors(*model, lines));
}

/// The run in a few lines, of parts that have tests of their own; the averaged weights.
std::string computed(const nn::TrainingOptions& options)
{
    const auto model = nn::makeModel<float>(options.model);
    nn::Random random(nn::streamSeed(options.seed, "weights"));
    model->initialise(random);
    const nn::ImageSet images = nn::loadMnist(nn::Split::Train, options.dataDirectory);
    nn::ParameterStore<float>& weights = model->parameters();
    nn::ParameterStore<float> mean = weights;
    nn::Batches batches({ kTrain, options.batch, nn::BatchOrder::Shuffled, 0, options.seed });
    nn::BatchStep<float> step(*model, options.threads);
    nn::Augmentation augmentation(options.augmentation, options.seed);
    const auto optimizer = nn::makeOptimizer<float>(options.optimizer, weights);
    optimizer->setWeightDecay(options.weightDecay);
    std::optional<nn::WeightAverage> average;
    if (options.average != "none")
        average.emplace(options.average, mean);
    for (long k = 0; k < options.steps; ++k) {
        const auto indices = batches.batch(k);
        step.gradient(images, indices, nullptr,
            { augmentation.warps(k, indices.size()), options.labelSmoothing });
        const double rate = options.learningRate
            * nn::scheduleById(options.schedule).factor(double(k), double(options.steps));
        step.apply(*optimizer, weights, rate);
        if (average)
            average->add({ weights.data(), std::size_t(weights.size()) }, k + 1, options.steps);
    }
    return fileOf(options, average ? mean : weights);
}

AfterStep stopAfter(long last)
{
    return [last](const nn::TrainingStep& step, nn::TrainingControl& control) {
        if (step.step == last)
            control.stop();
    };
}

float tensorOf(const nn::Model<float>& model, const char* name)
{
    for (const nn::ParameterInfo& tensor : model.parameters().tensors())
        if (tensor.name == name)
            return *model.parameters().data(tensor.offset);
    qFatal("no %s", name);
}

} // namespace

class TestRecipe final : public QObject {
    Q_OBJECT

private slots:
    void plainIsWhatItWas_data()
    {
        QTest::addColumn<QByteArray>("model");
        QTest::newRow("mlp") << QByteArray("mlp");
        QTest::newRow("rknet") << QByteArray("rknet");
    }

    void plainIsWhatItWas()
    {
        QFETCH(QByteArray, model);
        nn::TrainingOptions options = optionsFor(model.constData(), 5);
        const Outcome run = train(options);
        const std::string record = nn::toJson(options).dump();
        nn::applyRecipe(nn::recipeById("plain"), options);
        options.batch = kBatch;
        QCOMPARE(nn::toJson(options).dump(), record); // old records and checkpoints go on
        for (const char* key : { "recipe", "augment", "schedule", "average", "decay" })
            QVERIFY2(record.find(key) == std::string::npos, key);
        // Written as the article trains, without a word about recipes.
        const auto network = nn::makeModel<float>(options.model);
        nn::Random random(nn::streamSeed(options.seed, "weights"));
        network->initialise(random);
        const nn::ImageSet images = nn::loadMnist(nn::Split::Train, options.dataDirectory);
        nn::Batches batches({ kTrain, kBatch, nn::BatchOrder::Shuffled, 0, options.seed });
        nn::BatchStep<float> step(*network, options.threads);
        const auto adam = nn::makeOptimizer<float>("adam", network->parameters());
        for (long k = 0; k < options.steps; ++k) {
            const double loss = step.gradient(images, batches.batch(k)).loss;
            QCOMPARE(loss, run.losses()[std::size_t(k)]);
            step.apply(*adam, network->parameters(), 1e-3);
        }
        QVERIFY(fileOf(options, network->parameters()) == run.weights);
    }

    void runIsItsPartsTogether_data()
    {
        QTest::addColumn<QByteArray>("average");
        for (const nn::AverageInfo& info : nn::averages())
            QTest::newRow(info.id.data()) << QByteArray(info.id.data());
    }

    void runIsItsPartsTogether()
    {
        QFETCH(QByteArray, average);
        nn::TrainingOptions options = strong("rknet", 6);
        options.average = average.toStdString();
        options.save = data().file("strong.safetensors");
        const Outcome run = train(options);
        QVERIFY(run.weights == computed(options));
        QVERIFY(bytesOf(options.save) == run.weights);
        // The error is that of the weights that are saved.
        const auto model = nn::loadModel<float>(options.save);
        const nn::ImageSet test = nn::loadMnist(nn::Split::Test, options.dataDirectory);
        std::vector<long> all(kTest);
        std::iota(all.begin(), all.end(), 0L);
        QCOMPARE(nn::evaluate(*model, test, all, 2).loss, run.epochs.back().testLoss);
    }

    void resumingGivesTheBitsOfTheWholeRun_data()
    {
        QTest::addColumn<QByteArray>("model");
        QTest::addColumn<QByteArray>("average");
        QTest::addColumn<int>("until");
        QTest::newRow("rknet, ema") << QByteArray("rknet") << QByteArray("ema") << 4;
        QTest::newRow("mlp, ema") << QByteArray("mlp") << QByteArray("ema") << 4;
        QTest::newRow("mlp, tail begun") << QByteArray("mlp") << QByteArray("tail") << 8;
        QTest::newRow("mlp, before the tail") << QByteArray("mlp") << QByteArray("tail") << 3;
    }

    void resumingGivesTheBitsOfTheWholeRun()
    {
        QFETCH(QByteArray, model);
        QFETCH(QByteArray, average);
        QFETCH(int, until);
        nn::TrainingOptions options = strong(model.constData(), 0);
        options.epochs = 3;
        options.average = average.toStdString();
        const Outcome whole = train(options);
        options.checkpoint = data().file("recipe.ckpt");
        const Outcome begun = train(options, stopAfter(until));
        QCOMPARE(begun.end.status, nn::TrainingStatus::Stopped);
        const nn::TrainingOptions rest = nn::resumedOptions(options.checkpoint);
        QCOMPARE(nn::recipeText(rest), nn::recipeText(options));
        const Outcome resumed = train(rest);
        QVERIFY(resumed.weights == whole.weights);
        QVERIFY(begun.weights != whole.weights);
        std::vector<double> losses = begun.losses();
        for (const double loss : resumed.losses())
            losses.push_back(loss);
        QCOMPARE(losses, whole.losses());
        QCOMPARE(resumed.epochs.back().testLoss, whole.epochs.back().testLoss);
    }

    void stateIsNotTakenFromAnotherRecipe()
    {
        nn::TrainingOptions options = strong("mlp", 2);
        options.checkpoint = data().file("strong.ckpt");
        train(options);
        nn::TrainingOptions other = optionsFor("mlp", 4);
        other.resume = options.checkpoint;
        try {
            train(other);
            QFAIL("no exception");
        } catch (const std::runtime_error& error) {
            QVERIFY2(std::string(error.what())
                         .find(
                             "the checkpoint's recipe is custom (augmentation affine, schedule "
                             "one-cycle, average ema, label smoothing 0.1, weight decay 0.05), the "
                             "run's is plain")
                    != std::string::npos,
                error.what());
        }
    }

    /// Those of the training run belong to other weights.
    void runningStatisticsAreOfTheAveragedWeights()
    {
        nn::TrainingOptions options = optionsFor("mlp", 60);
        options.average = "ema";
        options.learningRate = 0.05; // so that average and last weights differ
        options.save = data().file("statistics.safetensors");
        train(options);
        const auto model = nn::loadModel<float>(options.save);
        const nn::ImageSet images = nn::loadMnist(nn::Split::Train, options.dataDirectory);
        const nn::ParameterStore<float>& store = model->parameters();
        std::vector<float> weight;
        std::vector<float> bias;
        for (const nn::ParameterInfo& tensor : store.tensors()) {
            if (tensor.name == "fc1.weight")
                weight = store.exported(tensor);
            if (tensor.name == "fc1.bias")
                bias = store.exported(tensor);
        }
        double sum = 0.0;
        double squares = 0.0;
        const double count = double(kTrain) * double(bias.size());
        for (std::size_t image = 0; image < kTrain; ++image)
            for (std::size_t unit = 0; unit < bias.size(); ++unit) {
                double value = double(bias[unit]);
                for (std::size_t pixel = 0; pixel < 784; ++pixel)
                    value += double(weight[unit * 784 + pixel]) * images.pixels[image * 784 + pixel]
                        / 255.0;
                sum += value;
                squares += value * value;
            }
        const double mean = sum / count;
        const double variance = squares / count - mean * mean;
        // Batches of 8 of the 24 images differ by a few percent.
        const double found = double(tensorOf(*model, "bn.running_mean"));
        QVERIFY2(std::abs(found - mean) < 0.05 * std::sqrt(variance),
            qPrintable(QString("%1, not %2").arg(found).arg(mean)));
        const double spread = double(tensorOf(*model, "bn.running_var"));
        QVERIFY2(std::abs(spread / variance - 1.0) < 0.1,
            qPrintable(QString("%1, not %2").arg(spread).arg(variance)));
        QCOMPARE(tensorOf(*model, "bn.num_batches_tracked"), 60.0F + 64.0F);
    }

    void divergenceKeepsTheLastGoodAverage_data()
    {
        QTest::addColumn<QByteArray>("model");
        QTest::addColumn<double>("rate");
        QTest::newRow("weight") << QByteArray("noblock") << 1e38;
        QTest::newRow("loss") << QByteArray("resnet") << 1e30;
    }

    void divergenceKeepsTheLastGoodAverage()
    {
        QFETCH(QByteArray, model);
        QFETCH(double, rate);
        nn::TrainingOptions options = optionsFor(model.constData(), 20);
        options.optimizer = "sgd";
        options.average = "ema";
        options.learningRate = rate;
        Outcome outcome;
        nn::TrainingControl control;
        nn::Training run(options);
        std::vector<std::string> weights { savedWeights(run) };
        Recorder recorder(outcome, control, [&](const nn::TrainingStep&, nn::TrainingControl&) {
            weights.push_back(savedWeights(run));
        });
        const nn::TrainingEnd end = run.run(control, recorder);
        QCOMPARE(end.status, nn::TrainingStatus::Diverged);
        QVERIFY(savedWeights(run) == weights.at(std::size_t(end.steps)));
        QVERIFY(weights.back() != weights.at(std::size_t(end.steps)));
    }

    void recipesAreUsableAndRecorded()
    {
        for (const nn::RecipeInfo& recipe : nn::recipes()) {
            nn::TrainingOptions options = optionsFor("odenet", 5);
            nn::applyRecipe(recipe, options);
            QCOMPARE(options.problem(), std::string());
            QVERIFY(nn::recipeOf(options) == recipe.id);
            const nn::TrainingOptions read = nn::optionsFromJson(nn::toJson(options));
            QCOMPARE(nn::recipeText(read), nn::recipeText(options));
            QVERIFY(nn::recipeOf(read) == recipe.id);
        }
        nn::TrainingOptions options = strong("mlp", 1);
        QVERIFY(nn::recipeOf(options) == "custom");
        const auto json = nn::toJson(options);
        QCOMPARE(json.at("augment").get<std::string>(), std::string("affine"));
        QCOMPARE(json.at("weight_decay").get<double>(), 0.05);
        QCOMPARE(nn::optionsFromJson(json).labelSmoothing, 0.1);
        QVERIFY_EXCEPTION_THROWN(nn::recipeById("strongest"), std::invalid_argument);
    }

    void unusableSettingsAreRefused_data()
    {
        using Change = std::function<void(nn::TrainingOptions&)>;
        QTest::addColumn<Change>("change");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const char* expected, const Change& change) {
            QTest::newRow(expected) << change << QByteArray(expected);
        };
        using Options = nn::TrainingOptions;
        row("unknown augmentation 'shfit'; did you mean shift?",
            [](Options& o) { o.augmentation = "shfit"; });
        row("unknown schedule 'cosinus'; did you mean cosine?",
            [](Options& o) { o.schedule = "cosinus"; });
        row("unknown average 'tall'; did you mean tail?", [](Options& o) { o.average = "tall"; });
        row("The label smoothing must be at least 0 and below 1.",
            [](Options& o) { o.labelSmoothing = 1.0; });
        row("The weight decay must be at least 0 and, times the learning rate, below 1.",
            [](Options& o) { o.weightDecay = -0.1; });
    }

    void unusableSettingsAreRefused()
    {
        QFETCH(std::function<void(nn::TrainingOptions&)>, change);
        QFETCH(QByteArray, expected);
        nn::TrainingOptions options = optionsFor("mlp", 1);
        change(options);
        QCOMPARE(QByteArray::fromStdString(options.problem()), expected);
        options.labelSmoothing = std::nan("");
        options.weightDecay = std::nan("");
        QVERIFY(!options.problem().empty());
    }
};

REGISTER_TEST(TestRecipe)
#include "tst_recipe.moc"
