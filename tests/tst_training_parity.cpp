// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/models/model_file.h"
#include "nn/training/batch_step.h"
#include "nn/training/training.h"
#include "test_program.h"

#include <QtTest>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <numeric>

using nlohmann::json;

namespace {

// A sanitizer makes the convolutional networks too slow for all steps.
#if defined(__SANITIZE_ADDRESS__)
constexpr int kMostDoubleSteps = 6;
constexpr int kMostFloatSteps = 12;
#else
constexpr int kMostDoubleSteps = 50;
constexpr int kMostFloatSteps = 50;
#endif

std::filesystem::path dataFile(const std::string& name)
{
    return std::filesystem::path(TEST_DATA_DIR) / "training" / name;
}

nn::ModelConfig configOf(const json& reference)
{
    nn::ModelConfig config;
    config.model = reference.at("name");
    if (config.model == "odenet")
        config.gradient = "adjoint-stored"; // z reset at grid points
    return config;
}

/// The first batches of the training file, made once.
const nn::ImageSet& trainingSet()
{
    static const nn::ImageSet set = nn::loadMnist(nn::Split::Train, nn::shippedMnist());
    return set;
}

template <typename Scalar>
struct Run {
    std::unique_ptr<nn::Model<Scalar>> model;
    std::vector<double> losses;
};

/// steps updates as the reference made them; weights are compared where it stored them.
template <typename Scalar>
Run<Scalar> train(const json& reference, int steps,
    const std::function<void(int, const nn::Model<Scalar>&)>& after = {})
{
    Run<Scalar> run;
    run.model = nn::makeModel<Scalar>(configOf(reference));
    nn::importWeights(*run.model, nn::readModelFile(dataFile(reference.at("initial_weights"))));
    const auto optimizer = nn::makeOptimizer<Scalar>("adam", run.model->parameters());
    nn::BatchStep<Scalar> batchStep(*run.model, 2);
    const int batch = reference.at("batch_size");
    std::vector<int> indices(static_cast<std::size_t>(batch));
    for (int step = 0; step < steps; ++step) {
        std::iota(indices.begin(), indices.end(), step * batch);
        const nn::BatchResult result = batchStep.gradient(trainingSet(), indices);
        run.losses.push_back(result.loss);
        batchStep.apply(*optimizer, run.model->parameters(), 1e-3);
        if (after)
            after(step + 1, *run.model);
    }
    return run;
}

struct Distance {
    double largest = 0.0;
    double rms = 0.0;
};

template <typename Scalar>
Distance distance(const nn::Model<Scalar>& model, const std::string& file)
{
    auto reference = nn::makeModel<double>(model.config());
    nn::importWeights(*reference, nn::readModelFile(dataFile(file)));
    Distance result;
    const nn::Index size = model.parameters().size();
    for (nn::Index i = 0; i < size; ++i) {
        const double d
            = static_cast<double>(model.parameters().data()[i]) - reference->parameters().data()[i];
        result.largest = std::max(result.largest, std::abs(d));
        result.rms += d * d;
    }
    result.rms = std::sqrt(result.rms / static_cast<double>(size));
    return result;
}

/// What the reference's README allows a float32 program at step k (from 0).
double floatTolerance(const std::string& model, std::size_t k)
{
    if (model == "mlp" || k == 0)
        return 1e-5;
    return k < 10 ? 1e-2 : 6e-2;
}

} // namespace

/// Short runs of PyTorch 1.13 with the same start weights, batches and optimiser.
class TestTrainingParity final : public QObject {
    Q_OBJECT

private:
    json m_reference;

    void addRows()
    {
        QTest::addColumn<json>("reference");
        for (const json& reference : m_reference.at("cases"))
            QTest::newRow(reference.at("name").get<std::string>().c_str()) << reference;
    }

private slots:
    void initTestCase()
    {
        m_reference = json::parse(std::ifstream(dataFile("training.json")));
        QCOMPARE(m_reference.at("cases").size(), std::size_t(3));
    }

    void doubleIsTorchsFloat64_data() { addRows(); }

    void doubleIsTorchsFloat64()
    {
        QFETCH(json, reference);
        const int steps = reference.at("name") == "mlp" ? 50 : kMostDoubleSteps;
        const json& stored = reference.at("weights_after");
        const auto compareWeights = [&](int step, const nn::Model<double>& model) {
            const auto file = stored.find(std::to_string(step));
            if (file == stored.end())
                return;
            // The file's numbers are rounded to float32, relative 6e-8 of numbers up to 3.
            const Distance found = distance(model, *file);
            QVERIFY2(found.largest < 2e-7, qPrintable(QString::number(found.largest)));
        };
        const Run<double> run = train<double>(reference, steps, compareWeights);
        const auto expected = reference.at("losses").at("float64").get<std::vector<double>>();
        for (std::size_t k = 0; k < run.losses.size(); ++k)
            QVERIFY2(std::abs(run.losses[k] - expected[k]) < 1e-7,
                qPrintable(
                    QString("step %1: off by %2").arg(k + 1).arg(run.losses[k] - expected[k])));
    }

    void floatStaysWithinTorchsSpread_data() { addRows(); }

    void floatStaysWithinTorchsSpread()
    {
        QFETCH(json, reference);
        const std::string model = reference.at("name");
        const int steps = model == "mlp" ? 50 : kMostFloatSteps;
        const json& stored = reference.at("weights_after");
        const json& spread = reference.at("weights_float32_vs_float64");
        const auto compareWeights = [&](int step, const nn::Model<float>& trained) {
            const auto file = stored.find(std::to_string(step));
            if (file == stored.end())
                return;
            // Four times what one float32 run of PyTorch's is away: how far such a run strays
            // depends on the order of its sums, so on the vector width (AVX-512: twice as far).
            // Adam moves a weight by 1e-3 a step: a wrong gradient is ten times farther.
            const double rms = spread.at(std::to_string(step)).at("rms");
            const Distance found = distance(trained, *file);
            QVERIFY2(found.rms < 4 * rms,
                qPrintable(
                    QString("step %1: rms %2, PyTorch %3").arg(step).arg(found.rms).arg(rms)));
        };
        const Run<float> run = train<float>(reference, steps, compareWeights);
        const auto expected = reference.at("losses").at("float64").get<std::vector<double>>();
        double last = 0.0;
        for (std::size_t k = 0; k < run.losses.size(); ++k) {
            const double off = run.losses[k] - expected[k];
            QVERIFY2(std::abs(off) < floatTolerance(model, k),
                qPrintable(QString("step %1: off by %2").arg(k + 1).arg(off)));
            if (k >= 40)
                last += off / 10;
        }
        QVERIFY2(std::abs(last) < 3e-2, qPrintable(QString::number(last)));
    }

    void mlpThenKnowsTheTestImages()
    {
        const json& cases = m_reference.at("cases");
        const auto mlp
            = std::ranges::find_if(cases, [](const json& one) { return one.at("name") == "mlp"; });
        const json& expected = mlp->at("test_first_1000").at("float64");
        const Run<double> run = train<double>(*mlp, 50);
        const nn::ImageSet test = nn::loadMnist(nn::Split::Test, nn::shippedMnist());
        std::vector<long> indices(1000);
        std::iota(indices.begin(), indices.end(), 0L);
        const nn::EvaluationReport report = nn::evaluate(*run.model, test, indices, 2);
        QCOMPARE(report.images, 1000L);
        QCOMPARE(std::lround(report.error * 1000), 1000 - expected.at("correct").get<long>());
        QVERIFY(std::abs(report.loss - expected.at("loss").get<double>()) < 1e-7);
    }
};

REGISTER_TEST(TestTrainingParity)
#include "tst_training_parity.moc"
