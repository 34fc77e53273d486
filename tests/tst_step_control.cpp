// SPDX-License-Identifier: GPL-3.0-or-later
#include "function_system.h"
#include "reference_data.h"
#include "solvers/analysis/solution.h"
#include "solvers/problems/catalogue.h"
#include "test_program.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <set>

using namespace solvers;

namespace {

SolveOptions adaptive(double rtol, double atol, Controller controller = Controller::I)
{
    SolveOptions options;
    options.adaptive = true;
    options.rtol = rtol;
    options.atol = atol;
    options.controller = controller;
    return options;
}

/// Slow where y1 is, but for a decay at rate 200 towards it: stability limits explicit steps.
Problem mildlyStiff()
{
    Problem problem;
    problem.rhs = { "-200*(y - cos(t))" };
    problem.y0 = { 0.0 };
    problem.t1 = 10.0;
    return problem;
}

/// Error estimates and states with rtol 0.1 and atol 1
struct Errors {
    Vector<double> e = Vector<double>::Zero(3);
    Vector<double> e2 = Vector<double>::Zero(0);
    Vector<double> y0 = Vector<double>::Zero(3);
    Vector<double> y1 = Vector<double>::Zero(3);

    double norm(ErrorNorm which, std::span<const double> atols = {}) const
    {
        return largestError<double>(which, view(e), view(e2), view(y0), view(y1), 0.1, 1.0, atols);
    }
};

} // namespace

class TestStepControl : public QObject {
    Q_OBJECT

private slots:
    void registryIsSound();
    void elementaryControllerIsTheDefault();
    void controllerFormulas();
    void controllersForget();
    void everyControllerIsAccurate_data();
    void everyControllerIsAccurate();
    void predictiveControlRejectsLess();
    void filterMakesSmoothSteps();
    void normsByHand();
    void normsInSolves();
    void componentTolerances();
    void singlePrecision();
};

void TestStepControl::registryIsSound()
{
    std::set<std::string_view> ids;
    for (const auto& info : controllers()) {
        QVERIFY(ids.insert(info.id).second && !info.name.empty() && !info.source.empty());
        QCOMPARE(controllerById(info.id), info.value);
        QCOMPARE(controllerInfo(info.value).id, info.id);
    }
    QCOMPARE(controllers().front().value, SolveOptions {}.controller);
    for (const auto& info : errorNorms())
        QCOMPARE(errorNormById(info.id), info.value);
    QCOMPARE(errorNorms().front().value, SolveOptions {}.norm);
    try {
        controllerById("pdi");
        QFAIL("accepted");
    } catch (const std::invalid_argument& error) {
        QVERIFY(QString(error.what()).contains("pid"));
    }
    QVERIFY_EXCEPTION_THROWN(errorNormById("l2"), std::invalid_argument);
}

/// The first controller of the driver, written down again; powers are taken in single precision.
void TestStepControl::elementaryControllerIsTheDefault()
{
    const StepController controller(Controller::I);
    for (const double norm :
        { 1e-12, 0.0, 1e-3, 0.5, 1.0, 1.5, 80.0, double(INFINITY), double(NAN) })
        for (const bool after : { false, true })
            QVERIFY(controller.factor(norm, 0.1, 4, after) == stepFactor(norm, 4, after));
    QVERIFY(std::abs(stepFactor(0.5, 4, false) / (0.9 * std::pow(0.5, -1.0 / 5)) - 1.0) < 2e-7);
    QCOMPARE(stepFactor(INFINITY, 4, false), 0.2);
    QCOMPARE(stepFactor(1e-30, 4, false), 10.0);
    QCOMPARE(stepFactor(1e-30, 4, true), 1.0);
}

void TestStepControl::controllerFormulas()
{
    const double set = std::pow(0.9, 5);
    const double a = 0.5 / set;
    const double b = 0.2 / set;
    const double c = 0.8 / set;
    struct Row {
        Controller controller;
        double first; // no history
        double second; // after b
        double third; // after c, then b
    };
    const Row rows[] {
        { Controller::PI, std::pow(a, -0.7 / 5), std::pow(a, -0.7 / 5) * std::pow(b, 0.4 / 5),
            std::pow(a, -0.7 / 5) * std::pow(b, 0.4 / 5) },
        { Controller::PID, std::pow(a, -0.58 / 5), std::pow(a, -0.58 / 5) * std::pow(b, 0.21 / 5),
            std::pow(a, -0.58 / 5) * std::pow(b, 0.21 / 5) * std::pow(c, -0.1 / 5) },
        // The step before was half as long.
        { Controller::H211b, std::pow(a, -0.05), std::pow(a * b, -0.05) * std::pow(2, -0.25),
            std::pow(a * b, -0.05) * std::pow(2, -0.25) },
    };
    for (const auto& row : rows) {
        StepController controller(row.controller);
        QVERIFY(std::abs(controller.factor(0.5, 0.1, 4, false) - row.first) < 1e-14);
        controller.accepted(0.2, 0.05);
        QVERIFY(std::abs(controller.factor(0.5, 0.1, 4, false) - row.second) < 1e-14);
        controller.restart();
        controller.accepted(0.8, 0.3);
        controller.accepted(0.2, 0.05);
        QVERIFY(std::abs(controller.factor(0.5, 0.1, 4, false) - row.third) < 1e-14);
        // On the set point the step stays; a rejection follows the elementary controller.
        StepController steady(row.controller);
        for (int i = 0; i < 3; ++i) {
            QVERIFY(std::abs(steady.factor(set, 0.1, 4, false) - 1) < 1e-14);
            steady.accepted(set, 0.1);
        }
        QCOMPARE(controller.factor(3.0, 0.1, 4, false), stepFactor(3.0, 4, false));
        QVERIFY(controller.factor(1e-9, 0.1, 4, true) <= 1.0);
    }
}

void TestStepControl::controllersForget()
{
    StepController pi(Controller::PI);
    const double fresh = pi.factor(0.3, 1.0, 2, false);
    pi.accepted(0.9, 1.0);
    QVERIFY(pi.factor(0.3, 1.0, 2, false) != fresh);
    pi.restart();
    QVERIFY(pi.factor(0.3, 1.0, 2, false) == fresh);
    // One step without any error does not blow up the ones after it.
    pi.accepted(0.0, 1.0);
    QVERIFY(pi.factor(0.3, 1.0, 2, false) >= 0.2);
}

void TestStepControl::everyControllerIsAccurate_data()
{
    QTest::addColumn<QString>("controller");
    QTest::addColumn<QString>("method");
    for (const auto& info : controllers())
        for (const char* method : { "bosh3", "dopri5", "dop853", "radau-iia3", "rodas4", "bdf4" })
            QTest::addRow("%s, %s", info.id.data(), method)
                << QString::fromLatin1(info.id.data()) << QString(method);
}

void TestStepControl::everyControllerIsAccurate()
{
    QFETCH(QString, controller);
    QFETCH(QString, method);
    const auto data = readReference("ivp.json");
    for (const auto& entry : data.at("problems")) {
        const std::string name = entry.at("name");
        if (name != "detest_E2" && name != "lotka_volterra" && name != "brusselator")
            continue;
        const Problem problem = referenceProblem(entry);
        const auto scale = entry.at("scale").get<std::vector<double>>();
        const auto reference = entry.at("reference").get<std::vector<double>>();
        for (const auto& norm : errorNorms()) {
            SolveOptions options = adaptive(1e-6, 1e-9, controllerById(controller.toStdString()));
            options.norm = norm.value;
            const Solution s = solve(problem, methodById(method.toStdString()), options);
            QVERIFY2(s.report.reachedEnd(), s.report.message().c_str());
            for (std::size_t k = 0; k < s.dim; ++k) {
                // As in tst_adaptive_reference: local errors of one tolerance, some growing.
                const double error = std::abs(s.state(s.size() - 1)[k] - reference[k]) / scale[k];
                QVERIFY2(error < 1e-3 * std::max(1.0, entry.at("amplification").get<double>()),
                    qPrintable(QString("%1: %2").arg(name.c_str()).arg(error)));
            }
        }
    }
}

/// Where stability limits the step, the elementary controller runs into rejections again and
/// again: what PI control was made for (Gustafsson).
void TestStepControl::predictiveControlRejectsLess()
{
    for (const char* method : { "dopri5", "bosh3" }) {
        const auto rejected = [&](Controller controller) {
            const Solution s
                = solve(mildlyStiff(), methodById(method), adaptive(1e-4, 1e-4, controller));
            return s.report.reachedEnd() ? s.report.rejected : -1L;
        };
        const long elementary = rejected(Controller::I);
        for (const Controller controller : { Controller::PI, Controller::PID }) {
            const long filtered = rejected(controller);
            QVERIFY2(filtered >= 0 && 10 * filtered < 6 * elementary,
                qPrintable(QString("%1: %2 of %3")
                               .arg(controllerInfo(controller).id.data())
                               .arg(filtered)
                               .arg(elementary)));
        }
    }
}

/// The purpose of a digital filter (Söderlind): the logarithms of the steps wander less.
void TestStepControl::filterMakesSmoothSteps()
{
    for (const char* problem : { "lotka-volterra", "van-der-pol", "kepler" }) {
        const auto variation = [&](Controller controller) {
            const Solution s = solve(
                problemById(problem), methodById("dopri5"), adaptive(1e-7, 1e-9, controller));
            double sum = 0.0;
            for (std::size_t i = 2; i + 1 < s.size(); ++i)
                sum += std::abs(std::log((s.t[i] - s.t[i - 1]) / (s.t[i - 1] - s.t[i - 2])));
            return sum / static_cast<double>(s.size());
        };
        const double elementary = variation(Controller::I);
        const double filtered = variation(Controller::H211b);
        QVERIFY2(filtered < 0.9 * elementary,
            qPrintable(QString("%1: %2, %3").arg(problem).arg(filtered).arg(elementary)));
    }
}

void TestStepControl::normsByHand()
{
    Errors errors; // scales 1 + 0.1 |y|: 1, 2, 11
    errors.y0 = stateOf({ 0.0, -10.0, 5.0 });
    errors.y1 = stateOf({ 0.0, 3.0, -100.0 });
    errors.e = stateOf({ 0.25, -1.0, 4.4 });
    QVERIFY(std::abs(errors.norm(ErrorNorm::Max) - 0.5) < 1e-15);
    QVERIFY(std::abs(errors.norm(ErrorNorm::Component) - 0.5) < 1e-15);
    const std::vector<double> atols { 0.1, 1.0, 1.0 };
    QVERIFY(std::abs(errors.norm(ErrorNorm::Component, atols) - 2.5) < 1e-15);
    // A second estimate: together, or for every component.
    errors.e2 = stateOf({ 0.0, 0.0, 55.0 });
    QVERIFY(std::abs(errors.norm(ErrorNorm::Max) - 0.25 / std::sqrt(0.25 + 0.25)) < 1e-15);
    QVERIFY(std::abs(errors.norm(ErrorNorm::Component) - 0.5) < 1e-15);
    errors.e[2] = NAN;
    for (const auto& norm : { ErrorNorm::Max, ErrorNorm::Component })
        QVERIFY(!std::isfinite(errors.norm(norm)));
}

void TestStepControl::normsInSolves()
{
    // One component of ten is active: the mean of squares is 10 times as patient.
    Problem problem = problemById("article");
    for (int i = 1; i < 10; ++i) {
        problem.rhs.push_back("0");
        problem.y0.push_back(0.0);
    }
    problem.rhs[0] = "y1 - 0.5*exp(t/2)*sin(5*t) + 5*exp(t/2)*cos(5*t)";
    problem.exact.clear();
    const auto steps = [&](ErrorNorm norm) {
        SolveOptions options = adaptive(1e-8, 1e-8);
        options.norm = norm;
        return solve(problem, methodById("dopri5"), options).report.accepted;
    };
    // Steps grow with the fifth root of the tolerance: sqrt(10)^(1/5) = 1.26.
    const double ratio = double(steps(ErrorNorm::Max)) / double(steps(ErrorNorm::Rms));
    QVERIFY2(std::abs(ratio - 1.26) < 0.05, qPrintable(QString::number(ratio)));
    QCOMPARE(steps(ErrorNorm::Component), steps(ErrorNorm::Max));
}

void TestStepControl::componentTolerances()
{
    // Two oscillators, the second one a million times smaller.
    Problem problem;
    problem.rhs = { "y2", "-y1", "y4", "-9*y3" };
    problem.y0 = { 1.0, 0.0, 1e-6, 0.0 };
    problem.t1 = 10.0;
    SolveOptions options = adaptive(0.0, 1e-6);
    options.norm = ErrorNorm::Component;
    const auto error = [&] {
        const Solution s = solve(problem, methodById("dopri5"), options);
        return std::abs(s.state(s.size() - 1)[2] - 1e-6 * std::cos(30.0));
    };
    QVERIFY(error() > 1e-9); // below one tolerance all the time
    options.componentAtol = { 1e-6, 1e-6, 1e-12, 1e-12 };
    const double small = error();
    QVERIFY2(small < 1e-10, qPrintable(QString::number(small)));
    options.componentAtol.pop_back();
    QVERIFY_EXCEPTION_THROWN(solve(problem, methodById("dopri5"), options), std::invalid_argument);
}

void TestStepControl::singlePrecision()
{
    class Decay final : public OdeSystem<float> {
    public:
        Index dim() const override { return 1; }
        void evaluate(double, ConstVectorView<float> y, VectorView<float> dydt) override
        {
            dydt[0] = -y[0];
        }
    } decay;
    for (const auto& controller : controllers())
        for (const auto& norm : errorNorms()) {
            SolveOptions options = adaptive(1e-4, 1e-4, controller.value);
            options.norm = norm.value;
            const auto stepper = makeStepper<float>(methodById("dopri5"));
            Vector<float> y = Vector<float>::Constant(1, 1.0F);
            QVERIFY(integrate<float>(decay, *stepper, options, view(y)).reachedEnd());
            QVERIFY(std::abs(double(y[0]) - std::exp(-1.0)) < 1e-3);
        }
}

REGISTER_TEST(TestStepControl)
#include "tst_step_control.moc"
