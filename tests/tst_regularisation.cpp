// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/training/batch_step.h"
#include "nn/training/options_json.h"
#include "recorded_training.h"
#include "test_program.h"

#include <QTest>

#include <cmath>
#include <numeric>

// The terms that keep the evaluations of a network's ODE block few: gradients, switches, effect.

namespace {

constexpr int kPoints = 70; ///< two micro-batches of points

const nn::ImageSet& points()
{
    static const nn::ImageSet set = nn::planeSamples(
        nn::planePoints(nn::planeSetConfig("moons"), nn::Split::Train, kPoints, 3));
    return set;
}

nn::ModelConfig fieldConfig(const char* gradient = "backprop")
{
    nn::ModelConfig config = nn::modelConfig("plane-odenet");
    config.width = 5;
    config.extra = 1;
    config.timeDependent = true;
    config.gradient = gradient;
    return config;
}

/// A network, one batch of all points and terms of its loss.
template <typename Scalar>
struct Fixture {
    Fixture(const nn::ModelConfig& config, const nn::DepthTerms& wanted, int threads = 1)
        : model(nn::makeModel<Scalar>(config))
        , step(*model, threads)
        , indices(kPoints)
    {
        nn::Random random(11);
        model->initialise(random);
        std::iota(indices.begin(), indices.end(), 0);
        treatment.terms = wanted;
    }

    nn::BatchResult run() { return step.gradient(points(), indices, nullptr, treatment); }
    double loss()
    {
        const nn::BatchResult found = run();
        return found.loss + treatment.terms.kinetic * found.kinetic
            + treatment.terms.jacobian * found.jacobian;
    }
    std::vector<Scalar> gradient()
    {
        run();
        const auto sum = step.gradientSum();
        std::vector<Scalar> mean(sum.begin(), sum.end());
        return mean;
    }

    std::unique_ptr<nn::Model<Scalar>> model;
    nn::BatchStep<Scalar> step;
    std::vector<int> indices;
    nn::BatchTreatment treatment;
};

nn::DepthTerms terms(double kinetic, double jacobian, double end = NAN)
{
    return { kinetic, jacobian, end, 5 };
}

/// A network whose field is (1/2, -2, 0) everywhere.
std::unique_ptr<Fixture<double>> steadyField(const nn::DepthTerms& wanted)
{
    auto fixture = std::make_unique<Fixture<double>>(fieldConfig(), wanted);
    auto& store = fixture->model->parameters();
    for (const nn::ParameterInfo& tensor : store.tensors()) {
        if (!tensor.name.starts_with("ode.func."))
            continue;
        std::fill_n(store.data(tensor.offset), tensor.size, 0.0);
        if (tensor.size == 3) { // the last bias
            store.data(tensor.offset)[0] = 0.5;
            store.data(tensor.offset)[1] = -2.0;
        }
    }
    return fixture;
}

nn::TrainingOptions smallRun(const nn::Regularisation& wanted)
{
    nn::TrainingOptions options = nn::planeTrainingOptions("moons", "plane-odenet");
    options.seed = 4;
    options.steps = 20;
    options.regularisation = wanted;
    return options;
}

constexpr nn::Regularisation kAll { 0.02, 0.01, 0.3 };

} // namespace

class TestRegularisation final : public QObject {
    Q_OBJECT

private slots:
    void gradientsAreThoseOfDifferences_data()
    {
        QTest::addColumn<QByteArray>("gradient");
        QTest::addColumn<bool>("adaptive");
        QTest::addColumn<double>("kinetic");
        QTest::addColumn<double>("jacobian");
        QTest::addColumn<double>("end");
        const double none = std::numeric_limits<double>::quiet_NaN();
        QTest::newRow("kinetic") << QByteArray("backprop") << false << 0.3 << 0.0 << none;
        QTest::newRow("jacobian") << QByteArray("backprop") << false << 0.0 << 0.2 << none;
        QTest::newRow("steer") << QByteArray("backprop") << false << 0.0 << 0.0 << 1.2;
        for (const auto& method : solvers::gradientMethods())
            if (!method.forSmallSystems)
                for (const bool adaptive : { false, true })
                    if (!adaptive || !method.ownSolve)
                        QTest::addRow("all, %s%s", method.id.data(), adaptive ? ", adaptive" : "")
                            << QByteArray(method.id.data()) << adaptive << 0.3 << 0.2 << 0.8;
    }

    void gradientsAreThoseOfDifferences()
    {
        QFETCH(QByteArray, gradient);
        QFETCH(bool, adaptive);
        QFETCH(double, kinetic);
        QFETCH(double, jacobian);
        QFETCH(double, end);
        nn::ModelConfig config = fieldConfig(gradient.constData());
        config.adaptive = adaptive;
        config.solver = adaptive ? "dopri5" : "rk4";
        config.rtol = config.atol = 1e-8;
        const bool exact = !solvers::gradientMethodById(gradient.constData()).continuous;
        config.step = exact ? 0.1 : 0.02;
        Fixture<double> f(config, terms(kinetic, jacobian, end));
        const auto found = f.gradient();
        auto& store = f.model->parameters();
        // A change of steps that error control makes moves the loss by a tolerance.
        const double h = adaptive ? 1e-3 : 1e-5;
        double gap = 0.0;
        double size = 0.0;
        for (nn::Index i = 0; i < store.size(); ++i) {
            const double at = store.data()[i];
            store.data()[i] = at + h;
            const double above = f.loss();
            store.data()[i] = at - h;
            const double below = f.loss();
            store.data()[i] = at;
            const double expected = (above - below) / (2 * h);
            gap = std::max(gap, std::abs(expected - found[static_cast<std::size_t>(i)]));
            size = std::max(size, std::abs(expected));
        }
        const double allowed = adaptive ? 2e-5 : exact ? 1e-8 : 1e-6;
        QVERIFY2(
            size > 0.05 && gap < allowed, qPrintable(QString("gap %1 of %2").arg(gap).arg(size)));
    }

    /// The article's network: convolutions, group normalisation and kinks, by digits.
    void gradientsOfTheImageNetwork_data()
    {
        QTest::addColumn<QByteArray>("gradient");
        QTest::newRow("backprop") << QByteArray("backprop");
        QTest::newRow("checkpointed") << QByteArray("checkpointed");
    }

    void gradientsOfTheImageNetwork()
    {
        QFETCH(QByteArray, gradient);
        nn::ModelConfig config = nn::modelConfig("odenet");
        config.gradient = gradient.constData();
        const auto model = nn::makeModel<double>(config);
        nn::Random random(3);
        model->initialise(random);
        const nn::ImageSet digits = nn::loadMnist(nn::Split::Test, data().folder());
        const std::vector<int> indices { 0, 1, 2 };
        nn::BatchStep<double> step(*model, 1);
        nn::BatchTreatment treatment;
        treatment.terms = terms(3.0, 2.0, 2.2); // as large as the loss of the data
        const auto loss = [&] {
            const nn::BatchResult found = step.gradient(digits, indices, nullptr, treatment);
            return found.loss + 3.0 * found.kinetic + 2.0 * found.jacobian;
        };
        loss();
        const std::vector<double> found(step.gradientSum().begin(), step.gradientSum().end());
        double gap = 0.0;
        double size = 0.0;
        for (const nn::ParameterInfo& tensor : model->parameters().tensors()) {
            if (tensor.shape.size() != 4)
                continue;
            const nn::Index at = tensor.offset + tensor.size / 3;
            double& weight = *model->parameters().data(at);
            const double middle = weight;
            weight = middle + 1e-6;
            const double above = loss();
            weight = middle - 1e-6;
            const double below = loss();
            weight = middle;
            const double expected = (above - below) / 2e-6;
            gap += std::pow(expected - found[static_cast<std::size_t>(at)], 2);
            size += expected * expected;
        }
        QVERIFY2(size > 0.0 && std::sqrt(gap / size) < 1e-5,
            qPrintable(QString::number(std::sqrt(gap / size))));
    }

    void singlePrecisionAgrees()
    {
        Fixture<double> twice(fieldConfig("adjoint"), terms(0.3, 0.2, 0.8));
        Fixture<float> once(fieldConfig("adjoint"), terms(0.3, 0.2, 0.8));
        const auto expected = twice.gradient();
        const auto found = once.gradient();
        double gap = 0.0;
        double size = 0.0;
        for (std::size_t i = 0; i < expected.size(); ++i) {
            gap += std::pow(double(found[i]) - expected[i], 2);
            size += expected[i] * expected[i];
        }
        // The directional difference of float rounds to 1e-7 / 1e-2.
        QVERIFY2(std::sqrt(gap / size) < 1e-3, qPrintable(QString::number(std::sqrt(gap / size))));
    }

    void theTermsAreTheIntegrals()
    {
        const auto f = steadyField(terms(1.0, 1.0));
        const nn::BatchResult found = f->run();
        QVERIFY(std::abs(found.kinetic - 4.25 / 3.0) < 1e-12); // |f|^2 over the numbers of a state
        QVERIFY(std::abs(found.jacobian) < 1e-12);
        const nn::BatchResult longer = steadyField(terms(1.0, 0.0, 1.5))->run();
        QVERIFY(std::abs(longer.kinetic - 1.5 * 4.25 / 3.0) < 1e-12);
        QCOMPARE(longer.jacobian, 0.0);
    }

    void anotherEndIsAnotherDepth()
    {
        Fixture<double> moved(fieldConfig(), terms(0.0, 0.0, 1.3));
        nn::ModelConfig config = fieldConfig();
        config.t1 = 1.3;
        config.step *= 1.3; // as many steps
        Fixture<double> deeper(config, {});
        const nn::BatchResult expected = deeper.run();
        const nn::BatchResult found = moved.run();
        QVERIFY(std::abs(found.loss - expected.loss) < 1e-13);
        QCOMPARE(found.nfeForward, expected.nfeForward);
        QVERIFY(std::abs(found.loss - Fixture<double>(fieldConfig(), {}).run().loss) > 1e-4);
    }

    /// Off: the bits of a step without terms, also after one with them in the same workspace.
    void offLeavesNothingBehind()
    {
        Fixture<float> never(fieldConfig(), {});
        const auto expected = never.gradient();
        Fixture<float> f(fieldConfig(), terms(0.3, 0.2, 0.8));
        QVERIFY(f.gradient() != expected);
        f.treatment.terms = {};
        QVERIFY(f.gradient() == expected);
        QCOMPARE(f.run().kinetic, 0.0);
    }

    void signsDoNotDependOnThreads()
    {
        Fixture<double> one(fieldConfig(), terms(0.3, 0.2), 1);
        Fixture<double> two(fieldConfig(), terms(0.3, 0.2), 2);
        const nn::BatchResult a = one.run();
        const nn::BatchResult b = two.run();
        QVERIFY(a.jacobian > 0.0 && std::abs(a.jacobian - b.jacobian) < 1e-13);
        one.treatment.terms.probe = 6;
        QVERIFY(std::abs(one.run().jacobian - a.jacobian) > 1e-6);
    }

    void offWritesTheRecordOfBefore()
    {
        nn::TrainingOptions options = smallRun({});
        QVERIFY(!nn::toJson(options).contains("kinetic"));
        options.regularisation = kAll;
        QVERIFY(nn::optionsFromJson(nn::toJson(options)).regularisation == kAll);
        QCOMPARE(nn::toJson(options)["steer"].get<double>(), 0.3);
    }

    void sameSeedSameBitsAndResumed_data()
    {
        QTest::addColumn<bool>("digits");
        QTest::newRow("points, dopri5") << false;
        QTest::newRow("digits, rk4") << true;
    }

    void sameSeedSameBitsAndResumed()
    {
        QFETCH(bool, digits);
        nn::TrainingOptions options = digits ? optionsFor("odenet", 4) : smallRun(kAll);
        options.regularisation = kAll;
        if (!digits) {
            options.model.solver = "dopri5";
            options.model.adaptive = true;
        }
        const Outcome whole = train(options);
        QCOMPARE(train(options).weights, whole.weights);
        QVERIFY(whole.starts.front().options.regularisation == kAll);
        QVERIFY(whole.steps.front().kinetic > 0.0 && whole.steps.front().jacobian > 0.0);
        const long all = options.steps;
        options.steps = all / 2;
        options.checkpoint = data().file("regularised.checkpoint");
        train(options);
        nn::TrainingOptions again = nn::resumedOptions(options.checkpoint);
        QVERIFY(again.regularisation == kAll);
        again.steps = all;
        QCOMPARE(train(again).weights, whole.weights);
        options.checkpoint.clear();
        options.steps = all;
        options.regularisation = {};
        QVERIFY(train(options).weights != whole.weights);
    }

    void switchesAreLiveAndKept()
    {
        nn::TrainingOptions options = smallRun({});
        options.checkpoint = data().file("switched.checkpoint");
        const Outcome run = train(options, [](const nn::TrainingStep& step, auto& control) {
            if (step.step == 5)
                control.setRegularisation({ 0.02, 0.0, 0.0 });
            if (step.step == 8)
                control.setRegularisation({ -1.0, 0.0, 0.0 }); // unusable: ignored
            if (step.step == 10)
                control.setRegularisation({ 0.02, 0.0, 5.0 }); // beyond depth: ignored
            if (step.step == 12)
                control.setRegularisation({ 0.0, 0.01, 0.0 });
        });
        for (const nn::TrainingStep& step : run.steps) {
            QCOMPARE(step.kinetic > 0.0, step.step > 5 && step.step <= 12);
            QCOMPARE(step.jacobian > 0.0, step.step > 12);
        }
        const nn::Regularisation last { 0.0, 0.01, 0.0 };
        QVERIFY(nn::resumedOptions(options.checkpoint).regularisation == last);

        const Outcome other = train(optionsFor("mlp", 3), [](const auto&, auto& control) {
            control.setRegularisation(kAll); // there is no ODE block
        });
        QCOMPARE(other.end.status, nn::TrainingStatus::Finished);
        QVERIFY(other.weights == train(optionsFor("mlp", 3)).weights);
    }

    void unusableTermsAreNamed()
    {
        const auto problem = [](const nn::Regularisation& wanted, const char* model) {
            nn::TrainingOptions options = nn::planeTrainingOptions("moons", model);
            options.regularisation = wanted;
            return QString::fromStdString(options.problem());
        };
        QVERIFY(problem({ -1.0, 0.0, 0.0 }, "plane-odenet").contains("kinetic term"));
        QVERIFY(problem({ 0.0, NAN, 0.0 }, "plane-odenet").contains("Jacobian term"));
        QVERIFY(problem({ 0.0, 0.0, 1.0 }, "plane-odenet").contains("below the depth"));
        QVERIFY(problem({ 0.1, 0.0, 0.0 }, "plane-resnet").contains("ODE block"));
        QVERIFY(problem(kAll, "plane-odenet").isEmpty());
        QVERIFY(problem({}, "plane-resnet").isEmpty());
    }

    /// Finlay et al.: with the kinetic term, and with the Jacobian term, the field is tamer at
    /// equal steps and seed, and an adaptive solver needs fewer evaluations of it.
    void termsKeepEvaluationsFew()
    {
        const auto outcome = [](const nn::Regularisation& wanted) {
            nn::TrainingOptions options = smallRun(wanted);
            options.plane = nn::planeSetConfig("spirals");
            options.model.solver = "dopri5";
            options.model.adaptive = true;
            options.model.rtol = options.model.atol = 1e-4;
            options.steps = 150;
            const Outcome run = train(options);
            QTest::qVerify(
                run.end.status == nn::TrainingStatus::Finished, "finished", "", __FILE__, __LINE__);
            return std::pair { run.epochs.back().nfeForwardMean, run.epochs.back().trainLoss };
        };
        const auto plain = outcome({});
        const auto kinetic = outcome({ 0.05, 0.0, 0.0 });
        const auto jacobian = outcome({ 0.0, 0.05, 0.0 });
        qInfo("evaluations %g (loss %g), kinetic %g (%g), Jacobian %g (%g)", plain.first,
            plain.second, kinetic.first, kinetic.second, jacobian.first, jacobian.second);
        QVERIFY(kinetic.first < 0.9 * plain.first);
        QVERIFY(jacobian.first < 0.9 * plain.first);
    }
};

REGISTER_TEST(TestRegularisation)
#include "tst_regularisation.moc"
