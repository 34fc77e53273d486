// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/layers/activation.h"
#include "nn/layers/conv2d.h"
#include "nn/layers/dense.h"
#include "nn/layers/group_norm.h"
#include "nn/layers/ode_block.h"
#include "nn/layers/sequential.h"
#include "solvers/methods/methods.h"

#include <QTest>

#include <cmath>

namespace {

constexpr nn::Index kSamples = 3;
constexpr nn::Shape kShape { 3, 3, 4 };

/// GroupNorm, softplus, 3 x 3 convolution: smooth, so that solvers keep their order.
struct Block {
    nn::ParameterStore<double> store;
    std::unique_ptr<nn::OdeBlock<double>> layer;

    Block(const char* method, const char* gradient, const solvers::SolveOptions& solve)
    {
        store.add("another", { 5 }); // the field's segment does not start at 0
        auto field = std::make_unique<nn::Sequential<double>>(kShape);
        field->add<nn::GroupNorm<double>>(
            store, "norm", kShape, nn::GroupNormOptions { .groups = 2 });
        field->add<nn::Softplus<double>>();
        field->add<nn::Conv2d<double>>(
            store, "conv", kShape, 4, nn::Conv2dOptions { .kernel = 3, .padding = 1 });
        layer
            = std::make_unique<nn::OdeBlock<double>>(std::move(field), kShape, 5, store.size() - 5,
                nn::OdeBlockOptions {
                    &solvers::methodById(method), &solvers::gradientMethodById(gradient), solve });
        nn::Random random(3);
        layer->initialise(random);
    }
};

solvers::SolveOptions fixedSteps(double step)
{
    solvers::SolveOptions options;
    options.t1 = 1.0;
    options.step = step;
    return options;
}

std::vector<double> randomNumbers(nn::Index count, std::uint64_t seed)
{
    nn::Random random(seed);
    std::vector<double> values(static_cast<std::size_t>(count));
    for (double& value : values)
        value = random.normal();
    return values;
}

/// Those that do not take one parameter after the other
std::vector<solvers::GradientMethod> blockGradients()
{
    std::vector<solvers::GradientMethod> found;
    for (const auto& method : solvers::gradientMethods())
        if (!method.forSmallSystems)
            found.push_back(method);
    return found;
}

struct Result {
    double loss = 0.0; ///< sum of weights * y
    std::vector<double> dx;
    std::vector<double> gradient;

    std::vector<double> all() const
    {
        std::vector<double> values = dx;
        values.insert(values.end(), gradient.begin(), gradient.end());
        return values;
    }
};

Result run(const Block& block, nn::Workspace<double>& work, const std::vector<double>& x)
{
    const std::vector<double> weights = randomNumbers(kSamples * kShape.size(), 11);
    Result result;
    work.rewind();
    const nn::View<double> y = block.layer->forward({ x.data(), kSamples, kShape }, work);
    for (std::size_t i = 0; i < weights.size(); ++i)
        result.loss += weights[i] * y.data[i];
    result.gradient.resize(static_cast<std::size_t>(block.store.size()));
    const nn::View<double> dx = block.layer->backward({ weights.data(), kSamples, kShape }, work,
        nn::Gradients<double> { result.gradient.data(), 0 });
    result.dx.assign(dx.data, dx.data + dx.size());
    return result;
}

double relativeDistance(const std::vector<double>& a, const std::vector<double>& b)
{
    double difference = 0.0;
    double norm = 0.0;
    for (std::size_t i = 0; i < b.size(); ++i) {
        difference += (a.at(i) - b[i]) * (a.at(i) - b[i]);
        norm += b[i] * b[i];
    }
    return std::sqrt(difference / norm);
}

const std::vector<double>& start()
{
    static const std::vector<double> x = randomNumbers(kSamples * kShape.size(), 5);
    return x;
}

} // namespace

class TestOdeBlock : public QObject {
    Q_OBJECT

private slots:
    void exactGradientsMatchFiniteDifferences_data()
    {
        QTest::addColumn<QByteArray>("gradient");
        QTest::newRow("backprop") << QByteArray("backprop");
        QTest::newRow("checkpointed") << QByteArray("checkpointed");
        QTest::newRow("reversible") << QByteArray("reversible");
    }

    /// These are the exact gradient of what was computed: central differences with 1e-5 are good
    /// to about 1e-9 here.
    void exactGradientsMatchFiniteDifferences()
    {
        QFETCH(QByteArray, gradient);
        constexpr double kStep = 1e-5;
        Block block("rk4", gradient.constData(), fixedSteps(0.25));
        nn::Workspace<double> work;
        std::vector<double> x = start();
        const Result result = run(block, work, x);
        const auto difference = [&](double& number) {
            const double middle = number;
            number = middle + kStep;
            const double above = run(block, work, x).loss;
            number = middle - kStep;
            const double below = run(block, work, x).loss;
            number = middle;
            return (above - below) / (2.0 * kStep);
        };
        std::vector<double> expected;
        std::vector<double> found;
        for (nn::Index i = 5; i < block.store.size(); i += 7) {
            expected.push_back(difference(*block.store.data(i)));
            found.push_back(result.gradient[static_cast<std::size_t>(i)]);
        }
        for (std::size_t i = 0; i < x.size(); i += 5) {
            expected.push_back(difference(x[i]));
            found.push_back(result.dx[i]);
        }
        QVERIFY(relativeDistance(found, expected) < 1e-7);
        for (std::size_t i = 0; i < 5; ++i)
            QCOMPARE(result.gradient[i], 0.0); // not the field's
    }

    /// The continuous adjoint goes to the discrete gradient at the order of the method, 4.
    void adjointConverges_data()
    {
        QTest::addColumn<QByteArray>("gradient");
        QTest::newRow("adjoint") << QByteArray("adjoint");
        QTest::newRow("adjoint-stored") << QByteArray("adjoint-stored");
    }

    void adjointConverges()
    {
        QFETCH(QByteArray, gradient);
        const auto gap = [&](double step) {
            const Block exact("rk4", "backprop", fixedSteps(step));
            const Block adjoint("rk4", gradient.constData(), fixedSteps(step));
            nn::Workspace<double> work;
            return relativeDistance(
                run(adjoint, work, start()).all(), run(exact, work, start()).all());
        };
        const double coarse = gap(1.0 / 8);
        const double fine = gap(1.0 / 16);
        const double order = std::log2(coarse / fine);
        QVERIFY2(fine > 1e-13 && std::abs(order - 4.0) < 0.6,
            qPrintable(QString("%1 %2, order %3").arg(coarse).arg(fine).arg(order)));
    }

    /// Backsolving z and restarting it from stored states are two discretisations.
    void storedStatesDiffer()
    {
        const auto gap = [](double step) {
            const Block stored("rk4", "adjoint-stored", fixedSteps(step));
            const Block backsolved("rk4", "adjoint", fixedSteps(step));
            nn::Workspace<double> work;
            return relativeDistance(
                run(backsolved, work, start()).all(), run(stored, work, start()).all());
        };
        const double coarse = gap(0.5);
        QVERIFY(coarse > 1e-9);
        QVERIFY(gap(0.125) < coarse / 50.0);
    }

    void adaptiveGradientMatchesFineSteps()
    {
        solvers::SolveOptions adaptive = fixedSteps(1.0);
        adaptive.adaptive = true;
        adaptive.rtol = 1e-9;
        adaptive.atol = 1e-9;
        nn::Workspace<double> work;
        const auto expected
            = run(Block("rk4", "backprop", fixedSteps(1.0 / 64)), work, start()).all();
        for (const auto& method : blockGradients()) {
            if (method.id == "reversible")
                continue; // fixed steps only
            const Block block("dopri5", std::string(method.id).c_str(), adaptive);
            const double apart = relativeDistance(run(block, work, start()).all(), expected);
            QVERIFY2(apart < 1e-6, qPrintable(QString::number(apart)));
        }
    }

    void evaluationComputesTheSame()
    {
        for (const auto& method : blockGradients()) {
            const Block block("rk4", std::string(method.id).c_str(), fixedSteps(0.25));
            nn::Workspace<double> training;
            nn::Workspace<double> evaluation;
            evaluation.taping = false;
            const nn::ConstView<double> x(start().data(), kSamples, kShape);
            const nn::View<double> a = block.layer->forward(x, training);
            const nn::View<double> b = block.layer->forward(x, evaluation);
            QVERIFY2(a.vector() == b.vector(), method.id.data());
        }
    }

    /// Evaluation leaves nothing for a gradient.
    void evaluationKeepsNothing()
    {
        const Block block("rk4", "backprop", fixedSteps(0.25));
        nn::Workspace<double> training;
        nn::Workspace<double> evaluation;
        evaluation.taping = false;
        const nn::ConstView<double> x(start().data(), kSamples, kShape);
        block.layer->forward(x, training);
        block.layer->forward(x, evaluation);
        QCOMPARE(block.layer->report(evaluation).forward.counters.nfe, 16L);
        QVERIFY(evaluation.peakBytes() < training.peakBytes() / 2);
    }

    /// Backsolving and undoing need no more room for more steps; backpropagation does.
    void someGradientsNeedConstantMemory()
    {
        const auto peak = [](const char* gradient, double step) {
            const Block block("rk4", gradient, fixedSteps(step));
            nn::Workspace<double> work;
            run(block, work, start());
            return work.peakBytes();
        };
        QCOMPARE(peak("adjoint", 1.0 / 64), peak("adjoint", 1.0 / 4));
        QCOMPARE(peak("reversible", 1.0 / 64), peak("reversible", 1.0 / 4));
        QCOMPARE(peak("checkpointed", 1.0 / 64), peak("checkpointed", 1.0 / 4));
        QVERIFY(peak("backprop", 1.0 / 64) > 10 * peak("backprop", 1.0 / 4));
    }

    void repeatedPassesGiveTheSameBitsInTheSameRoom()
    {
        for (const auto& method : blockGradients()) {
            const Block block("rk4", std::string(method.id).c_str(), fixedSteps(0.25));
            nn::Workspace<double> work;
            const auto first = run(block, work, start()).all();
            const std::size_t peak = work.peakBytes();
            for (int i = 0; i < 3; ++i)
                QVERIFY(run(block, work, start()).all() == first);
            QCOMPARE(work.peakBytes(), peak);
        }
    }

    void failedSolveIsReported()
    {
        solvers::SolveOptions options = fixedSteps(1e-2);
        options.maxSteps = 3;
        for (const auto& method : blockGradients()) {
            const Block block("rk4", std::string(method.id).c_str(), options);
            nn::Workspace<double> work;
            const Result result = run(block, work, start());
            const auto report = block.layer->report(work);
            QCOMPARE(report.forward.status, solvers::SolveStatus::MaxSteps);
            QCOMPARE(report.forward.accepted, 3L);
            for (const double number : result.gradient)
                QCOMPARE(number, 0.0);
        }
    }

    void refusesWhatCannotBe()
    {
        solvers::SolveOptions adaptive;
        adaptive.adaptive = true;
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument, Block("rk4", "adjoint", adaptive));
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument, Block("rk4", "adjoint", fixedSteps(-1.0)));
        for (const char* gradient : { "forward", "finite-differences" })
            QVERIFY_THROWS_EXCEPTION(
                std::invalid_argument, Block("rk4", gradient, fixedSteps(0.5)));
        nn::ParameterStore<double> store;
        auto field = std::make_unique<nn::Sequential<double>>(nn::Shape { 1, 1, 4 });
        field->add<nn::Dense<double>>(store, "fc", 4, 3);
        const nn::OdeBlockOptions options { &solvers::methodById("rk4"),
            &solvers::gradientMethodById("adjoint"), fixedSteps(0.5) };
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument,
            nn::OdeBlock<double>(
                std::move(field), nn::Shape { 1, 1, 4 }, 0, store.size(), options));
    }
};

QTEST_APPLESS_MAIN(TestOdeBlock)
#include "tst_ode_block.moc"
