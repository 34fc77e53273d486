// SPDX-License-Identifier: GPL-3.0-or-later
#include "gradient_models.h"

#include "solvers/sensitivity/loss_gradient.h"

#include <QTest>

using namespace solvers;
using namespace gradients;

namespace {

/// L = z(t1) of z' = 3 z + t, z(1) = 2
GradientTask linearTask(const char* gradient, const char* method, double step)
{
    GradientTask task;
    task.z0 = Vec::Constant(1, 2.0);
    task.times = { 1.0, 2.0 };
    task.loss = linearLoss(Matrix<double>::Ones(1, 1));
    task.gradient = &gradientMethodById(gradient);
    task.method = &methodById(method);
    task.solve.step = step;
    return task;
}

LossGradient gradientOf(const GradientTask& task)
{
    auto f = linear();
    return lossGradient(f, task);
}

} // namespace

/// Losses at several times, derivatives by the times, trajectories, reports.
class TestLossGradient : public QObject {
    Q_OBJECT

private slots:
    void timesOfTheFlow();
    void timesOfTheSteps_data();
    void timesOfTheSteps();
    void eulerLesson_data();
    void eulerLesson();
    void severalTimes();
    void trajectories();
    void driftIsNamed();
    void failureIsNamed();
    void memoryOfThePicture();
    void wrongTasks();
};

void TestLossGradient::timesOfTheFlow()
{
    // S14: dL/dt1 = f(z(2), 2), and dL/dt0, of the exact flow
    for (const char* gradient : { "adjoint", "adjoint-stored", "backprop", "checkpointed" }) {
        GradientTask task = linearTask(gradient, "dopri5", 0.01);
        task.solve.adaptive = true;
        task.solve.rtol = task.solve.atol = 1e-12;
        const LossGradient found = gradientOf(task);
        QCOMPARE(found.trouble, std::string());
        QVERIFY(near(found.times[1], 146.9606041034, 1e-7));
        QVERIFY(near(found.times[0], -140.5987584623, 1e-7));
    }
}

void TestLossGradient::timesOfTheSteps_data()
{
    QTest::addColumn<QString>("gradient");
    QTest::addColumn<QString>("method");
    for (const char* gradient :
        { "backprop", "checkpointed", "checkpointed-uniform", "reversible" })
        QTest::addRow("%s, heun", gradient) << QString(gradient) << QString("heun");
    for (const char* method : { "trapezoid", "gauss2", "radau-iia2" })
        QTest::addRow("backprop, %s", method) << QString("backprop") << QString(method);
}

/// Discrete methods move the grid with its ends.
void TestLossGradient::timesOfTheSteps()
{
    QFETCH(QString, gradient);
    QFETCH(QString, method);
    GradientTask task = linearTask(qPrintable(gradient), qPrintable(method), 0.25);
    task.solve.step = 0.25;
    const LossGradient found = gradientOf(task);
    constexpr double kSmall = 1e-6;
    for (const std::size_t end : { 0U, 1U }) {
        const auto loss = [&](double by) {
            GradientTask moved = task;
            moved.times[end] += by;
            moved.solve.step = (moved.times[1] - moved.times[0]) / 4;
            return gradientOf(moved).loss;
        };
        const double difference = (loss(kSmall) - loss(-kSmall)) / (2 * kSmall);
        QVERIFY2(near(found.times[Index(end)], difference, 1e-6),
            qPrintable(QString::number(found.times[Index(end)] - difference)));
    }
}

void TestLossGradient::eulerLesson_data()
{
    QTest::addColumn<QString>("gradient");
    QTest::addColumn<double>("end");
    QTest::addColumn<double>("step");
    QTest::addColumn<double>("da");
    QTest::addColumn<double>("db");
    // F2 of the article's history: exact rationals
    const struct {
        const char* gradient;
        double end, step, da, db;
    } rows[] { { "backprop", 2, 1, 2, 1 }, { "adjoint", 2, 1, 9, 2 },
        { "adjoint-stored", 2, 1, 9, 2 }, { "backprop", 2, 0.5, 5.25, 2 },
        { "adjoint-stored", 2, 0.5, 14.125, 2.875 }, { "adjoint", 2, 0.5, -3.0625, 2.875 },
        { "backprop", 3, 1, 17, 6 }, { "adjoint-stored", 3, 1, 74, 11 },
        { "adjoint", 3, 1, -278, 11 } };
    for (const auto& [gradient, end, step, da, db] : rows)
        QTest::addRow("%s to %g by %g", gradient, end, step)
            << QString(gradient) << end << step << da << db;
}

void TestLossGradient::eulerLesson()
{
    QFETCH(QString, gradient);
    QFETCH(double, end);
    QFETCH(double, step);
    QFETCH(double, da);
    QFETCH(double, db);
    GradientTask task = linearTask(qPrintable(gradient), "euler", step);
    task.times[1] = end;
    const LossGradient found = gradientOf(task);
    QVERIFY2(near(found.parameters[0], da, 1e-12) && near(found.parameters[1], db, 1e-12),
        qPrintable(QString("%1, %2").arg(found.parameters[0]).arg(found.parameters[1])));
}

/// Observed times against a loss summed over solves from t0 to each of them.
void TestLossGradient::severalTimes()
{
    for (const char* gradient : { "backprop", "adjoint", "checkpointed", "adjoint-stored" }) {
        GradientTask task = linearTask(gradient, "rk4", 0.125);
        task.times = { 1.0, 1.25, 1.5, 2.0 };
        task.loss = meanSquaredLoss((Matrix<double>(1, 3) << 1.0, -2.0, 0.5).finished());
        const LossGradient found = gradientOf(task);
        Vec sum = Vec::Zero(3);
        double loss = 0.0;
        for (std::size_t k = 1; k < task.times.size(); ++k) {
            GradientTask one = task;
            one.times = { 1.0, task.times[k] };
            one.restarts.clear();
            for (std::size_t j = 1; j < k; ++j)
                one.restarts.push_back(task.times[j]);
            const double target = k == 1 ? 1.0 : k == 2 ? -2.0 : 0.5;
            one.loss = meanSquaredLoss(Matrix<double>::Constant(1, 1, target));
            const LossGradient part = gradientOf(one);
            sum += part.joined() / 3.0;
            loss += part.loss / 3.0;
        }
        QVERIFY(near(found.loss, loss, 1e-12 * loss));
        QVERIFY((found.joined() - sum).norm() < 1e-12 * sum.norm());
        QCOMPARE(found.times.size(), Index(4));
    }
}

void TestLossGradient::trajectories()
{
    GradientTask task = linearTask("adjoint", "rk4", 0.01);
    task.trajectories = true;
    const LossGradient found = gradientOf(task);
    const GradientTrajectories& paths = found.trajectories;
    QCOMPARE(paths.t.size(), std::size_t(101));
    QCOMPARE(paths.backT.size(), std::size_t(101));
    QCOMPARE(paths.zBack.cols(), Index(101));
    for (Index i = 0; i <= 100; ++i) {
        const double t = paths.backT[std::size_t(i)];
        QVERIFY(near(paths.a(0, i), std::exp(3 * (2 - t)), 1e-6)); // S12
        QVERIFY(near(paths.zBack(0, i), paths.z(0, 100 - i), 1e-6));
        QVERIFY(near(paths.at[i], -paths.a(0, i) * (3 * paths.zBack(0, i) + t), 1e-10));
    }
    QVERIFY(paths.atheta.col(0).norm() == 0.0); // S13: from 0 at the end ...
    QVERIFY((paths.atheta.col(100) - found.parameters).norm() == 0.0);
    QVERIFY(near(found.parameters[0], 45.6747315672, 1e-5));
    QVERIFY(near(paths.at[100], found.times[0], 1e-6) && near(-paths.at[0], found.times[1], 1e-12));
    // A discrete method knows z from the way there.
    task.gradient = &gradientMethodById("backprop");
    const LossGradient discrete = gradientOf(task);
    QCOMPARE(discrete.trajectories.zBack.cols(), Index(0));
    QVERIFY(discrete.trajectories.at.allFinite());
}

/// S18: Runge-Kutta 4 on y' = -20 y does not come back to where it started.
void TestLossGradient::driftIsNamed()
{
    auto f = linear(-20.0, 0.0);
    GradientTask task = linearTask("adjoint", "rk4", 0.05);
    task.z0[0] = 1.0;
    task.times = { 0.0, 1.0 };
    LossGradient found = lossGradient(f, task);
    QVERIFY2(near(found.drift, 0.36354, 1e-5), qPrintable(QString::number(found.drift, 'g', 10)));
    QVERIFY(found.note.find("0.364") != std::string::npos);
    QVERIFY(found.note.find("checkpointed") != std::string::npos);
    task.gradient = &gradientMethodById("backprop");
    found = lossGradient(f, task);
    QVERIFY(std::isnan(found.drift) && found.note.empty());
}

void TestLossGradient::failureIsNamed()
{
    // z' = -2000 z: harmless forwards for an L-stable method, hopeless backwards by Euler.
    auto f = linear(-2000.0, 0.0);
    GradientTask task = linearTask("adjoint", "euler", 0.0005);
    task.times = { 0.0, 1.0 };
    task.more.backwardMethod = &methodById("rk4");
    task.more.backward = task.solve;
    task.more.backward->step = 0.01;
    const LossGradient found = lossGradient(f, task);
    QCOMPARE(found.status, SolveStatus::Diverged);
    QVERIFY(found.trouble.starts_with("the backward solve: "));
    QVERIFY(found.trouble.find("checkpointed") != std::string::npos);
    // Forwards
    auto explosive = linear(3000.0, 0.0);
    const LossGradient forwards = lossGradient(explosive, linearTask("adjoint", "rk4", 0.001));
    QVERIFY(forwards.trouble.starts_with("the forward solve: "));
}

/// The counts of the picture of the laboratory: RK4, h = 0.05.
void TestLossGradient::memoryOfThePicture()
{
    const auto found
        = [](const char* gradient) { return gradientOf(linearTask(gradient, "rk4", 0.05)); };
    const LossGradient backprop = found("backprop");
    QCOMPARE(backprop.peakBytes, std::size_t(640));
    QCOMPARE(backprop.forward.counters.nfe, 80L);
    QCOMPARE(backprop.backward.counters.nvjp, 80L);
    const LossGradient adjoint = found("adjoint");
    QCOMPARE(adjoint.peakBytes, std::size_t(40));
    QCOMPARE(adjoint.forward.counters.nfe + adjoint.backward.counters.nfe, 160L);
}

void TestLossGradient::wrongTasks()
{
    const auto refused = [](const std::function<void(GradientTask&)>& spoil) {
        GradientTask task = linearTask("adjoint", "rk4", 0.1);
        spoil(task);
        try {
            gradientOf(task);
        } catch (const std::invalid_argument& error) {
            return !std::string(error.what()).empty();
        }
        return false;
    };
    QVERIFY(refused([](GradientTask& task) { task.times = { 1.0 }; }));
    QVERIFY(refused([](GradientTask& task) { task.times = { 1.0, 2.0, 1.5 }; }));
    QVERIFY(refused([](GradientTask& task) { task.restarts = { 3.0 }; }));
    QVERIFY(refused([](GradientTask& task) { task.z0 = Vec::Ones(2); }));
    QVERIFY(refused(
        [](GradientTask& task) { task.loss = meanSquaredLoss(Matrix<double>::Ones(1, 2)); }));
}

QTEST_APPLESS_MAIN(TestLossGradient)
#include "tst_loss_gradient.moc"
