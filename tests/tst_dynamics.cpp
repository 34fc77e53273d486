// SPDX-License-Identifier: GPL-3.0-or-later
#include "dynamics_run.h"
#include "nn/dynamics/piece_sampler.h"
#include "test_program.h"

#include <QtTest>

#include <cmath>
#include <set>

using nn::Index;

namespace {

/// A field, two pieces of it at different paces, and everything that a loss may hold.
struct Fixture {
    explicit Fixture(const nn::Regularisation& wanted, const char* gradient = "backprop",
        double continuity = 0.0)
        : terms(wanted)
        , field({ .width = 7, .depth = 2 })
    {
        nn::Random random(5);
        field.initialise(random);
        auto& store = field.parameters();
        for (Index i = 0; i < store.size(); ++i) // the last layer starts small
            store.data()[i] *= 2.0;
        solver.gradient = &solvers::gradientMethodById(gradient);
        solver.method = &solvers::methodById("dopri5");
        solver.solve.step = 0.05;
        batch.starts.resize(4);
        batch.starts << 0.9, -0.4, -0.3, 0.7;
        batch.targets = solvers::Matrix<double>::Constant(4, 3, 0.25);
        batch.pace.resize(2, 2);
        batch.pace << 1.0, 1.4, 0.7, 1.1;
        batch.signs.resize(4);
        batch.signs << 1.0, -1.0, -1.0, 1.0;
        batch.continuity = continuity;
    }

    nn::TrajectoryLoss<double> loss() const { return { field, solver, times, 2, terms }; }

    nn::Regularisation terms;
    nn::DynamicsField<double> field;
    nn::PieceSolver solver;
    nn::PieceBatch<double> batch;
    std::vector<double> times { 0.0, 0.3, 0.7 };
};

} // namespace

class TestDynamics final : public QObject {
    Q_OBJECT

private slots:
    void gradientsAreThoseOfDifferences_data()
    {
        QTest::addColumn<double>("kinetic");
        QTest::addColumn<double>("jacobian");
        QTest::addColumn<double>("continuity");
        QTest::newRow("data") << 0.0 << 0.0 << 0.0;
        QTest::newRow("kinetic") << 0.3 << 0.0 << 0.0;
        QTest::newRow("jacobian") << 0.0 << 0.2 << 0.0;
        QTest::newRow("all, joined") << 0.3 << 0.2 << 0.8;
    }

    void gradientsAreThoseOfDifferences()
    {
        QFETCH(double, kinetic);
        QFETCH(double, jacobian);
        QFETCH(double, continuity);
        Fixture f({ kinetic, jacobian, 0.0 }, "backprop", continuity);
        auto loss = f.loss();
        const nn::PieceLoss found = loss.evaluate(f.batch);
        QVERIFY(found.trouble.empty());
        const auto gradient = loss.gradient();
        const auto starts = loss.startGradient();
        constexpr double h = 1e-5; // truncation h^2, rounding 1e-16 / h
        const auto difference = [&](double& number) {
            const double at = number;
            number = at + h;
            const double above = loss.evaluate(f.batch).loss;
            number = at - h;
            const double below = loss.evaluate(f.batch).loss;
            number = at;
            return (above - below) / (2 * h);
        };
        auto& store = f.field.parameters();
        for (Index i = 0; i < store.size(); ++i)
            QVERIFY2(std::abs(difference(store.data()[i]) - gradient[i]) < 1e-8,
                qPrintable(QString("weight %1: %2").arg(i).arg(gradient[i])));
        // Of the targets' column 0 the start term is part of both.
        for (Index i = 0; i < 4; ++i)
            QVERIFY(std::abs(difference(f.batch.starts[i]) - starts[i]) < 1e-8);
    }

    void energiesAreTheIntegrals()
    {
        // A constant field, whose Jacobian is 0; a piece at twice the pace has twice the time.
        Fixture f({ 1.0, 1.0, 0.0 });
        nn::DynamicsField<double> still({ .width = 3 });
        auto& bias = still.parameters().tensors().back();
        still.parameters().data(bias.offset)[0] = 0.5; // f = (1/2, -2) everywhere
        still.parameters().data(bias.offset)[1] = -2.0;
        nn::TrajectoryLoss<double> loss(still, f.solver, f.times, 2, f.terms);
        const nn::PieceLoss found = loss.evaluate(f.batch);
        // Times of the pieces: 0.3 * 1.0 + 0.4 * 1.4 and 0.3 * 0.7 + 0.4 * 1.1
        const double time = 0.5 * (0.86 + 0.65);
        QVERIFY(std::abs(found.kinetic - 4.25 * time) < 1e-12);
        QVERIFY(std::abs(found.jacobian) < 1e-12);
        QVERIFY(std::abs(loss.states()(0, 2) - (0.9 + 0.5 * 0.86)) < 1e-12);
        QVERIFY(std::abs(loss.states()(3, 2) - (0.7 - 2.0 * 0.65)) < 1e-12);
    }

    void everyGradientMethodAgrees_data()
    {
        QTest::addColumn<QByteArray>("id");
        for (const auto& method : solvers::gradientMethods())
            if (!method.forSmallSystems && !method.ownSolve && method.id != "reversible")
                QTest::newRow(method.id.data()) << QByteArray(method.id.data());
    }

    void everyGradientMethodAgrees()
    {
        QFETCH(QByteArray, id);
        const nn::Regularisation terms { 0.3, 0.2, 0.0 };
        Fixture f(terms);
        Fixture other(terms, id.constData());
        auto loss = f.loss();
        auto same = other.loss();
        loss.evaluate(f.batch);
        QVERIFY(same.evaluate(other.batch).trouble.empty());
        // Fixed steps of 0.05 of a method of order 5
        QVERIFY((loss.gradient() - same.gradient()).norm() < 1e-5 * loss.gradient().norm());
    }

    void shootingIsSingleShootingWhereItsPiecesJoin()
    {
        Fixture single({});
        single.batch.pace.resize(0, 0);
        nn::TrajectoryLoss<double> one(single.field, single.solver, { 0.0, 0.3, 0.6, 0.9, 1.2 }, 1);
        nn::PieceBatch<double> whole;
        whole.starts = single.batch.starts.head(2);
        whole.targets = solvers::Matrix<double>::Constant(2, 5, 0.25);
        const nn::PieceLoss expected = one.evaluate(whole);

        nn::TrajectoryLoss<double> two(single.field, single.solver, { 0.0, 0.3, 0.6 }, 2);
        nn::PieceBatch<double> joined;
        joined.targets = solvers::Matrix<double>::Constant(4, 3, 0.25);
        joined.starts.resize(4);
        joined.starts << whole.starts, one.states().col(2);
        joined.continuity = 3.0;
        const nn::PieceLoss found = two.evaluate(joined);
        QVERIFY(found.jump < 1e-14);
        QVERIFY(
            (two.states().bottomRows(2) - one.states().rightCols(3)).cwiseAbs().maxCoeff() < 1e-13);
        // The state where they join is counted twice.
        const double twice = (joined.starts.tail(2).array() - 0.25).abs().sum();
        QVERIFY(std::abs(found.data * 12 - (expected.data * 10 + twice)) < 1e-12);
        joined.starts[2] += 0.1;
        QVERIFY(std::abs(two.evaluate(joined).jump - 0.05) < 1e-12);
    }

    void sameSeedSameBits()
    {
        for (const bool grow : { false, true }) {
            nn::DynamicsOptions options = quickOptions();
            options.grow = grow;
            options.regularisation = { 1e-3, 1e-3, 0.5 };
            std::vector<std::vector<double>> losses;
            for (const std::uint64_t seed : { 4, 4, 5 }) {
                options.seed = seed;
                nn::Dynamics dynamics(options, quickData());
                Watcher watcher;
                run(dynamics, watcher);
                losses.push_back(watcher.losses);
            }
            QCOMPARE(losses[0], losses[1]);
            QVERIFY(losses[0] != losses[2]);
        }
    }

    void piecesGrowToAllOfTheData()
    {
        nn::DynamicsOptions options = quickOptions();
        options.grow = true;
        options.steps = 40;
        nn::Dynamics dynamics(options, quickData());
        Watcher watcher;
        run(dynamics, watcher);
        QCOMPARE(watcher.horizons.front(), 6);
        QVERIFY(std::ranges::is_sorted(watcher.horizons));
        QVERIFY(watcher.horizons.back() > 115); // 120 samples by equal strides
    }

    void piecesCoverTheTrajectoryEvenly()
    {
        nn::TrajectoryData data = quickData();
        data.states.row(0).setLinSpaced(0.0, 119.0); // says which sample it is
        const nn::PieceSampler sampler(
            data, { solvers::Vector<double>::Zero(2), solvers::Vector<double>::Ones(2), 0.0, 1.0 });
        const nn::PieceLayout layout = nn::pieceLayout(120, 6, 23); // 115 places, 5 for each
        nn::Random random(3);
        nn::PieceBatch<double> batch;
        std::set<double> seen;
        for (int draw = 0; draw < 40; ++draw) {
            sampler.deal(layout, 0.0, random, batch);
            for (Index n = 0; n < layout.pieces; ++n) {
                const double first = batch.starts[2 * n];
                QVERIFY(first >= 5.0 * double(n) && first < 5.0 * double(n + 1));
                seen.insert(first);
            }
        }
        QVERIFY(seen.size() > 110);
    }

    void pathsAreSmoothBetweenSamples()
    {
        const nn::TrajectoryData data = nn::sampleProblem(nn::spiralProblem(), { .samples = 250 });
        const auto system = solvers::makeSystem(*data.problem);
        const auto path = nn::smoothPath(data.times, data.truth, *system);
        QVERIFY(path.cols() > 400 && path.cols() < 4000);
        QCOMPARE(path.col(path.cols() - 1), data.truth.col(249));
        // The middle of the first gap: a straight line is 0.077 away from it, the path 0.008.
        const nn::TrajectoryData finer = nn::sampleProblem(nn::spiralProblem(), { .samples = 499 });
        const double away
            = (path.leftCols(40).colwise() - finer.truth.col(1)).colwise().norm().minCoeff();
        QVERIFY2(away < 0.02, qPrintable(QString::number(away)));
    }

    void kineticTermKeepsTheFieldSlow()
    {
        const auto energy = [](double weight) {
            nn::DynamicsOptions options = quickOptions();
            options.steps = 60;
            options.regularisation.kinetic = weight;
            nn::Dynamics dynamics(options, quickData());
            Watcher watcher;
            run(dynamics, watcher);
            return watcher.measures.back().arrows.norm();
        };
        QVERIFY(energy(1.0) < 0.7 * energy(0.0));
    }

    void termsSwitchWhileItRuns()
    {
        nn::Dynamics dynamics(quickOptions(), quickData());
        nn::DynamicsControl control;
        Watcher watcher;
        std::vector<double> kinetic;
        watcher.onStep = [&](const nn::DynamicsStep& step) {
            kinetic.push_back(step.loss.kinetic);
            if (step.step == 4)
                control.setRegularisation({ 0.1, 0.0, 0.0 });
            if (step.step == 8)
                control.setRegularisation({});
            if (step.step == 10)
                control.setRegularisation({ -1.0, 0.0, 0.0 }); // unusable: ignored
        };
        QVERIFY(dynamics.run(control, watcher).status == nn::TrainingStatus::Finished);
        for (std::size_t i = 0; i < kinetic.size(); ++i)
            QCOMPARE(kinetic[i] > 0.0, i >= 4 && i < 8);
    }

    void stopsAtOnce()
    {
        nn::DynamicsOptions options = quickOptions();
        options.steps = 1'000'000;
        nn::Dynamics dynamics(options, quickData());
        nn::DynamicsControl control;
        Watcher watcher;
        watcher.onStep = [&](const nn::DynamicsStep& step) {
            if (step.step == 3)
                control.stop();
        };
        const nn::DynamicsEnd end = dynamics.run(control, watcher);
        QVERIFY(end.status == nn::TrainingStatus::Stopped);
        QCOMPARE(end.steps, 3L);
    }

    void divergenceKeepsTheLastGoodWeights()
    {
        nn::DynamicsOptions options = quickOptions();
        options.learningRate = 1e6;
        options.measureEvery = 1000;
        options.steps = 50;
        nn::Dynamics dynamics(options, quickData());
        Watcher watcher;
        const nn::DynamicsEnd end = run(dynamics, watcher);
        QVERIFY(end.status == nn::TrainingStatus::Diverged);
        QVERIFY(end.message.find("learning rate") != std::string::npos);
        QCOMPARE(end.last.error, watcher.measures.front().error);
    }

    void optionsSayWhatIsWrong()
    {
        const auto problem = [](auto change) {
            nn::DynamicsOptions options;
            change(options);
            return QString::fromStdString(options.problem());
        };
        QVERIFY(problem([](auto&) {}).isEmpty());
        QVERIFY(problem([](auto& o) { o.field.width = 0; }).contains("width"));
        QVERIFY(problem([](auto& o) { o.field.activation = "tanhh"; }).contains("tanh"));
        QVERIFY(problem([](auto& o) { o.solver = "rk4"; }).contains("fixed steps"));
        QVERIFY(problem([](auto& o) { o.regularisation.steer = 1.0; }).contains("STEER"));
        QVERIFY(problem([](auto& o) { o.shooting = 1; }).contains("at least 2"));
        QVERIFY(problem([](auto& o) { o.horizon = 1; }).contains("2 samples"));
    }
};

REGISTER_TEST(TestDynamics)

#include "tst_dynamics.moc"
