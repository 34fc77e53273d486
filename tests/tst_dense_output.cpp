// SPDX-License-Identifier: GPL-3.0-or-later
#include "function_system.h"
#include "reference_data.h"
#include "solvers/analysis/solution_io.h"
#include "test_program.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace solvers;

namespace {

SolveOptions optionsFor(const Method& method, const nlohmann::json& entry, double tolerance)
{
    const auto scale = entry.at("scale").get<std::vector<double>>();
    SolveOptions options;
    options.adaptive = method.adaptive();
    options.rtol = tolerance;
    options.atol = 1e-3 * tolerance * *std::min_element(scale.begin(), scale.end());
    options.step = std::abs(entry.at("t1").get<double>() - entry.at("t0").get<double>()) / 20000;
    options.maxSteps = 2'000'000;
    return options;
}

double largestError(const nlohmann::json& entry, const Solution& s)
{
    const auto scale = entry.at("scale").get<std::vector<double>>();
    double largest = 0.0;
    for (std::size_t i = 0; i < s.sampleTimes.size(); ++i)
        for (std::size_t k = 0; k < s.dim; ++k) {
            const double difference
                = s.samples[i * s.dim + k] - entry.at("values").at(i).at(k).get<double>();
            if (std::isnan(difference))
                return difference;
            largest = std::max(largest, std::abs(difference) / scale[k]);
        }
    return largest;
}

FunctionSystem::State pendulum(double t, const FunctionSystem::State& y)
{
    return stateOf({ y[1], -std::sin(y[0]) + 0.1 * std::cos(t) });
}

struct Run {
    SolveReport report;
    long evaluations = 0;
    Vector<double> y;
    std::vector<double> samples;
};

/// perStep: points of every step to be interpolated; below 0: nobody asks for interpolants
Run run(const Method& method, SolveOptions options, int perStep)
{
    FunctionSystem system(2, pendulum);
    const auto stepper = makeStepper<double>(method);
    Run r;
    r.y = stateOf({ 1.0, 0.0 });
    StepHooks<double> hooks;
    Vector<double> y(2);
    if (perStep >= 0)
        hooks.observeStep = [&](StepInterpolant<double>& step) {
            for (int i = 1; i <= perStep; ++i) {
                step.evaluate(
                    step.start() + (step.end() - step.start()) * i / (perStep + 1), view(y));
                r.samples.push_back(y[0]);
            }
        };
    r.report
        = integrate<double>(system, *stepper, options, view(r.y), {}, { nullptr, 0 }, {}, hooks);
    r.evaluations = system.evaluations;
    return r;
}

SolveOptions optionsFor(const Method& method)
{
    SolveOptions options;
    options.adaptive = method.adaptive();
    options.rtol = options.atol = 1e-6;
    options.step = 0.05;
    options.t1 = 3.0;
    return options;
}

} // namespace

/// Interpolants of the steps as the driver offers them. The cubic over finished steps is tested
/// in tst_adaptive_reference.
class TestDenseOutput : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { m_cases = readReference("dense.json").at("cases"); }
    void samplesAgreeWithTheReference_data();
    void samplesAgreeWithTheReference();
    void samplesInAnyOrder();
    void samplesBeyondTheEnd();
    void samplesAcrossAReset();
    void nothingIsPaidForNothing_data() { everyMethod(); }
    void nothingIsPaidForNothing();
    void interpolationDoesNotDisturb_data() { everyMethod(); }
    void interpolationDoesNotDisturb();
    void costOfInterpolants();
    void endsAreExact_data() { everyMethod(); }
    void endsAreExact();
    void singlePrecision();

private:
    static void everyMethod()
    {
        QTest::addColumn<const Method*>("method");
        for (const auto& method : methods())
            QTest::newRow(method.id.data()) << &method;
    }

    nlohmann::json m_cases;
};

void TestDenseOutput::samplesAgreeWithTheReference_data()
{
    QTest::addColumn<QString>("method");
    QTest::addColumn<int>("index");
    for (const char* method : { "bosh3", "dopri5", "tsit5", "dop853", "rk4", "radau-iia3" })
        for (std::size_t i = 0; i < m_cases.size(); ++i)
            if (!m_cases[i].at("stiff").get<bool>() || QString(method).startsWith("radau"))
                QTest::addRow("%s, %s", method, m_cases[i].at("name").get<std::string>().c_str())
                    << QString(method) << int(i);
}

void TestDenseOutput::samplesAgreeWithTheReference()
{
    QFETCH(QString, method);
    QFETCH(int, index);
    const auto& entry = m_cases.at(std::size_t(index));
    const Method& row = methodById(method.toStdString());
    const auto times = entry.at("times").get<std::vector<double>>();
    const Solution s
        = solve(referenceProblem(entry), row, optionsFor(row, entry, 1e-9), nullptr, times);
    QVERIFY2(s.report.reachedEnd(), s.report.message().c_str());
    QCOMPARE(s.sampleTimes, times);
    const double error = largestError(entry, s);
    // The reference's mild demand at this tolerance; the collocation polynomial of Radau IIA has
    // order 3 only where the method has 5.
    QVERIFY2(error < (method == "radau-iia3" ? 1e-5 : 1e-6), qPrintable(QString::number(error)));
}

void TestDenseOutput::samplesInAnyOrder()
{
    Problem problem;
    problem.rhs = { "3*t^2" }; // y = t^3: exact for all that interpolate with order 3
    problem.y0 = { 0.0 };
    problem.t1 = 2.0;
    const std::vector<double> times { 1.3, 0.0, 2.0, 0.1, 1.3, 0.5, 1.99 };
    for (const bool backwards : { false, true }) {
        if (backwards) {
            std::swap(problem.t0, problem.t1);
            problem.y0 = { 8.0 };
        }
        SolveOptions options;
        options.step = 0.25;
        for (const char* method : { "rk4", "dopri5", "gauss3" }) {
            const Solution s = solve(problem, methodById(method), options, nullptr, times);
            for (std::size_t i = 0; i < times.size(); ++i)
                QVERIFY2(std::abs(s.samples[i] - std::pow(times[i], 3)) < 1e-13, method);
            const auto json = nlohmann::json::parse(solutionsToJson(problem, { &s, 1 }, times));
            QCOMPARE(json["solutions"][0]["y"][0][0].get<double>(), s.samples[0]);
        }
    }
}

void TestDenseOutput::samplesBeyondTheEnd()
{
    Problem problem;
    problem.rhs = { "y^2" };
    problem.y0 = { 1.0 };
    problem.t1 = 2.0;
    SolveOptions options;
    options.adaptive = true;
    const std::vector<double> times { -0.5, 0.5, 1.5 };
    const Solution s = solve(problem, methodById("dopri5"), options, nullptr, times);
    QVERIFY(std::isnan(s.samples[0]) && std::isnan(s.samples[2]));
    QVERIFY(std::abs(s.samples[1] - 2.0) < 1e-4);
    const auto json = nlohmann::json::parse(solutionsToJson(problem, { &s, 1 }, times));
    QVERIFY(json["solutions"][0]["y"][2][0].is_null());
}

void TestDenseOutput::samplesAcrossAReset()
{
    // A saw: y = t - floor(t)
    Problem problem;
    problem.rhs = { "1" };
    problem.y0 = { 0.0 };
    problem.t1 = 3.5;
    problem.event = "y - 1";
    problem.eventReset = { "0" };
    const std::vector<double> times { 0.25, 0.95, 1.05, 1.2, 2.5, 3.4 };
    for (const char* method : { "rk4", "dopri5" }) {
        SolveOptions options;
        options.step = 0.4;
        const Solution s = solve(problem, methodById(method), options, nullptr, times);
        for (std::size_t i = 0; i < times.size(); ++i)
            QVERIFY2(std::abs(s.samples[i] - (times[i] - std::floor(times[i]))) < 1e-14, method);
    }
}

void TestDenseOutput::nothingIsPaidForNothing()
{
    QFETCH(const Method*, method);
    const Run without = run(*method, optionsFor(*method), -1);
    const Run unasked = run(*method, optionsFor(*method), 0);
    QCOMPARE(unasked.evaluations, without.evaluations);
    QCOMPARE(unasked.report.counters.nfe, without.report.counters.nfe);
    QVERIFY(unasked.y == without.y);
    QCOMPARE(without.evaluations, without.report.counters.nfe);
}

void TestDenseOutput::interpolationDoesNotDisturb()
{
    QFETCH(const Method*, method);
    const Run without = run(*method, optionsFor(*method), -1);
    const Run asked = run(*method, optionsFor(*method), 3);
    QCOMPARE(asked.evaluations, asked.report.counters.nfe);
    QCOMPARE(asked.report.accepted, without.report.accepted);
    // An f at hand may spare an implicit method one for its Jacobian's differences or its guess.
    const double difference = (asked.y - without.y).norm();
    QVERIFY2(method->tableau() != nullptr ? difference == 0.0 : difference < 1e-5,
        qPrintable(QString::number(difference)));
}

void TestDenseOutput::costOfInterpolants()
{
    const auto cost = [](const char* id) {
        const Method& method = methodById(id);
        const Run without = run(method, optionsFor(method), -1);
        const Run asked = run(method, optionsFor(method), 3);
        return std::pair(asked.evaluations - without.evaluations, asked.report.accepted);
    };
    QCOMPARE(cost("dopri5").first, 0L); // all of it is there
    QCOMPARE(cost("bosh3").first, 0L);
    // f at the end of a step serves the next one: only that of the last step is new.
    QCOMPARE(cost("rkf45").first, 1L);
    QCOMPARE(cost("ab4").first, 1L);
    QCOMPARE(cost("rk4").first, 2L); // and, with fixed steps, that of the first start
    const auto [more, steps] = cost("dop853");
    QCOMPARE(more, 3 * steps + 1);
}

void TestDenseOutput::endsAreExact()
{
    QFETCH(const Method*, method);
    FunctionSystem system(2, pendulum);
    const auto stepper = makeStepper<double>(*method);
    Vector<double> y = stateOf({ 1.0, 0.0 });
    Vector<double> last = y;
    Vector<double> atEnd(2);
    Vector<double> inside(2);
    bool good = true;
    StepHooks<double> hooks;
    hooks.observeStep = [&](StepInterpolant<double>& step) {
        step.evaluate(step.start(), view(inside));
        good = good && inside == last;
        step.evaluate(step.start() + 1e-9 * (step.end() - step.start()), view(inside));
        good = good && (inside - last).norm() < 1e-8;
        step.evaluate(step.end(), view(atEnd));
    };
    const Observer<double> observe = [&](double t, ConstVectorView<double> state) {
        good = good && (t == 0.0 || atEnd == state);
        last = state;
        return true;
    };
    SolveOptions options = optionsFor(*method);
    integrate<double>(system, *stepper, options, view(y), observe, { nullptr, 0 }, {}, hooks);
    QVERIFY(good);
}

void TestDenseOutput::singlePrecision()
{
    class Decay final : public OdeSystem<float> {
    public:
        Index dim() const override { return 1; }
        void evaluate(double, ConstVectorView<float> y, VectorView<float> dydt) override
        {
            dydt[0] = -y[0];
        }
    } decay;
    for (const char* id : { "rk4", "dopri5", "dop853" }) {
        double largest = 0.0;
        StepHooks<float> hooks;
        Vector<float> sample(1);
        hooks.observeStep = [&](StepInterpolant<float>& step) {
            const double t = 0.5 * (step.start() + step.end());
            step.evaluate(t, view(sample));
            largest = std::max(largest, std::abs(double(sample[0]) - std::exp(-t)));
        };
        SolveOptions options;
        options.step = 0.05;
        Vector<float> y = Vector<float>::Constant(1, 1.0F);
        const auto stepper = makeStepper<float>(methodById(id));
        integrate<float>(decay, *stepper, options, view(y), {}, { nullptr, 0 }, {}, hooks);
        QVERIFY2(largest > 0.0 && largest < 1e-6, id); // a few roundings of 6e-8
    }
}

REGISTER_TEST(TestDenseOutput)
#include "tst_dense_output.moc"
