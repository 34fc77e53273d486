// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/training/optimizer.h"
#include "test_program.h"

#include <QtTest>

#include <array>
#include <stdexcept>

using nn::Index;

namespace {

using Numbers = std::array<double, 3>;

// torch.optim 1.13 in float64, three steps from the same start with the same gradients; the tiny
// third gradient shows on which side of the root epsilon stands.
constexpr Numbers kStart { 0.5, -1.25, 2.0 };
constexpr std::array<Numbers, 3> kGradients { { { 0.3, -2.0, 1e-9 }, { 0.1, 1.5, 0.0 },
    { -0.7, 0.25, 3e-9 } } };
constexpr std::array<Numbers, 3> kAdam {
    { { 0.4900000003333333, -1.24000000005, 1.999090909090909 },
        { 0.4812893612157195, -1.2391067499810002, 1.9986485000948488 },
        { 0.4843420610885397, -1.2390558571986883, 1.997459722920678 } }
};
constexpr std::array<Numbers, 3> kSgd { { { 0.497, -1.23, 1.99999999999 },
    { 0.4933, -1.227, 1.999999999981 }, { 0.49697, -1.2268000000000001, 1.9999999999429001 } } };
constexpr std::array<Numbers, 3> kRmsProp {
    { { 0.40000003333332224, -1.1500000049999999, 1.999009900990099 },
        { 0.3682339965246466, -1.2101929291274256, 1.999009900990099 },
        { 0.459512617582183, -1.220224760067536, 1.9961017725376313 } }
};

nn::ParameterStore<double> store()
{
    nn::ParameterStore<double> parameters;
    parameters.add("weight", { 3 });
    std::copy(kStart.begin(), kStart.end(), parameters.data());
    return parameters;
}

} // namespace

class TestOptimizer final : public QObject {
    Q_OBJECT

private slots:
    void stepsAreTorchs_data()
    {
        QTest::addColumn<QString>("id");
        for (const nn::OptimizerInfo& info : nn::optimizers())
            QTest::newRow(info.id.data()) << QString::fromUtf8(info.id.data());
    }

    void stepsAreTorchs()
    {
        QFETCH(QString, id);
        const auto& expected = id == "adam" ? kAdam : id == "rmsprop" ? kRmsProp : kSgd;
        auto parameters = store();
        const auto optimizer = nn::makeOptimizer<double>(id.toStdString(), parameters);
        QCOMPARE(QString::fromUtf8(optimizer->id().data()), id);
        for (std::size_t step = 0; step < expected.size(); ++step) {
            optimizer->begin(0.01);
            optimizer->update(parameters.data(), kGradients[step].data(), 0, 3);
            for (Index i = 0; i < 3; ++i) // a few roundings of numbers near 1
                QVERIFY(std::abs(parameters.data()[i] - expected[step][static_cast<std::size_t>(i)])
                    < 4e-15);
        }
        QCOMPARE(optimizer->steps(), 3L);
    }

    void rangesMakeOneStep_data() { stepsAreTorchs_data(); }

    void rangesMakeOneStep()
    {
        QFETCH(QString, id);
        auto whole = store();
        auto parts = store();
        const auto first = nn::makeOptimizer<double>(id.toStdString(), whole);
        const auto second = nn::makeOptimizer<double>(id.toStdString(), parts);
        for (const Numbers& gradient : kGradients) {
            first->begin(0.1);
            first->update(whole.data(), gradient.data(), 0, 3);
            second->begin(0.1);
            second->update(parts.data(), gradient.data(), 1, 3);
            second->update(parts.data(), gradient.data(), 0, 1);
        }
        QVERIFY(std::equal(whole.data(), whole.data() + 3, parts.data()));
    }

    /// Decoupled: as without, after the weight has been multiplied by 1 - rate * decay.
    void decayShrinksWhatHasTwoAxes()
    {
        nn::ParameterStore<double> parameters;
        parameters.add("weight", { 1, 3 });
        parameters.add("bias", { 3 });
        parameters.add("running_var", { 1, 1 }, nn::Layout::Plain, false);
        for (Index i = 0; i < 6; ++i)
            parameters.data()[i] = kStart[static_cast<std::size_t>(i % 3)];
        parameters.data()[6] = 1.0;
        std::array<double, 7> gradient {};
        for (std::size_t i = 0; i < 6; ++i)
            gradient[i] = kGradients[0][i % 3];
        const auto optimizer = nn::makeOptimizer<double>("adam", parameters);
        optimizer->setWeightDecay(0.5);
        optimizer->begin(0.01);
        optimizer->update(parameters.data(), gradient.data(), 0, 2); // in ranges, as threads do
        optimizer->update(parameters.data(), gradient.data(), 2, 7);
        for (std::size_t i = 0; i < 3; ++i) {
            const double step = kAdam[0][i] - kStart[i];
            QVERIFY(std::abs(parameters.data()[i] - (kStart[i] * (1.0 - 0.005) + step)) < 4e-15);
            QVERIFY(std::abs(parameters.data()[3 + i] - kAdam[0][i]) < 4e-15);
        }
        QCOMPARE(parameters.data()[6], 1.0);
    }

    void buffersTakeTheirIncrement()
    {
        nn::ParameterStore<double> parameters;
        parameters.add("weight", { 2 });
        parameters.add("running_mean", { 2 }, nn::Layout::Plain, false);
        parameters.add("bias", { 1 });
        const std::array<double, 5> gradient { 1.0, 1.0, 0.25, -0.5, 1.0 };
        const auto optimizer = nn::makeOptimizer<double>("adam", parameters);
        optimizer->begin(0.5);
        optimizer->update(parameters.data(), gradient.data(), 0, 5);
        QCOMPARE(parameters.data()[2], 0.25);
        QCOMPARE(parameters.data()[3], -0.5);
        // Adam's first step has the size of the learning rate.
        for (const Index i : { 0, 1, 4 })
            QVERIFY(std::abs(parameters.data()[i] + 0.5) < 1e-8);
    }

    void stateContinuesARun_data() { stepsAreTorchs_data(); }

    void stateContinuesARun()
    {
        QFETCH(QString, id);
        auto parameters = store();
        const auto before = nn::makeOptimizer<double>(id.toStdString(), parameters);
        before->begin(0.01);
        before->update(parameters.data(), kGradients[0].data(), 0, 3);

        auto resumed = parameters;
        const auto after = nn::makeOptimizer<double>(id.toStdString(), resumed);
        const auto from = before->stateVectors();
        const auto to = after->stateVectors();
        QCOMPARE(from.size(), to.size());
        for (std::size_t i = 0; i < from.size(); ++i) {
            QVERIFY(from[i].name == to[i].name);
            std::copy(from[i].values.begin(), from[i].values.end(), to[i].values.begin());
        }
        after->setSteps(before->steps());
        before->begin(0.01);
        before->update(parameters.data(), kGradients[1].data(), 0, 3);
        after->begin(0.01);
        after->update(resumed.data(), kGradients[1].data(), 0, 3);
        QVERIFY(std::equal(parameters.data(), parameters.data() + 3, resumed.data()));
    }

    void unknownNameListsClosest()
    {
        try {
            nn::optimizerById("adan");
            QFAIL("no exception");
        } catch (const std::invalid_argument& error) {
            QCOMPARE(
                QString(error.what()), QString("unknown optimizer 'adan'; did you mean adam?"));
        }
    }
};

REGISTER_TEST(TestOptimizer)
#include "tst_optimizer.moc"
