// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/layers/conv2d.h"
#include "nn/layers/dense.h"
#include "nn/layers/group_norm.h"
#include "nn/layers/pooling.h"
#include "nn/layers/residual_block.h"
#include "nn/layers/sequential.h"
#include "nn/models/ode_options.h"
#include "nn/training/loss.h"
#include "small_data_set.h"
#include "test_program.h"

#include <QTest>

#include <cmath>
#include <limits>

namespace {

constexpr nn::Index kSamples = 3;
constexpr nn::Shape kState { 5, 5, 64 };
constexpr int kResidualBlocks = 6;
constexpr nn::GroupNormOptions kPreActivation { 32, 1e-5, true };

/// A few digits and their labels.
struct Digits {
    std::vector<double> pixels;
    std::vector<int> labels;

    Digits()
    {
        const SmallDataSet data(int(kSamples), 1);
        const nn::ImageSet images = nn::loadMnist(nn::Split::Train, data.folder());
        for (const std::uint8_t pixel : images.pixels)
            pixels.push_back(pixel / 255.0);
        labels.assign(images.labels.begin(), images.labels.end());
    }
    nn::ConstView<double> view() const { return { pixels.data(), kSamples, { 28, 28, 1 } }; }
};

const Digits& digits()
{
    static const Digits all;
    return all;
}

nn::ModelConfig configured(const char* model, const char* gradient = "", double step = 0.5)
{
    nn::ModelConfig config;
    config.model = model;
    config.gradient = gradient;
    config.step = step;
    return config;
}

std::unique_ptr<nn::Model<double>> made(const nn::ModelConfig& config)
{
    auto model = nn::makeModel<double>(config);
    nn::Random random(5);
    model->initialise(random);
    return model;
}

nn::DepthTrace traceOf(const nn::Model<double>& model)
{
    nn::Workspace<double> work;
    return model.traceDepth(digits().view(), digits().labels, work);
}

/// What follows a depth in a model: its blocks from there on and its head, from public layers
/// with a copy of the model's weights.
class Rest {
public:
    /// From residual block `first` on.
    Rest(const nn::Model<double>& model, int first)
        : m_layers(kState)
    {
        for (int i = first; i < kResidualBlocks; ++i)
            m_layers.add<nn::ResidualBlock<double>>(branch("blocks." + std::to_string(i)));
        addHead(model);
    }

    /// From time t on.
    Rest(const nn::Model<double>& model, double t)
        : m_layers(kState)
    {
        nn::OdeBlockOptions options = nn::odeBlockOptions(model.config());
        options.solve.t0 = t;
        auto field = branch("ode.func");
        m_layers.add<nn::OdeBlock<double>>(std::move(field), kState, 0, m_store.size(), options);
        addHead(model);
    }

    /// The mean loss, and its derivative by z where that is asked for.
    double loss(const std::vector<double>& z, std::vector<double>* gradient = nullptr)
    {
        m_work.rewind();
        const nn::View<double> logits = m_layers.forward({ z.data(), kSamples, kState }, m_work);
        const nn::View<double> dlogits = m_work.allocate(kSamples, logits.shape);
        const double loss = nn::softmaxCrossEntropy<double>(
            logits, digits().labels, double(kSamples), dlogits.data);
        if (gradient) {
            std::vector<double> unused(static_cast<std::size_t>(m_store.size()));
            const nn::View<double> a = m_layers.backward(dlogits, m_work, { unused.data(), 0 });
            gradient->assign(a.data, a.data + a.size());
        }
        return loss / double(kSamples);
    }

private:
    std::unique_ptr<nn::Sequential<double>> branch(const std::string& name)
    {
        auto layers = std::make_unique<nn::Sequential<double>>(kState);
        layers->add<nn::GroupNorm<double>>(m_store, name + ".norm1", kState, kPreActivation);
        layers->add<nn::Conv2d<double>>(
            m_store, name + ".conv1", kState, 64, nn::Conv2dOptions { .kernel = 3 });
        layers->add<nn::GroupNorm<double>>(
            m_store, name + ".norm2", layers->shape(), kPreActivation);
        layers->add<nn::Conv2d<double>>(m_store, name + ".conv2", layers->shape(), 64,
            nn::Conv2dOptions { .kernel = 1, .padding = 1 });
        return layers;
    }

    void addHead(const nn::Model<double>& model)
    {
        m_layers.add<nn::GroupNorm<double>>(m_store, "head.0", kState, kPreActivation);
        m_layers.add<nn::GlobalAveragePool<double>>();
        m_layers.add<nn::Dense<double>>(m_store, "head.4", 64, 10);
        for (const nn::ParameterInfo& ours : m_store.tensors())
            for (const nn::ParameterInfo& theirs : model.parameters().tensors())
                if (ours.name == theirs.name)
                    std::copy_n(model.parameters().data(theirs.offset), theirs.size,
                        m_store.data(ours.offset));
    }

    nn::ParameterStore<double> m_store;
    nn::Sequential<double> m_layers;
    nn::Workspace<double> m_work;
};

/// |a| of each sample.
std::vector<double> norms(const std::vector<double>& a)
{
    std::vector<double> result(kSamples);
    for (std::size_t i = 0; i < a.size(); ++i)
        result[i / std::size_t(kState.size())] += a[i] * a[i];
    for (double& value : result)
        value = std::sqrt(value);
    return result;
}

/// The trace's norms at one depth are those of dLoss/dz there, and that is the slope of the loss.
void compareAt(Rest& rest, const nn::DepthTrace& trace, std::size_t k, double tolerance)
{
    std::vector<double> a;
    rest.loss(trace.state.at(k), &a);
    const std::vector<double> expected = norms(a);
    QCOMPARE(trace.adjointNorm.at(k).size(), expected.size());
    for (std::size_t n = 0; n < expected.size(); ++n) {
        const double apart = std::abs(trace.adjointNorm[k][n] - expected[n]) / expected[n];
        QVERIFY2(apart < tolerance,
            qPrintable(QString("depth %1, sample %2: %3").arg(trace.depth[k]).arg(n).arg(apart)));
    }
}

} // namespace

class TestDepthTrace final : public QObject {
    Q_OBJECT

private slots:
    void perceptronHasNoDepth()
    {
        const nn::DepthTrace trace = traceOf(*made(configured("mlp")));
        QVERIFY(trace.depth.empty() && trace.state.empty());
        QVERIFY(trace.adjointDepth.empty() && trace.adjointNorm.empty());
    }

    void depths_data()
    {
        QTest::addColumn<QByteArray>("model");
        QTest::addColumn<double>("step");
        QTest::addColumn<std::vector<double>>("depths");
        const std::vector<double> halves { 0.0, 0.5, 1.0, 1.5, 2.0 };
        QTest::newRow("resnet") << QByteArray("resnet") << 0.5
                                << std::vector<double> { 0, 1, 2, 3, 4, 5, 6 };
        QTest::newRow("rknet") << QByteArray("rknet") << 0.5 << halves;
        QTest::newRow("odenet") << QByteArray("odenet") << 0.5 << halves;
        QTest::newRow("last step cut")
            << QByteArray("rknet") << 0.75 << std::vector<double> { 0, 0.75, 1.5, 2 };
    }

    void depths()
    {
        QFETCH(QByteArray, model);
        QFETCH(double, step);
        QFETCH(std::vector<double>, depths);
        const nn::DepthTrace trace = traceOf(*made(configured(model.constData(), "", step)));
        QCOMPARE(trace.depth, depths);
        QCOMPARE(trace.adjointDepth, depths);
        QCOMPARE(trace.state.size(), depths.size());
        QCOMPARE(trace.adjointNorm.size(), depths.size());
        for (const auto& state : trace.state)
            QCOMPARE(state.size(), std::size_t(kSamples * kState.size()));
    }

    void residualNormsAreThoseOfTheGradient()
    {
        const auto model = made(configured("resnet"));
        const nn::DepthTrace trace = traceOf(*model);
        for (int k = 0; k <= kResidualBlocks; ++k) {
            Rest rest(*model, k);
            compareAt(rest, trace, std::size_t(k), 1e-12);
        }
    }

    void solvedNormsAreThoseOfTheGradient_data()
    {
        QTest::addColumn<QByteArray>("model");
        QTest::addColumn<QByteArray>("gradient");
        QTest::newRow("backprop") << QByteArray("rknet") << QByteArray("backprop");
        QTest::newRow("adjoint") << QByteArray("odenet") << QByteArray("adjoint");
        QTest::newRow("adjoint-stored") << QByteArray("odenet") << QByteArray("adjoint-stored");
    }

    /// a(t) is dLoss/dz(t) of the solve from t on, whatever came before: the field is autonomous
    /// and the steps are the same.
    void solvedNormsAreThoseOfTheGradient()
    {
        QFETCH(QByteArray, model);
        QFETCH(QByteArray, gradient);
        const auto network = made(configured(model.constData(), gradient.constData()));
        const nn::DepthTrace trace = traceOf(*network);
        for (std::size_t k = 0; k + 1 < trace.depth.size(); ++k) {
            Rest rest(*network, trace.depth[k]);
            compareAt(rest, trace, k, 1e-11);
        }
    }

    /// The gradient that the norms were compared with is the slope of the loss: along random
    /// directions, by central differences good to about 1e-8 (the field has kinks).
    void theGradientIsTheSlopeOfTheLoss()
    {
        const auto model = made(configured("rknet"));
        const nn::DepthTrace trace = traceOf(*model);
        Rest rest(*model, trace.depth[1]);
        std::vector<double> a;
        rest.loss(trace.state[1], &a);
        nn::Random random(9);
        constexpr double kStep = 1e-6;
        for (int direction = 0; direction < 3; ++direction) {
            std::vector<double> above = trace.state[1];
            std::vector<double> below = trace.state[1];
            double slope = 0.0;
            for (std::size_t i = 0; i < a.size(); ++i) {
                const double d = random.normal();
                above[i] += kStep * d;
                below[i] -= kStep * d;
                slope += a[i] * d;
            }
            const double difference = (rest.loss(above) - rest.loss(below)) / (2.0 * kStep);
            QVERIFY2(std::abs(difference - slope) < 1e-5 * std::max(1e-2, std::abs(slope)),
                qPrintable(QString("%1, %2").arg(difference).arg(slope)));
        }
    }

    /// The state on the way is where a shorter solve ends: the same steps, to the last bit.
    void statesAreThoseOfShorterSolves()
    {
        nn::ModelConfig config = configured("odenet");
        const nn::DepthTrace whole = traceOf(*made(config));
        config.t1 = 1.0;
        const nn::DepthTrace half = traceOf(*made(config));
        QCOMPARE(half.depth.size(), std::size_t(3));
        QVERIFY(half.state.back() == whole.state[2]);
        QVERIFY(half.state.front() == whole.state[0]);
        QVERIFY(half.adjointNorm.back() != whole.adjointNorm[2]);
    }

    /// With t1 below t0 the solve starts at the right of the chart.
    void backwardSpanIsShownInAscendingDepth()
    {
        nn::ModelConfig config = configured("rknet");
        const auto forward = traceOf(*made(config));
        std::swap(config.t0, config.t1);
        const auto model = made(config);
        const nn::DepthTrace trace = traceOf(*model);
        QCOMPARE(trace.depth, (std::vector<double> { 0.0, 0.5, 1.0, 1.5, 2.0 }));
        QCOMPARE(trace.adjointDepth, trace.depth);
        QVERIFY(trace.state.back() == forward.state.front()); // from the stem
        for (std::size_t k = 1; k < trace.depth.size(); ++k) {
            Rest rest(*model, trace.depth[k]);
            compareAt(rest, trace, k, 1e-11);
        }
    }

    void adaptiveStepsAreShownWhereTheyWere()
    {
        nn::ModelConfig config = configured("odenet", "adjoint-stored");
        config.solver = "dopri5";
        config.adaptive = true;
        config.rtol = 1e-4;
        config.atol = 1e-4;
        const nn::DepthTrace trace = traceOf(*made(config));
        QVERIFY(trace.depth.size() > 2);
        QVERIFY(std::is_sorted(trace.depth.begin(), trace.depth.end()));
        QCOMPARE(trace.depth.front(), 0.0);
        QCOMPARE(trace.depth.back(), 2.0);
        QCOMPARE(trace.adjointDepth.front(), 0.0);
        QCOMPARE(trace.adjointDepth.back(), 2.0);
        QVERIFY(std::is_sorted(trace.adjointDepth.begin(), trace.adjointDepth.end()));
        QCOMPARE(trace.adjointNorm.size(), trace.adjointDepth.size());
    }

    /// A picture may be taken between two passes of whoever owns the workspace.
    void leavesTheWorkspaceAsItWas()
    {
        const auto model = made(configured("odenet"));
        nn::Workspace<double> work;
        work.taping = false;
        work.training = true;
        const nn::View<double> logits = model->forward(digits().view(), work);
        const std::vector<double> before(logits.data, logits.data + logits.size());
        const auto mark = work.mark();
        for (int i = 0; i < 2; ++i) {
            model->traceDepth(digits().view(), digits().labels, work);
            QCOMPARE(work.mark().used, mark.used);
            QCOMPARE(work.mark().block, mark.block);
            QCOMPARE(work.mark().taped, mark.taped);
        }
        QVERIFY(!work.taping && work.training);
        QVERIFY(std::equal(before.begin(), before.end(), logits.data));
    }

    /// A field that is no longer finite ends the solve: no adjoint, and no state after it.
    void aFailedSolveHasNoAdjoint()
    {
        const auto model = made(configured("odenet"));
        for (const nn::ParameterInfo& tensor : model->parameters().tensors())
            if (tensor.name == "ode.func.conv2.bias")
                *model->parameters().data(tensor.offset) = std::numeric_limits<double>::infinity();
        const nn::DepthTrace trace = traceOf(*model);
        QCOMPARE(trace.depth, std::vector<double> { 0.0 });
        QCOMPARE(trace.state.size(), std::size_t(1));
        QVERIFY(trace.adjointDepth.empty() && trace.adjointNorm.empty());
    }

    /// The head's answer to the last state is the network's, and to the first another one.
    void logitsFollowTheState()
    {
        for (const char* id : { "odenet", "resnet" }) {
            const auto model = made(configured(id));
            nn::Workspace<double> work;
            work.training = false;
            const nn::View<double> logits = model->forward(digits().view(), work);
            const nn::DepthTrace trace = traceOf(*model);
            QCOMPARE(trace.logits.size(), trace.depth.size());
            QCOMPARE(trace.logits.back().size(), static_cast<std::size_t>(logits.size()));
            QVERIFY(
                std::equal(logits.data, logits.data + logits.size(), trace.logits.back().data()));
            QVERIFY(trace.logits.front() != trace.logits.back());

            const nn::DepthTrace plain = model->traceDepth(digits().view(), {}, work);
            QVERIFY(plain.adjointDepth.empty());
            QVERIFY(plain.state == trace.state && plain.logits == trace.logits);
        }
    }

    void wrongCalls()
    {
        const auto model = made(configured("resnet"));
        nn::Workspace<double> work;
        const std::vector<int> labels(kSamples - 1);
        QVERIFY_EXCEPTION_THROWN(
            model->traceDepth(digits().view(), labels, work), std::invalid_argument);
        const nn::ConstView<double> nothing(digits().pixels.data(), 0, { 28, 28, 1 });
        QVERIFY(model->traceDepth(nothing, {}, work).depth.empty());
    }
};

REGISTER_TEST(TestDepthTrace)
#include "tst_depth_trace.moc"
