// SPDX-License-Identifier: GPL-3.0-or-later
#include "network_passes.h"
#include "nn/layers/activation.h"
#include "nn/layers/conv2d.h"
#include "nn/layers/dense.h"
#include "nn/layers/group_norm.h"
#include "nn/layers/ode_block.h"
#include "nn/layers/pooling.h"
#include "nn/layers/sequential.h"
#include "nn/training/optimizer.h"
#include "solvers/methods/methods.h"
#include "test_program.h"

#include <QTest>

#include <cmath>
#include <map>

// The whole ODE-Net, stem, block and head, differentiated by every method in double precision:
// requirements G1, G2 and G4.

using namespace passes;

namespace {

constexpr double kSteps[] = { 0.5, 0.25, 0.125 };
constexpr nn::Index kDigits = 3;

const std::vector<double>& startWeights()
{
    static const std::vector<double> values = [] {
        const auto model = nn::makeModel<double>(configured("odenet"));
        nn::Random random(1);
        model->initialise(random);
        const auto& store = model->parameters();
        return std::vector<double>(store.data(), store.data() + store.size());
    }();
    return values;
}

/// After 60 steps of Adam on the digits, which it then knows.
const std::vector<double>& trainedWeights()
{
    static const std::vector<double> values = [] {
        const auto model = nn::makeModel<float>(configured("odenet"));
        auto& store = model->parameters();
        std::copy(startWeights().begin(), startWeights().end(), store.data());
        const auto optimizer = nn::makeOptimizer<float>("adam", store);
        nn::Workspace<float> work;
        for (int step = 0; step < 60; ++step) {
            const Pass<float> pass = run(*model, work, kDigits);
            optimizer->begin(1e-3);
            optimizer->update(store.data(), pass.gradient.data(), 0, store.size());
        }
        return std::vector<double>(store.data(), store.data() + store.size());
    }();
    return values;
}

std::unique_ptr<nn::Model<double>> network(
    const std::vector<double>& weights, const std::string& gradient, double step)
{
    nn::ModelConfig config = configured("odenet", gradient);
    config.step = step;
    auto model = nn::makeModel<double>(config);
    std::copy(weights.begin(), weights.end(), model->parameters().data());
    return model;
}

Pass<double> gradientOf(
    const std::vector<double>& weights, const std::string& gradient, double step)
{
    nn::Workspace<double> work;
    return run(*network(weights, gradient, step), work, kDigits);
}

const Pass<double>& backprop(bool trained, double step)
{
    static std::map<std::pair<bool, double>, Pass<double>> known;
    const auto [entry, isNew] = known.try_emplace({ trained, step });
    if (isNew)
        entry->second = gradientOf(trained ? trainedWeights() : startWeights(), "backprop", step);
    return entry->second;
}

double cosine(const std::vector<double>& a, const std::vector<double>& b)
{
    const auto view = [](const std::vector<double>& v) {
        return Eigen::Map<const Eigen::VectorXd>(v.data(), static_cast<nn::Index>(v.size()));
    };
    return view(a).dot(view(b)) / (view(a).norm() * view(b).norm());
}

/// Central difference of loss() by a number.
template <typename Loss>
double difference(double& number, double step, const Loss& loss)
{
    const double middle = number;
    number = middle + step;
    const double above = loss();
    number = middle - step;
    const double below = loss();
    number = middle;
    return (above - below) / (2.0 * step);
}

/// A small network of the same build without kinks behind the stem, so that the adjoint's gap is
/// the method's error and nothing else.
struct SmoothNet {
    static constexpr nn::Shape kImage { 8, 8, 1 };
    static constexpr nn::Index kImages = 3;

    nn::ParameterStore<double> store;
    nn::Sequential<double> stem { kImage };
    std::unique_ptr<nn::OdeBlock<double>> ode;
    std::unique_ptr<nn::Sequential<double>> head;
    std::vector<double> pixels;

    SmoothNet(const char* gradient, double step)
    {
        stem.add<nn::Conv2d<double>>(store, "stem.0", kImage, 4,
            nn::Conv2dOptions { .kernel = 3, .stride = 2, .inputGradient = false });
        stem.add<nn::GroupNorm<double>>(
            store, "stem.1", stem.shape(), nn::GroupNormOptions { .groups = 2, .relu = true });
        const nn::Index first = store.size();
        auto field = std::make_unique<nn::Sequential<double>>(stem.shape());
        field->add<nn::GroupNorm<double>>(
            store, "func.norm", stem.shape(), nn::GroupNormOptions { .groups = 2 });
        field->add<nn::Tanh<double>>();
        field->add<nn::Conv2d<double>>(
            store, "func.conv", stem.shape(), 4, nn::Conv2dOptions { .kernel = 3, .padding = 1 });
        solvers::SolveOptions solve;
        solve.t1 = 2.0;
        solve.step = step;
        ode = std::make_unique<nn::OdeBlock<double>>(std::move(field), stem.shape(), first,
            store.size() - first,
            nn::OdeBlockOptions {
                &solvers::methodById("rk4"), &solvers::gradientMethodById(gradient), solve });
        head = std::make_unique<nn::Sequential<double>>(stem.shape());
        head->add<nn::GlobalAveragePool<double>>();
        head->add<nn::Dense<double>>(store, "head", 4, 10);
        nn::Random random(4);
        stem.initialise(random);
        ode->initialise(random);
        head->initialise(random);
        for (nn::Index i = 0; i < kImages * kImage.size(); ++i)
            pixels.push_back(random.uniform(0.0, 1.0));
    }

    /// The loss; the gradient where there is room for it.
    double loss(double* gradient = nullptr) const
    {
        nn::Workspace<double> work;
        const auto z = stem.forward({ pixels.data(), kImages, kImage }, work);
        const auto logits = head->forward(ode->forward(z, work), work);
        const auto dlogits = work.allocate(logits.samples, logits.shape);
        const double result = nn::softmaxCrossEntropy<double>(
            logits, std::vector<int> { 3, 1, 4 }, double(kImages), dlogits.data);
        if (gradient) {
            const nn::Gradients<double> room { gradient, 0 };
            stem.backward(
                ode->backward(head->backward(dlogits, work, room), work, room), work, room);
        }
        return result / double(kImages);
    }

    std::vector<double> gradient() const
    {
        std::vector<double> values(static_cast<std::size_t>(store.size()));
        loss(values.data());
        return values;
    }
};

} // namespace

class TestNetworkGradients : public QObject {
    Q_OBJECT

private slots:
    void checkpointedIsBackprop()
    {
        for (const bool trained : { false, true })
            for (const double step : kSteps) {
                const auto& weights = trained ? trainedWeights() : startWeights();
                QVERIFY(gradientOf(weights, "checkpointed", step).gradient
                    == backprop(trained, step).gradient);
            }
    }

    void adjointsApproachBackprop_data()
    {
        QTest::addColumn<QByteArray>("gradient");
        QTest::addColumn<bool>("trained");
        for (const auto& method : solvers::gradientMethods())
            if (method.continuous && !method.forSmallSystems)
                for (const bool trained : { false, true })
                    QTest::addRow("%s, %s", method.id.data(), trained ? "trained" : "fresh")
                        << QByteArray(method.id.data()) << trained;
    }

    /// G4, of the gradient of all parameters. Near a kink of the trained network one step more or
    /// less decides on which side a unit is: there the gap need not fall with every halving.
    void adjointsApproachBackprop()
    {
        QFETCH(QByteArray, gradient);
        QFETCH(bool, trained);
        const auto& weights = trained ? trainedWeights() : startWeights();
        std::vector<double> gaps;
        for (const double step : kSteps) {
            const auto& exact = backprop(trained, step);
            const auto adjoint = gradientOf(weights, gradient.toStdString(), step);
            gaps.push_back(distance(adjoint.gradient, exact.gradient));
            QCOMPARE(adjoint.loss, exact.loss);
            QVERIFY(cosine(adjoint.gradient, exact.gradient) >= 0.99);
        }
        QVERIFY(gaps[2] > 0.0 && gaps[2] < gaps[0]);
        QVERIFY(trained || (gaps[2] < gaps[1] && gaps[1] < gaps[0]));
    }

    void trainingWasTraining()
    {
        QVERIFY(backprop(false, 0.5).loss > 2.0);
        QVERIFY(backprop(true, 0.5).loss < 0.5);
    }

    void exactMethodsMatchDifferences_data()
    {
        QTest::addColumn<QByteArray>("gradient");
        QTest::addColumn<bool>("stem");
        for (const char* gradient : { "backprop", "reversible" }) {
            QTest::addRow("%s, stem", gradient) << QByteArray(gradient) << true;
            QTest::addRow("%s, block", gradient) << QByteArray(gradient) << false;
        }
    }

    /// G2: 20 random weights of the stem's convolutions, and as many of the block's. "reversible"
    /// is the gradient of its own discrete solve, which forward() makes here too.
    void exactMethodsMatchDifferences()
    {
        QFETCH(QByteArray, gradient);
        QFETCH(bool, stem);
        const auto model = network(startWeights(), gradient.toStdString(), 0.5);
        nn::Workspace<double> work;
        const auto exact = run(*model, work, kDigits).gradient;
        const std::string prefix = stem ? "downsample." : "ode.func.";
        std::vector<nn::ParameterInfo> tensors;
        for (const auto& tensor : model->parameters().tensors())
            if (tensor.name.starts_with(prefix) && tensor.shape.size() == 4)
                tensors.push_back(tensor);
        nn::Random random(9);
        std::vector<double> found;
        std::vector<double> expected;
        for (int i = 0; i < 20; ++i) {
            const auto& tensor = tensors[static_cast<std::size_t>(i) % tensors.size()];
            const auto inside
                = static_cast<nn::Index>(random.below(static_cast<std::uint32_t>(tensor.size)));
            const nn::Index at = tensor.offset + inside;
            found.push_back(exact[static_cast<std::size_t>(at)]);
            expected.push_back(difference(
                *model->parameters().data(at), 1e-6, [&] { return lossOf(*model, work); }));
        }
        QVERIFY2(distance(found, expected) < 1e-5,
            qPrintable(QString::number(distance(found, expected))));
    }

    void smoothAdjointHasTheSolversOrder_data()
    {
        QTest::addColumn<QByteArray>("gradient");
        QTest::newRow("adjoint") << QByteArray("adjoint");
        QTest::newRow("adjoint-stored") << QByteArray("adjoint-stored");
    }

    /// G1: without kinks the gap of the whole gradient falls with h^4.
    void smoothAdjointHasTheSolversOrder()
    {
        QFETCH(QByteArray, gradient);
        std::vector<double> gaps;
        for (const double step : { 1.0 / 8, 1.0 / 16, 1.0 / 32 })
            gaps.push_back(distance(SmoothNet(gradient.constData(), step).gradient(),
                SmoothNet("backprop", step).gradient()));
        for (std::size_t i = 1; i < gaps.size(); ++i) {
            const double order = std::log2(gaps[i - 1] / gaps[i]);
            QVERIFY2(gaps[i] > 1e-13 && std::abs(order - 4.0) < 0.4,
                qPrintable(QString("gap %1, order %2").arg(gaps[i]).arg(order)));
        }
    }

    /// With small steps the adjoint hands the stem what differences say, too.
    void smoothAdjointReachesTheStem()
    {
        SmoothNet net("adjoint", 1.0 / 32);
        const auto gradient = net.gradient();
        std::vector<double> found;
        std::vector<double> expected;
        const nn::Index weights = net.store.tensors().front().size;
        for (nn::Index i = 0; i < weights; i += 2) {
            found.push_back(gradient[static_cast<std::size_t>(i)]);
            expected.push_back(difference(*net.store.data(i), 1e-6, [&] { return net.loss(); }));
        }
        QVERIFY(distance(found, expected) < 1e-5);
    }

private:
    static double lossOf(const nn::Model<double>& model, nn::Workspace<double>& work)
    {
        static const Digits<double> digits;
        work.rewind();
        work.taping = false;
        const auto logits = model.forward(digits.view(kDigits), work);
        const auto dlogits = work.allocate(logits.samples, logits.shape);
        const double sum = nn::softmaxCrossEntropy<double>(
            logits, digits.first(kDigits), double(kDigits), dlogits.data);
        work.taping = true;
        return sum / double(kDigits);
    }
};

REGISTER_TEST(TestNetworkGradients)
#include "tst_network_gradients.moc"
