// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/models/model_file.h"
#include "nn/training/loss.h"
#include "test_program.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <functional>

namespace {

const std::vector<double> kPoints { 0.3, -0.7, -0.5, 0.2, 0.9, 0.8 };
const std::vector<int> kLabels { 0, 1, 1 };

nn::ModelConfig configured(const char* model, const std::function<void(nn::ModelConfig&)>& change)
{
    nn::ModelConfig config = nn::modelConfig(model);
    config.width = 5;
    if (config.model == "plane-resnet")
        config.blocks = 3; // a file of the others says nothing of blocks
    if (change)
        change(config);
    return config;
}

std::unique_ptr<nn::Model<double>> made(const nn::ModelConfig& config)
{
    auto model = nn::makeModel<double>(config);
    nn::Random random(11);
    model->initialise(random);
    return model;
}

double lossOf(const nn::Model<double>& model, std::vector<double>* gradient = nullptr)
{
    nn::Workspace<double> work;
    const nn::View<double> logits = model.forward({ kPoints.data(), 3, { 1, 1, 2 } }, work);
    const nn::View<double> dlogits = work.allocate(3, logits.shape);
    const double loss
        = nn::softmaxCrossEntropy<double>(logits, kLabels, 1.0, gradient ? dlogits.data : nullptr);
    if (gradient) {
        gradient->assign(static_cast<std::size_t>(model.parameters().size()), 0.0);
        model.backward(dlogits, work, gradient->data());
    }
    return loss;
}

} // namespace

/// Dense models of points of the plane: gradients, shapes, what their files say.
class PlaneModelsTest : public QObject {
    Q_OBJECT

private:
    static void addRows()
    {
        using Config = nn::ModelConfig;
        QTest::addColumn<nn::ModelConfig>("config");
        const auto row = [](const char* name, const char* model, auto change) {
            QTest::newRow(name) << configured(model, change);
        };
        row("mlp", "plane-mlp", [](Config& c) { c.layers = 3; });
        row("resnet", "plane-resnet", [](Config& c) { c.activation = "softplus"; });
        row("resnet, augmented", "plane-resnet", [](Config& c) { c.extra = 2; });
        row("odenet", "plane-odenet", [](Config& c) { c.gradient = "backprop"; });
        row("odenet, three layers", "plane-odenet", [](Config& c) {
            c.layers = 3;
            c.gradient = "checkpointed";
        });
        row("odenet, augmented", "plane-odenet", [](Config& c) {
            c.extra = 1;
            c.gradient = "backprop";
        });
        row("odenet, with time", "plane-odenet", [](Config& c) {
            c.timeDependent = true;
            c.gradient = "backprop";
        });
        row("odenet, adjoint", "plane-odenet", [](Config& c) {
            c.timeDependent = true;
            c.extra = 1;
            c.step = 0.01; // both solves to 1e-9
        });
    }

private slots:
    void gradientsAgreeWithDifferences_data() { addRows(); }
    void gradientsAgreeWithDifferences()
    {
        QFETCH(nn::ModelConfig, config);
        const auto model = made(config);
        std::vector<double> gradient;
        lossOf(*model, &gradient);
        constexpr double step = 1e-5; // the difference is good to 1e-10
        double largest = 0.0;
        for (nn::Index i = 0; i < model->parameters().size(); ++i) {
            double& number = *model->parameters().data(i);
            const double middle = number;
            number = middle + step;
            const double above = lossOf(*model);
            number = middle - step;
            const double below = lossOf(*model);
            number = middle;
            const double difference = (above - below) / (2.0 * step);
            largest
                = std::max(largest, std::abs(difference - gradient[static_cast<std::size_t>(i)]));
        }
        QVERIFY2(largest < 1e-7, qPrintable(QString::number(largest)));
        QVERIFY(std::ranges::any_of(gradient, [](double g) { return std::abs(g) > 1e-3; }));
    }

    void parametersAreCounted()
    {
        // (2 + t) x 48 + 48, 48 x 2 + 2, and the head 2 x 2 + 2
        auto config = nn::modelConfig("plane-odenet");
        config.width = 48;
        config.timeDependent = true;
        QCOMPARE(made(config)->parameters().trainableCount(), nn::Index { 192 + 98 + 6 });
        config.timeDependent = false;
        config.extra = 1;
        QCOMPARE(made(config)->parameters().trainableCount(), nn::Index { 192 + 147 + 8 });
        QCOMPARE(made(config)->classes(), nn::Index { 2 });
        QVERIFY((made(config)->inputShape() == nn::Shape { 1, 1, 2 }));
    }

    void residualBlocksAreEulerStepsOfOne()
    {
        // The same weights in a field and in the only block: Euler with h = 1 is that block.
        auto block = configured("plane-resnet", [](auto& c) { c.blocks = 1; });
        auto euler = configured("plane-odenet", [](auto& c) {
            c.solver = "euler";
            c.step = 1.0;
            c.gradient = "backprop";
        });
        const auto resnet = made(block);
        const auto odenet = made(euler);
        QCOMPARE(resnet->parameters().size(), odenet->parameters().size());
        std::copy_n(
            resnet->parameters().data(), resnet->parameters().size(), odenet->parameters().data());
        QCOMPARE(lossOf(*odenet), lossOf(*resnet));
    }

    void statesBetweenStepsAreTheSolvers()
    {
        auto config = configured("plane-odenet", [](auto& c) { c.extra = 1; });
        const auto model = made(config);
        nn::Workspace<double> work;
        const nn::ConstView<double> points(kPoints.data(), 3, { 1, 1, 2 });
        const nn::DepthTrace coarse = model->traceStates(points, 0, work);
        QCOMPARE(coarse.depth.size(), std::size_t { 11 });
        QCOMPARE(coarse.state.front().size(), std::size_t { 9 });
        QCOMPARE(coarse.state.front()[0], kPoints[0]);
        QCOMPARE(coarse.state.front()[2], 0.0); // the dimension that was added
        const nn::DepthTrace dense = model->traceStates(points, 3, work);
        QCOMPARE(dense.depth.size(), std::size_t { 41 });
        QVERIFY(std::ranges::is_sorted(dense.depth));
        QCOMPARE(dense.state.back(), coarse.state.back());
        // Against a solve in steps of a quarter
        config.step = 0.025;
        const auto finer = made(config);
        const nn::DepthTrace reference = finer->traceStates(points, 0, work);
        for (std::size_t i = 0; i < reference.state.size(); ++i)
            for (std::size_t k = 0; k < 9; ++k)
                QVERIFY(std::abs(dense.state[i][k] - reference.state[i][k]) < 1e-5);
    }

    void filesHoldTheWholeModel_data() { addRows(); }
    void filesHoldTheWholeModel()
    {
        QFETCH(nn::ModelConfig, config);
        QTemporaryDir folder;
        const std::filesystem::path file
            = folder.filePath(QStringLiteral("plane.safetensors")).toStdString();
        const auto model = nn::makeModel<float>(config);
        nn::Random random(5);
        model->initialise(random);
        nn::writeModelFile(file, model->config(), model->parameters());
        const auto again = nn::loadModel<float>(file);
        nn::ModelConfig expected = model->config();
        if (config.model != "plane-odenet") // says nothing of a solve
            expected = again->config();
        QVERIFY(again->config() == expected);
        QCOMPARE(again->config().width, config.width);
        QCOMPARE(again->config().extra, config.extra);
        QCOMPARE(again->parameters().size(), model->parameters().size());
        QVERIFY(std::equal(model->parameters().data(),
            model->parameters().data() + model->parameters().size(), again->parameters().data()));
    }

    void impossibleModelsAreRefusedInWords()
    {
        const auto problem = [](const char* model, auto change) {
            return QString::fromStdString(configured(model, change).problem());
        };
        QVERIFY(problem("plane-odenet", [](auto& c) { c.width = 0; }).contains("width"));
        QVERIFY(problem("plane-odenet", [](auto& c) { c.layers = 1; }).contains("layers"));
        QVERIFY(problem("plane-odenet", [](auto& c) { c.extra = -1; }).contains("dimensions"));
        QVERIFY(problem("plane-odenet", [](auto& c) { c.activation = "tan"; }).contains("tanh"));
        QVERIFY(problem("plane-resnet", [](auto& c) { c.timeDependent = true; }).contains("time"));
        QVERIFY(problem("plane-mlp", [](auto& c) { c.extra = 1; }).contains("MLP"));
        QVERIFY(problem("plane-odenet", [](auto& c) { c.block = "corrected"; }).contains("block"));
        QVERIFY(problem("plane-odenet", nullptr).isEmpty());
        QVERIFY_EXCEPTION_THROWN(nn::modelById("plane-odenett"), std::invalid_argument);
    }
};

REGISTER_TEST(PlaneModelsTest)
#include "tst_plane_models.moc"
