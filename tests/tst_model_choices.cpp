// SPDX-License-Identifier: GPL-3.0-or-later
// The kinds of block, and the network without any.
#include "nn/data/random.h"
#include "nn/layers/concat_time.h"
#include "nn/models/model.h"
#include "nn/models/model_file.h"
#include "test_program.h"

#include <QTest>

#include <cmath>
#include <vector>

namespace {

nn::ModelConfig configOf(const char* model, const char* block)
{
    nn::ModelConfig config;
    config.model = model;
    config.block = block;
    return config;
}

template <typename Scalar>
std::unique_ptr<nn::Model<Scalar>> startModel(const nn::ModelConfig& config)
{
    auto model = nn::makeModel<Scalar>(config);
    nn::Random random(7);
    model->initialise(random);
    return model;
}

std::vector<double> digits(nn::Index samples)
{
    std::vector<double> pixels(static_cast<std::size_t>(samples * 28 * 28));
    for (std::size_t i = 0; i < pixels.size(); ++i)
        pixels[i] = 0.5 + 0.5 * std::sin(0.37 * static_cast<double>(i * i % 1009));
    return pixels;
}

} // namespace

class TestModelChoices : public QObject {
    Q_OBJECT

private slots:
    void numbersOfParameters_data();
    void numbersOfParameters();
    void borderOfTheArticlesBlock_data();
    void borderOfTheArticlesBlock();
    void gradients_data();
    void gradients();
    void descriptionsKeepTheBlock();
    void wrongChoices();
};

void TestModelChoices::numbersOfParameters_data()
{
    QTest::addColumn<QString>("model");
    QTest::addColumn<QString>("block");
    QTest::addColumn<int>("count");
    QTest::newRow("no block, fact 3") << "noblock"
                                      << "article" << 132874;
    QTest::newRow("article") << "odenet"
                             << "article" << 174218;
    // Two norms of 2 x 64 and two convolutions of 3 x 3 x 64 x 64 + 64
    QTest::newRow("corrected") << "odenet"
                               << "corrected" << 132874 + 256 + 2 * 36928;
    QTest::newRow("time") << "odenet"
                          << "time" << 132874 + 256 + 2 * (36928 + 9 * 64);
    QTest::newRow("ResNet") << "resnet"
                            << "corrected" << 132874 + 6 * (256 + 2 * 36928);
}

void TestModelChoices::numbersOfParameters()
{
    QFETCH(QString, model);
    QFETCH(QString, block);
    QFETCH(int, count);
    const auto made = nn::makeModel<float>(configOf(qPrintable(model), qPrintable(block)));
    QCOMPARE(made->parameters().trainableCount(), nn::Index(count));
}

void TestModelChoices::borderOfTheArticlesBlock_data()
{
    QTest::addColumn<QString>("block");
    QTest::newRow("article") << "article";
    QTest::newRow("corrected") << "corrected";
}

/// B9: z_border(2) = z_border(0) + 2 bias for every input, and not so in the corrected block.
void TestModelChoices::borderOfTheArticlesBlock()
{
    QFETCH(QString, block);
    const auto model = startModel<double>(configOf("odenet", qPrintable(block)));
    const double* bias = nullptr;
    for (const auto& tensor : model->parameters().tensors())
        if (tensor.name == "ode.func.conv2.bias")
            bias = model->parameters().data() + tensor.offset;
    QVERIFY(bias != nullptr);
    const auto pixels = digits(2);
    const std::vector<int> labels { 3, 4 };
    nn::Workspace<double> work;
    const auto trace = model->traceDepth({ pixels.data(), 2, { 28, 28, 1 } }, labels, work);
    double farthest = 0.0;
    for (std::size_t i = 0; i < trace.state.front().size(); ++i) {
        const std::size_t pixel = i / 64 % 25;
        const bool border = pixel / 5 % 4 == 0 || pixel % 5 % 4 == 0;
        const double moved = trace.state.back()[i] - trace.state.front()[i];
        if (border)
            farthest = std::max(farthest, std::abs(moved - 2.0 * bias[i % 64]));
    }
    QCOMPARE(farthest < 1e-6, block == "article");
}

void TestModelChoices::gradients_data()
{
    QTest::addColumn<QString>("model");
    QTest::addColumn<QString>("block");
    QTest::newRow("no block") << "noblock"
                              << "article";
    QTest::newRow("corrected") << "rknet"
                               << "corrected";
    QTest::newRow("ResNet, corrected") << "resnet"
                                       << "corrected";
    QTest::newRow("time") << "rknet"
                          << "time";
}

/// Backpropagation against central differences in double, a few numbers of every tensor.
void TestModelChoices::gradients()
{
    QFETCH(QString, model);
    QFETCH(QString, block);
    nn::ModelConfig config = configOf(qPrintable(model), qPrintable(block));
    config.step = 1.0;
    const auto made = startModel<double>(config);
    const auto pixels = digits(2);
    const nn::ConstView<double> images { pixels.data(), 2, { 28, 28, 1 } };
    nn::Workspace<double> work;
    const auto loss = [&] {
        const auto logits = made->forward(images, work);
        double sum = 0.0;
        for (nn::Index i = 0; i < logits.size(); ++i)
            sum += std::sin(static_cast<double>(i)) * logits.data[i];
        return sum;
    };
    loss();
    std::vector<double> weights(20);
    for (std::size_t i = 0; i < weights.size(); ++i)
        weights[i] = std::sin(static_cast<double>(i));
    std::vector<double> gradient(static_cast<std::size_t>(made->parameters().size()));
    made->backward({ weights.data(), 2, { 1, 1, 10 } }, work, gradient.data());
    double* const numbers = made->parameters().data();
    int kinks = 0;
    for (const auto& tensor : made->parameters().tensors())
        for (nn::Index i = 0; i < 2; ++i) {
            const nn::Index at = tensor.offset + i;
            const double kept = numbers[at];
            const auto difference = [&](double by) {
                numbers[at] = kept + by;
                const double up = loss();
                numbers[at] = kept - by;
                const double down = loss();
                numbers[at] = kept;
                return (up - down) / (2 * by);
            };
            const double found = gradient[static_cast<std::size_t>(at)];
            // A kink of a ReLU may lie in the way, but not in many.
            if (std::abs(found - difference(1e-6)) > 1e-5 * (1.0 + std::abs(found)))
                ++kinks;
        }
    QVERIFY2(kinks <= 1, qPrintable(QString::number(kinks)));
}

void TestModelChoices::descriptionsKeepTheBlock()
{
    for (const auto& block : nn::blocks()) {
        const nn::ModelConfig config = configOf("odenet", std::string(block.id).c_str());
        QCOMPARE(nn::parseModelDescription(nn::modelDescription(config)).block, config.block);
    }
    // As files were written before there was a choice
    QVERIFY(nn::modelDescription(configOf("odenet", "article")).find("block") == std::string::npos);
}

void TestModelChoices::wrongChoices()
{
    QVERIFY(configOf("odenet", "correct").problem().find("corrected") != std::string::npos);
    QVERIFY(!configOf("resnet", "time").problem().empty());
    QVERIFY(!configOf("mlp", "corrected").problem().empty());
    QVERIFY(configOf("rknet", "time").problem().empty());
}

REGISTER_TEST(TestModelChoices)
#include "tst_model_choices.moc"
