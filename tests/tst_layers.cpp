// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/kernels/convolution.h"
#include "nn/layers/activation.h"
#include "nn/layers/batch_norm.h"
#include "nn/layers/conv2d.h"
#include "nn/layers/dense.h"
#include "nn/layers/group_norm.h"
#include "nn/layers/pooling.h"
#include "nn/layers/residual_block.h"
#include "nn/layers/sequential.h"
#include "test_program.h"

#include <QTest>

#include <cmath>
#include <functional>

namespace {

constexpr nn::Index kSamples = 3;

template <typename Scalar>
std::vector<Scalar> randomNumbers(nn::Index count, std::uint64_t seed)
{
    nn::Random random(seed);
    std::vector<Scalar> values(static_cast<std::size_t>(count));
    for (Scalar& value : values)
        value = static_cast<Scalar>(random.normal());
    return values;
}

using Made = std::unique_ptr<nn::Layer<double>>;

struct Case {
    const char* name;
    nn::Shape input;
    std::function<Made(nn::ParameterStore<double>&)> make;
    bool training = true;
};

Made convolution(nn::ParameterStore<double>& store, const nn::Shape& in, nn::Index out,
    const nn::Conv2dOptions& options)
{
    return std::make_unique<nn::Conv2d<double>>(store, "conv", in, out, options);
}

Made groupNorm(nn::ParameterStore<double>& store, const nn::Shape& in, nn::Index groups, bool relu)
{
    return std::make_unique<nn::GroupNorm<double>>(
        store, "norm", in, nn::GroupNormOptions { groups, 1e-5, relu });
}

const std::vector<Case>& cases()
{
    using Store = nn::ParameterStore<double>;
    static const nn::Shape image { 7, 6, 3 };
    static const nn::Shape wide { 5, 5, 32 };
    static const std::vector<Case> all {
        { "dense", { 1, 1, 7 },
            [](Store& s) { return std::make_unique<nn::Dense<double>>(s, "fc", 7, 4); } },
        { "dense from few", { 1, 1, 2 },
            [](Store& s) { return std::make_unique<nn::Dense<double>>(s, "fc", 2, 50); } },
        { "dense to few", { 1, 1, 50 },
            [](Store& s) { return std::make_unique<nn::Dense<double>>(s, "fc", 50, 3); } },
        { "dense from many to few", { 1, 1, 260 },
            [](Store& s) { return std::make_unique<nn::Dense<double>>(s, "fc", 260, 1); } },
        { "convolution 3x3", image,
            [](Store& s) { return convolution(s, image, 5, { .kernel = 3 }); } },
        { "convolution 4x4 stride 2", image,
            [](Store& s) { return convolution(s, image, 32, { .kernel = 4, .stride = 2 }); } },
        { "convolution 3x3 padded", image,
            [](Store& s) { return convolution(s, image, 32, { .kernel = 3, .padding = 1 }); } },
        { "convolution 3x3 of many channels", wide,
            [](Store& s) { return convolution(s, wide, 32, { .kernel = 3 }); } },
        { "convolution 2x2 stride 2 of many channels", wide,
            [](Store& s) { return convolution(s, wide, 64, { .kernel = 2, .stride = 2 }); } },
        { "convolution 1x1 padded", wide,
            [](Store& s) { return convolution(s, wide, 32, { .kernel = 1, .padding = 1 }); } },
        { "group norm", image, [](Store& s) { return groupNorm(s, image, 3, false); } },
        { "group norm of many channels", wide,
            [](Store& s) { return groupNorm(s, wide, 8, false); } },
        { "group norm, ReLU", image, [](Store& s) { return groupNorm(s, image, 1, true); } },
        { "group norm, ReLU, many channels", wide,
            [](Store& s) { return groupNorm(s, wide, 16, true); } },
        { "batch norm", { 1, 1, 9 },
            [](Store& s) { return std::make_unique<nn::BatchNorm<double>>(s, "bn"); } },
        { "batch norm, evaluation", { 1, 1, 9 },
            [](Store& s) { return std::make_unique<nn::BatchNorm<double>>(s, "bn"); }, false },
        { "ReLU", image, [](Store&) { return std::make_unique<nn::Relu<double>>(); } },
        { "softplus", image, [](Store&) { return std::make_unique<nn::Softplus<double>>(); } },
        { "tanh", image, [](Store&) { return std::make_unique<nn::Tanh<double>>(); } },
        { "cube", image, [](Store&) { return std::make_unique<nn::Cube<double>>(); } },
        { "sine", image, [](Store&) { return std::make_unique<nn::Sine<double>>(); } },
        { "dense without bias", { 1, 1, 9 },
            [](Store& s) {
                return std::make_unique<nn::Dense<double>>(s, "fc", 9, 4, true, false);
            } },
        { "pooling", image,
            [](Store&) { return std::make_unique<nn::GlobalAveragePool<double>>(); } },
        { "residual block", wide,
            [](Store& s) -> Made {
                return std::make_unique<nn::ResidualBlock<double>>(
                    convolution(s, wide, 32, { .kernel = 3, .padding = 1 }));
            } },
        { "residual block of another step", wide,
            [](Store& s) -> Made {
                return std::make_unique<nn::ResidualBlock<double>>(
                    convolution(s, wide, 32, { .kernel = 3, .padding = 1 }), 0.3);
            } },
        { "sequence", image,
            [](Store& s) -> Made {
                auto layers = std::make_unique<nn::Sequential<double>>(image);
                layers->add<nn::Conv2d<double>>(
                    s, "conv", image, 32, nn::Conv2dOptions { .kernel = 3 });
                layers->add<nn::Softplus<double>>();
                layers->add<nn::GlobalAveragePool<double>>();
                layers->add<nn::Dense<double>>(s, "fc", 32, 4);
                return layers;
            } },
    };
    return all;
}

/// A layer with random weights, its input, and the loss sum of w * y.
struct Bench {
    nn::ParameterStore<double> store;
    Made layer;
    nn::Shape input;
    nn::Workspace<double> work;
    std::vector<double> x;
    std::vector<double> weights;

    explicit Bench(const Case& c)
        : layer(c.make(store))
        , input(c.input)
        , x(randomNumbers<double>(kSamples * c.input.size(), 1))
        , weights(randomNumbers<double>(kSamples * layer->outputShape(c.input).size(), 2))
    {
        work.training = c.training;
        const auto values = randomNumbers<double>(store.size(), 4);
        for (const auto& tensor : store.tensors())
            for (nn::Index i = tensor.offset; i < tensor.offset + tensor.size; ++i) {
                const double value = values[static_cast<std::size_t>(i)];
                *store.data(i) = tensor.trainable ? value : std::abs(value) + 0.5;
            }
    }

    nn::View<double> forward()
    {
        work.rewind();
        return layer->forward({ x.data(), kSamples, input }, work);
    }

    double loss()
    {
        const nn::View<double> y = forward();
        double sum = 0.0;
        for (std::size_t i = 0; i < weights.size(); ++i)
            sum += weights[i] * y.data[i];
        return sum;
    }

    double difference(double& number)
    {
        // No unit of the ReLU cases is this near to its kink; rounding leaves about 1e-9, of
        // minimal filtering up to 1e-6.
        constexpr double kStep = 1e-6;
        const double middle = number;
        number = middle + kStep;
        const double above = loss();
        number = middle - kStep;
        const double below = loss();
        number = middle;
        return (above - below) / (2.0 * kStep);
    }
};

} // namespace

class TestLayers : public QObject {
    Q_OBJECT

private slots:
    void gradientMatchesFiniteDifferences_data()
    {
        QTest::addColumn<const Case*>("layer");
        for (const Case& c : cases())
            QTest::newRow(c.name) << &c;
    }

    void gradientMatchesFiniteDifferences()
    {
        QFETCH(const Case*, layer);
        Bench bench(*layer);
        const nn::View<double> y = bench.forward();
        std::vector<double> gradient(static_cast<std::size_t>(bench.store.size()));
        const nn::Shape out = bench.layer->outputShape(layer->input);
        QVERIFY(y.shape == out);
        const nn::View<double> dx = bench.layer->backward({ bench.weights.data(), kSamples, out },
            bench.work, nn::Gradients<double> { gradient.data(), 0 });
        const std::vector<double> inputGradient(dx.data, dx.data + dx.size());
        const auto agree = [](double found, double expected) {
            const double apart = std::abs(found - expected);
            return apart <= 3e-6 * std::max(1.0, std::abs(expected));
        };
        for (std::size_t i = 0; i < bench.x.size(); i += 3) {
            const double expected = bench.difference(bench.x[i]);
            QVERIFY2(agree(inputGradient[i], expected),
                qPrintable(QString("x %1: %2, not %3")
                               .arg(i)
                               .arg(inputGradient[i], 0, 'g', 12)
                               .arg(expected, 0, 'g', 12)));
        }
        for (const auto& tensor : bench.store.tensors()) {
            const nn::Index stride = std::max<nn::Index>(1, tensor.size / 50);
            for (nn::Index i = 0; tensor.trainable && i < tensor.size; i += stride) {
                const nn::Index at = tensor.offset + i;
                const double found = gradient[static_cast<std::size_t>(at)];
                const double expected = bench.difference(*bench.store.data(at));
                QVERIFY2(agree(found, expected),
                    qPrintable(QString("%1 %2: %3, not %4")
                                   .arg(tensor.name.c_str())
                                   .arg(i)
                                   .arg(found)
                                   .arg(expected)));
            }
        }
    }

    /// What a layer left in an arena that was used for other numbers must not matter.
    void repeatedPassesGiveTheSameBits_data() { gradientMatchesFiniteDifferences_data(); }

    void repeatedPassesGiveTheSameBits()
    {
        QFETCH(const Case*, layer);
        Bench bench(*layer);
        std::vector<std::vector<double>> passes;
        std::size_t peak = 0;
        for (int pass = 0; pass < 3; ++pass) {
            const nn::View<double> y = bench.forward();
            std::vector<double> all(y.data, y.data + y.size());
            std::vector<double> gradient(static_cast<std::size_t>(bench.store.size()));
            const nn::View<double> dx = bench.layer->backward(
                { bench.weights.data(), kSamples, y.shape }, bench.work, { gradient.data(), 0 });
            all.insert(all.end(), dx.data, dx.data + dx.size());
            all.insert(all.end(), gradient.begin(), gradient.end());
            passes.push_back(all);
            if (pass == 0)
                peak = bench.work.peakBytes();
        }
        QVERIFY(passes[1] == passes[0] && passes[2] == passes[0]);
        QCOMPARE(bench.work.peakBytes(), peak);
    }

    void gradientsAreAdded()
    {
        Bench bench(cases()[1]);
        std::vector<double> gradient(static_cast<std::size_t>(bench.store.size()));
        std::vector<double> first;
        for (int pass = 0; pass < 2; ++pass) {
            const nn::View<double> y = bench.forward();
            bench.layer->backward(
                { bench.weights.data(), kSamples, y.shape }, bench.work, { gradient.data(), 0 });
            if (pass == 0)
                first = gradient;
        }
        for (std::size_t i = 0; i < gradient.size(); ++i)
            QVERIFY(std::abs(gradient[i] - 2.0 * first[i]) <= 1e-12 * std::abs(first[i]));
    }

    void kernelsAgree_data()
    {
        QTest::addColumn<int>("kernel");
        QTest::addColumn<int>("stride");
        QTest::addColumn<int>("padding");
        QTest::addColumn<int>("size");
        QTest::addColumn<int>("channels");
        QTest::newRow("first of the stem") << 3 << 1 << 0 << 28 << 1;
        QTest::newRow("second of the stem") << 4 << 2 << 0 << 26 << 64;
        QTest::newRow("third of the stem") << 4 << 2 << 0 << 12 << 64;
        QTest::newRow("field 3x3") << 3 << 1 << 0 << 5 << 64;
        QTest::newRow("padded field 3x3") << 3 << 1 << 1 << 5 << 64;
        QTest::newRow("3x3 stride 1 of 11 pixels") << 3 << 1 << 1 << 11 << 64;
        QTest::newRow("4x4 padded") << 4 << 2 << 1 << 12 << 64;
        QTest::newRow("6x6 stride 2") << 6 << 2 << 0 << 14 << 64;
        QTest::newRow("field 1x1") << 1 << 1 << 1 << 3 << 64;
        QTest::newRow("1x1 stride 2") << 1 << 2 << 1 << 6 << 32;
    }

    void kernelsAgree()
    {
        compareKernels<float>(1e-5); // sums of up to 1024 products, in another order
        compareKernels<double>(1e-13);
    }

    void startValuesArePyTorchs()
    {
        nn::ParameterStore<double> store;
        nn::Conv2d<double> layer(store, "conv", { 5, 5, 16 }, 32, { .kernel = 3 });
        nn::Random random(1);
        layer.initialise(random);
        const double bound = 1.0 / 12.0; // fan-in 3 * 3 * 16
        double largest = 0.0;
        double squares = 0.0;
        for (nn::Index i = 0; i < store.size(); ++i) {
            largest = std::max(largest, std::abs(*store.data(i)));
            squares += *store.data(i) * *store.data(i);
        }
        QVERIFY(largest <= bound && largest > 0.99 * bound);
        // Variance of a uniform distribution; 4640 numbers leave 1.3 % of noise.
        const double variance = squares / double(store.size());
        QVERIFY(std::abs(variance / (bound * bound / 3.0) - 1.0) < 0.06);
    }

    void refusesWhatDoesNotFit()
    {
        nn::ParameterStore<double> store;
        const nn::Shape small { 2, 2, 4 };
        QVERIFY_THROWS_EXCEPTION(
            std::invalid_argument, nn::Conv2d<double>(store, "a", small, 4, { .kernel = 3 }));
        QVERIFY_THROWS_EXCEPTION(
            std::invalid_argument, nn::GroupNorm<double>(store, "b", small, { .groups = 3 }));
        nn::Sequential<double> layers(small);
        QVERIFY_THROWS_EXCEPTION(
            std::invalid_argument, layers.add<nn::Dense<double>>(store, "c", 15, 2));
        QVERIFY_THROWS_EXCEPTION(
            std::invalid_argument, layers.add<nn::Dense<double>>(store, "d", 16, 2));
    }

private:
    template <typename Scalar>
    void compareKernels(double tolerance)
    {
        QFETCH(int, kernel);
        QFETCH(int, stride);
        QFETCH(int, padding);
        QFETCH(int, size);
        QFETCH(int, channels);
        const nn::kernels::ConvolutionShape shape { { size, size, channels }, 64, kernel, stride,
            padding };
        const auto general = nn::kernels::makeIm2colConvolution<Scalar>(shape);
        const nn::Shape out = shape.out();
        const auto x = randomNumbers<Scalar>(kSamples * shape.in.size(), 1);
        const auto dy = randomNumbers<Scalar>(kSamples * out.size(), 2);
        const auto weights = randomNumbers<Scalar>(shape.patch() * 64, 3);
        const auto bias = randomNumbers<Scalar>(64, 4);
        const auto products = [&](const nn::kernels::Convolution<Scalar>& convolution) {
            nn::Workspace<Scalar> work;
            std::vector<std::vector<Scalar>> r { dy, x, weights, bias };
            convolution.forward(
                { x.data(), kSamples, shape.in }, weights.data(), bias.data(), r[0].data(), work);
            convolution.backwardInput(
                { dy.data(), kSamples, out }, weights.data(), r[1].data(), work);
            convolution.backwardWeights({ x.data(), kSamples, shape.in },
                { dy.data(), kSamples, out }, r[2].data(), r[3].data(), work);
            return r;
        };
        const auto expected = products(*general);
        const auto direct = nn::kernels::makeDirectConvolution<Scalar>(shape);
        const auto winograd = nn::kernels::makeWinogradConvolution<Scalar>(shape);
        QCOMPARE(direct != nullptr, padding == 0 || kernel == 1);
        QCOMPARE(winograd != nullptr, kernel > stride && channels == 64);
        if (direct)
            compareProducts<Scalar>(products(*direct), expected, tolerance);
        if (winograd)
            compareProducts<Scalar>(products(*winograd), expected, tolerance);
    }

    template <typename Scalar>
    static void compareProducts(const std::vector<std::vector<Scalar>>& found,
        const std::vector<std::vector<Scalar>>& expected, double tolerance)
    {
        for (std::size_t k = 0; k < expected.size(); ++k) {
            double difference = 0.0;
            double norm = 0.0;
            for (std::size_t i = 0; i < expected[k].size(); ++i) {
                difference += std::pow(double(found[k][i]) - double(expected[k][i]), 2);
                norm += std::pow(double(expected[k][i]), 2);
            }
            QVERIFY2(std::sqrt(difference / norm) < tolerance,
                qPrintable(QString("product %1: %2").arg(k).arg(std::sqrt(difference / norm))));
        }
    }
};

REGISTER_TEST(TestLayers)
#include "tst_layers.moc"
