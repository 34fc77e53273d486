// SPDX-License-Identifier: GPL-3.0-or-later
#include "network_passes.h"
#include "test_program.h"

#include <nlohmann/json.hpp>

#include <QTest>

#include <cmath>
#include <fstream>

// The networks of PyTorch on eight MNIST digits, from tests/data/networks (PyTorch 1.13, float64
// run on float32 weights). Tolerances: logits 1e-5, loss 1e-6, gradients 1e-4 relative per tensor
// in float and 1e-10 in double; PyTorch's own float32 is at 2e-5 for its worst tensor.

using namespace passes;

namespace {

const nlohmann::json& reference(const std::string& network)
{
    static const nlohmann::json all
        = nlohmann::json::parse(std::ifstream(kData + "networks.json")).at("networks");
    return all.at(network);
}

template <typename Scalar>
double largestDifference(const std::vector<Scalar>& found, const nlohmann::json& rows)
{
    double largest = 0.0;
    std::size_t i = 0;
    for (const auto& row : rows)
        for (const double expected : row)
            largest = std::max(largest, std::abs(double(found.at(i++)) - expected));
    return i == found.size() ? largest : HUGE_VAL;
}

} // namespace

class TestNetworkParity : public QObject {
    Q_OBJECT

private slots:
    void matchesPyTorch_data()
    {
        QTest::addColumn<QString>("model");
        QTest::addColumn<QString>("gradientMethod");
        QTest::addColumn<QString>("weights");
        QTest::addColumn<QString>("gradients");
        QTest::newRow("mlp") << "mlp"
                             << ""
                             << "mlp"
                             << "mlp";
        QTest::newRow("resnet") << "resnet"
                                << ""
                                << "resnet"
                                << "resnet";
        QTest::newRow("rk_net") << "rknet"
                                << "backprop"
                                << "odenet"
                                << "rknet";
        QTest::newRow("ode_net") << "odenet"
                                 << "adjoint-stored"
                                 << "odenet"
                                 << "odenet";
    }

    void matchesPyTorch()
    {
        compare<float>("float32", 1e-5, 1e-6, 1e-4);
        compare<double>("float64", 1e-12, 1e-13, 1e-10);
    }

    void counts_data()
    {
        QTest::addColumn<QString>("model");
        QTest::addColumn<int>("trainable");
        QTest::newRow("mlp") << "mlp" << 50892;
        QTest::newRow("resnet") << "resnet" << 380938;
        QTest::newRow("rknet") << "rknet" << 174218;
        QTest::newRow("odenet") << "odenet" << 174218;
    }

    void counts()
    {
        QFETCH(QString, model);
        QFETCH(int, trainable);
        const auto made = nn::makeModel<float>(configured(model.toStdString()));
        QCOMPARE(made->parameters().trainableCount(), nn::Index(trainable));
        QCOMPARE(made->couplesSamples(), model == "mlp");
    }

    void forwardReachesTheEndOfTheInterval()
    {
        nn::Workspace<double> work;
        const auto pass
            = run(*loaded<double>(configured("rknet"), "odenet.weights.safetensors"), work);
        QCOMPARE(pass.counters.nfeForward, 16L);
        QCOMPARE(pass.counters.nfeBackward, 16L);
        const auto adjoint
            = run(*loaded<double>(configured("odenet"), "odenet.weights.safetensors"), work);
        QCOMPARE(adjoint.counters.nfeForward, 16L);
        QCOMPARE(adjoint.counters.nfeBackward, 16L);
    }

    void statesMatchPyTorch()
    {
        const auto model = loaded<double>(configured("rknet"), "odenet.weights.safetensors");
        const Digits<double> digits;
        nn::Workspace<double> work;
        const nn::DepthTrace trace = model->traceDepth(digits.view(), digits.labels, work);
        const std::vector<double> depth { 0.0, 0.5, 1.0, 1.5, 2.0 };
        QCOMPARE(trace.depth, depth);
        QCOMPARE(trace.adjointDepth, depth);
        const nn::TensorFile file
            = nn::readSafetensors(kData + "odenet.activations.f64.safetensors");
        QVERIFY(distance(trace.state.front(), channelsLast(*file.find("downsample"))) < 1e-12);
        QVERIFY(distance(trace.state.back(), channelsLast(*file.find("state_at_2"))) < 1e-12);
    }

    /// The padded 1 x 1 convolution adds its bias alone on the border (B9).
    void borderMovesOnStraightLines()
    {
        const auto model = loaded<double>(configured("rknet"), "odenet.weights.safetensors");
        const Digits<double> digits;
        nn::Workspace<double> work;
        const nn::DepthTrace trace = model->traceDepth(digits.view(), digits.labels, work);
        const auto& store = model->parameters();
        const auto bias = std::find_if(store.tensors().begin(), store.tensors().end(),
            [](const auto& tensor) { return tensor.name == "ode.func.conv2.bias"; });
        QVERIFY(bias != store.tensors().end());
        int checked = 0;
        for (int n = 0; n < kSamples; ++n)
            for (int p = 0; p < 25; ++p) {
                if (p / 5 % 4 != 0 && p % 5 % 4 != 0)
                    continue; // inside
                ++checked;
                for (int c = 0; c < 64; ++c) {
                    const auto i = static_cast<std::size_t>((n * 25 + p) * 64 + c);
                    const double expected
                        = trace.state.front()[i] + 2.0 * *store.data(bias->offset + c);
                    QVERIFY(std::abs(trace.state.back()[i] - expected) < 1e-6);
                }
            }
        QCOMPARE(checked, 16 * int(kSamples));
    }

    void perceptronKeepsRunningStatistics()
    {
        const auto model = loaded<double>(configured("mlp"), "mlp.weights.safetensors");
        nn::Workspace<double> work;
        const Digits<double> digits;
        work.training = false;
        work.taping = false;
        const nn::View<double> logits = model->forward(digits.view(), work);
        const std::vector<double> values(logits.data, logits.data + logits.size());
        QVERIFY(
            largestDifference(values, reference("mlp").at("logits_eval").at("float64")) < 1e-12);

        work.training = true;
        work.taping = true;
        const Pass<double> pass = run(*model, work);
        const nlohmann::json& after = reference("mlp").at("running_after_one_training_forward");
        const auto next = [&](const char* name) {
            for (const auto& tensor : model->parameters().tensors())
                if (tensor.name == name)
                    return *model->parameters().data(tensor.offset)
                        + pass.gradient[static_cast<std::size_t>(tensor.offset)];
            return std::nan("");
        };
        QVERIFY(std::abs(next("bn.running_mean") - after.at("mean").at(0).get<double>()) < 1e-12);
        QVERIFY(std::abs(next("bn.running_var") - after.at("var").at(0).get<double>()) < 1e-12);
        QCOMPARE(next("bn.num_batches_tracked"), after.at("num_batches_tracked").get<double>());
    }

    /// torchdiffeq chooses its steps otherwise, so both are compared with its solve at 1e-10: ours
    /// may be a few times as far from it as theirs (the field has kinks, errors scatter).
    void adaptiveSolveAgrees_data()
    {
        QTest::addColumn<double>("tolerance");
        QTest::newRow("1e-3") << 1e-3;
        QTest::newRow("1e-6") << 1e-6;
    }

    void adaptiveSolveAgrees()
    {
        QFETCH(double, tolerance);
        nn::ModelConfig config = configured("odenet");
        config.solver = "dopri5";
        config.adaptive = true;
        config.rtol = tolerance;
        config.atol = tolerance;
        nn::Workspace<double> work;
        const Pass<double> pass = run(*loaded<double>(config, "odenet.weights.safetensors"), work);
        const auto theirs = [](double wanted) {
            for (const auto& other : reference("ode_net_adaptive").at("runs"))
                if (other.at("rtol") == wanted && other.at("dtype") == "float64")
                    return other;
            return nlohmann::json();
        };
        const nlohmann::json other = theirs(tolerance);
        const double apart = largestDifference(pass.logits, theirs(1e-10).at("logits"));
        const double allowed = 4.0 * other.at("logits_max_abs_vs_1e-10").get<double>();
        QVERIFY2(apart < allowed, qPrintable(QString("%1, allowed %2").arg(apart).arg(allowed)));
        const double ratio
            = double(pass.counters.nfeForward) / other.at("nfe_forward").get<double>();
        QVERIFY2(ratio > 0.5 && ratio < 2.0, qPrintable(QString::number(ratio)));
    }

    /// B2: nothing is shared between models.
    void modelsAreIndependent()
    {
        auto a = nn::makeModel<float>(configured("odenet"));
        auto b = nn::makeModel<float>(configured("odenet"));
        nn::Random random(7);
        a->initialise(random);
        b->initialise(random);
        const auto& store = b->parameters();
        const std::vector<float> before(store.data(), store.data() + store.size());
        nn::Workspace<float> work;
        for (int step = 0; step < 3; ++step) {
            const Pass<float> pass = run(*a, work);
            for (std::size_t i = 0; i < pass.gradient.size(); ++i)
                *a->parameters().data(nn::Index(i)) -= 0.1F * pass.gradient[i];
        }
        QVERIFY(!std::equal(before.begin(), before.end(), a->parameters().data()));
        QVERIFY(std::equal(before.begin(), before.end(), store.data()));
    }

private:
    template <typename Scalar>
    void compare(const char* type, double logits, double loss, double gradient)
    {
        QFETCH(QString, model);
        QFETCH(QString, gradientMethod);
        QFETCH(QString, weights);
        QFETCH(QString, gradients);
        const auto made
            = loaded<Scalar>(configured(model.toStdString(), gradientMethod.toStdString()),
                weights.toStdString() + ".weights.safetensors");
        nn::Workspace<Scalar> work;
        const Pass<Scalar> pass = run(*made, work);
        const nlohmann::json& expected = reference(QTest::currentDataTag());
        QVERIFY(largestDifference(pass.logits, expected.at("logits").at(type)) < logits);
        QVERIFY(std::abs(pass.loss - expected.at("loss").at("float64").get<double>()) < loss);

        const nn::TensorFile file
            = nn::readSafetensors(kData + gradients.toStdString() + ".grads.f64.safetensors");
        std::size_t compared = 0;
        for (const nn::ParameterInfo& tensor : made->parameters().tensors()) {
            if (!tensor.trainable)
                continue;
            const nn::Tensor* found = file.find(tensor.name);
            QVERIFY2(found, tensor.name.c_str());
            const double apart = distance(
                made->parameters().exported(tensor, pass.gradient.data()), found->values<double>());
            QVERIFY2(apart < gradient,
                qPrintable(QString("%1 %2: %3").arg(type, tensor.name.c_str()).arg(apart)));
            ++compared;
        }
        QCOMPARE(compared, file.tensors.size());
    }

    /// [samples, channels, rows, columns] as in our memory.
    static std::vector<double> channelsLast(const nn::Tensor& tensor)
    {
        const std::vector<double> values = tensor.values<double>();
        const auto samples = static_cast<std::size_t>(tensor.shape.at(0));
        const auto channels = static_cast<std::size_t>(tensor.shape.at(1));
        const std::size_t pixels = values.size() / (samples * channels);
        std::vector<double> result(values.size());
        for (std::size_t n = 0; n < samples; ++n)
            for (std::size_t c = 0; c < channels; ++c)
                for (std::size_t p = 0; p < pixels; ++p)
                    result[(n * pixels + p) * channels + c]
                        = values[(n * channels + c) * pixels + p];
        return result;
    }
};

REGISTER_TEST(TestNetworkParity)
#include "tst_network_parity.moc"
