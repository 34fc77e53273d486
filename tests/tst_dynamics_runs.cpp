// SPDX-License-Identifier: GPL-3.0-or-later
#include "dynamics_run.h"
#include "nn/dynamics/dynamics_file.h"
#include "nn/dynamics/trajectory_file.h"
#include "nn/training/run_log.h"
#include "solvers/npz.h"
#include "solvers/problems/problem_file.h"
#include "test_program.h"

#include <QTemporaryDir>
#include <QtTest>

#include <cmath>

using nn::Index;

/// What whole runs learn, and the files that they leave.
class TestDynamicsRuns final : public QObject {
    Q_OBJECT

private slots:
    void spiralIsLearned_data()
    {
        QTest::addColumn<quint64>("seed");
        for (const quint64 seed : { 1, 2, 3 })
            QTest::addRow("seed %d", int(seed)) << seed;
    }

    void spiralIsLearned()
    {
        QFETCH(quint64, seed);
        nn::TrajectoryData data = nn::sampleProblem(nn::spiralProblem(), {});
        nn::DynamicsOptions options = nn::defaultDynamics(data);
        options.seed = seed;
        nn::Dynamics dynamics(options, std::move(data));
        Watcher watcher;
        const nn::DynamicsEnd end = run(dynamics, watcher);
        QVERIFY(end.status == nn::TrainingStatus::Finished);
        QVERIFY(watcher.measures.front().error > 0.3);
        // Of seeds 1 to 8 the worst has been 0.0065.
        QVERIFY2(end.last.error < 0.01, qPrintable(QString::number(end.last.error)));
        QVERIFY2(end.last.fieldError < 0.005, qPrintable(QString::number(end.last.fieldError)));
        QVERIFY2(end.last.errorBeyond < 0.05, qPrintable(QString::number(end.last.errorBeyond)));
        QCOMPARE(end.last.arrows.cols(), Index(17 * 17));
    }

    /// Noisy samples of some twenty periods: a fit of the whole trajectory at once stays with its
    /// mean; shorter pieces that grow, or that are joined, find the field.
    void longOscillationsAreLearned_data()
    {
        QTest::addColumn<int>("pieces");
        QTest::addColumn<bool>("grow");
        QTest::addColumn<int>("shooting");
        QTest::addColumn<double>("least");
        QTest::addColumn<double>("most");
        QTest::newRow("whole") << 1 << false << 0 << 0.8 << 100.0;
        QTest::newRow("growing") << 10 << true << 0 << 0.0 << 0.3;
        QTest::newRow("shooting") << 1 << false << 60 << 0.0 << 0.2;
    }

    void longOscillationsAreLearned()
    {
        QFETCH(int, pieces);
        QFETCH(bool, grow);
        QFETCH(int, shooting);
        QFETCH(double, least);
        QFETCH(double, most);
        solvers::Problem problem = nn::dynamicsProblem("lotka-volterra");
        problem.t1 = 100.0;
        nn::TrajectoryData data
            = nn::sampleProblem(problem, { .samples = 300, .noise = 0.1, .beyond = 0.0 });
        nn::DynamicsOptions options = nn::defaultDynamics(data);
        options.field.width = 32;
        options.field.activation = "relu";
        options.steps = 400;
        options.measureEvery = 1000;
        options.pieces = pieces;
        options.grow = grow;
        options.shooting = shooting;
        if (!grow && shooting == 0)
            options.horizon = 300;
        nn::Dynamics dynamics(options, std::move(data));
        Watcher watcher;
        const double error = run(dynamics, watcher).last.error;
        QVERIFY2(error > least && error < most, qPrintable(QString::number(error)));
    }

    void weightsAndRecordAreWritten()
    {
        QTemporaryDir folder;
        nn::DynamicsOptions options = quickOptions();
        options.field.cube = false;
        options.log = folder.filePath("run.jsonl").toStdString();
        options.save = folder.filePath("field.safetensors").toStdString();
        nn::Dynamics dynamics(options, quickData());
        Watcher watcher;
        run(dynamics, watcher);
        const auto events = nn::readRunLog(options.log);
        QCOMPARE(events.size(), std::size_t(options.steps + 2));
        const auto& step = std::get<nn::RunStep>(events[3]);
        QCOMPARE(step.loss, watcher.losses[2]);
        QCOMPARE(long(step.nfeForward), watcher.evaluations[2]);

        const nn::DynamicsFile file = nn::readDynamicsFile(options.save);
        QVERIFY(file.options == dynamics.field().options());
        nn::LearnedSystem before(dynamics.field(), dynamics.scaling());
        nn::LearnedSystem after(*file.field, file.scaling);
        const solvers::Vector<double> y = solvers::Vector<double>::Constant(2, 0.7);
        solvers::Vector<double> f(2);
        solvers::Vector<double> g(2);
        before.evaluate(0.0, solvers::view(y), solvers::view(f));
        after.evaluate(0.0, solvers::view(y), solvers::view(g));
        QVERIFY((f - g).norm() < 1e-6 * f.norm()); // float32 in the file
    }

    void filesHoldWeightsAndTheirProblem_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("safetensors") << "field.safetensors";
        QTest::newRow("npz") << "field.npz";
    }

    void filesHoldWeightsAndTheirProblem()
    {
        QFETCH(QString, name);
        QTemporaryDir folder;
        nn::DynamicsOptions options = quickOptions();
        options.field.cube = false;
        options.save = folder.filePath(name).toStdString();
        const nn::TrajectoryData data = quickData(0.05);
        nn::Dynamics dynamics(options, data);
        Watcher watcher;
        const double error = run(dynamics, watcher).last.error;

        const nn::DynamicsFile file = nn::readDynamicsFile(options.save);
        QVERIFY(file.problem && file.problem->rhs == data.problem->rhs);
        QCOMPARE(file.problem->t1, data.problem->t1);
        QCOMPARE(file.sampling.noise, 0.05);
        QCOMPARE(file.sampling.samples, 120);

        // A run goes on from there: with the file's field and scaling, whatever the options say.
        nn::DynamicsOptions more = quickOptions();
        more.field.width = 3;
        more.init = options.save;
        nn::Dynamics next(more, quickData());
        QVERIFY(next.field().options() == dynamics.field().options());
        QCOMPARE(next.scaling().unit, dynamics.scaling().unit);
        Watcher second;
        run(next, second);
        QVERIFY(std::abs(second.measures.front().error - error) < 1e-3 * error); // float32 in it

        nn::TrajectoryData other = data;
        other.states.conservativeResize(1, Eigen::NoChange);
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument, nn::Dynamics(more, other));
    }

    void trajectoriesAreWritten()
    {
        nn::Dynamics dynamics(quickOptions(), quickData(0.05));
        Watcher watcher;
        const nn::DynamicsMeasure measure = run(dynamics, watcher).last;
        const nn::TrajectoryData& data = dynamics.data();
        const std::string recipe = nn::dynamicsRecipe(dynamics.options(), data);
        const auto lines
            = QString::fromStdString(nn::trajectoriesToCsv(data, measure, recipe)).split('\n');
        QCOMPARE(lines[1], QStringLiteral("t,y1,y2,true1,true2,learned1,learned2"));
        const qsizetype rows = 120 + data.beyond.cols() - 1; // the end of the data is in both
        QCOMPARE(lines.size(), rows + 3); // recipe, names, nothing after the last line
        const QStringList cells = lines[2 + 7].split(',');
        QCOMPARE(cells[0].toDouble(), data.times[7]);
        QCOMPARE(cells[2].toDouble(), data.states(1, 7));
        QCOMPARE(cells[4].toDouble(), data.truth(1, 7));
        QCOMPARE(cells[6].toDouble(), measure.states(1, 7));
        QVERIFY(lines[2 + 130].split(',')[1].isEmpty()); // beyond the data
        QCOMPARE(lines[2 + 130].split(',')[3].toDouble(), data.beyond(0, 11));

        QTemporaryDir folder;
        const std::string npz = folder.filePath("run.npz").toStdString();
        const std::string csv = folder.filePath("run.csv").toStdString();
        nn::writeTrajectories(npz, data, measure, recipe);
        nn::writeTrajectories(csv, data, measure, recipe);
        for (const std::string& file : { npz, csv }) // the recipe is a problem file
            QVERIFY(solvers::readProblemFile(file).rhs == data.problem->rhs);
        const std::string bytes = nn::trajectoriesToNpz(data, measure, recipe);
        for (const auto& array : solvers::parseNpz(bytes, "run.npz"))
            if (array.name == "learned") {
                QCOMPARE(array.shape, (std::vector<std::int64_t> { rows, 2 }));
                QCOMPARE(array.values<double>()[15], measure.states(1, 7));
            }
        QVERIFY_THROWS_EXCEPTION(std::invalid_argument,
            nn::writeTrajectories(folder.filePath("run.txt").toStdString(), data, measure, recipe));
    }
};

REGISTER_TEST(TestDynamicsRuns)

#include "tst_dynamics_runs.moc"
