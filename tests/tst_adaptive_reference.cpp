// SPDX-License-Identifier: GPL-3.0-or-later
#include "reference_data.h"
#include "solvers/analysis/solution.h"
#include "solvers/integration/dense_output.h"
#include "test_program.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <stdexcept>

using namespace solvers;

namespace {

/// What a method can be asked for in reasonable time: a low order needs very many steps.
double toleranceFor(const Method& method)
{
    if (method.order() <= 2)
        return 1e-5;
    return method.tableau() != nullptr || method.order() >= 5 ? 1e-9 : 1e-7;
}

/// The problem's smallest scale decides what is absolutely small.
SolveOptions optionsFor(const nlohmann::json& entry, double tolerance)
{
    const auto scale = entry.at("scale").get<std::vector<double>>();
    SolveOptions options;
    options.adaptive = true;
    options.rtol = tolerance;
    options.atol = 1e-3 * tolerance * *std::min_element(scale.begin(), scale.end());
    options.maxSteps = 2'000'000;
    return options;
}

double scaledDifference(
    const double* y, const std::vector<double>& expected, const std::vector<double>& scale)
{
    double largest = 0.0;
    for (std::size_t k = 0; k < scale.size(); ++k) {
        const double difference = std::abs(y[k] - expected[k]) / scale[k];
        if (std::isnan(difference))
            return difference;
        largest = std::max(largest, difference);
    }
    return largest;
}

/// The largest scaled error of dense output at the reference's times
double denseError(const nlohmann::json& entry, const Solution& solution)
{
    const auto system = makeSystem(referenceProblem(entry));
    DenseOutput dense(*system, solution.t, solution.y);
    const auto times = entry.at("times").get<std::vector<double>>();
    const auto scale = entry.at("scale").get<std::vector<double>>();
    Vector<double> y(system->dim());
    double largest = 0.0;
    for (std::size_t i = 0; i < times.size(); ++i) {
        if (!dense.evaluate(times[i], view(y)))
            return NAN;
        const auto expected = entry.at("values").at(i).get<std::vector<double>>();
        largest = std::max(largest, scaledDifference(y.data(), expected, scale));
    }
    return largest;
}

/// The same of the method's own interpolant, each step taken again from its start
double ownInterpolantError(
    const nlohmann::json& entry, const Method& method, const Solution& solution)
{
    const auto system = makeSystem(referenceProblem(entry));
    const auto stepper = makeStepper<double>(method);
    stepper->prepare(system->dim(), 0, true);
    const auto times = entry.at("times").get<std::vector<double>>();
    const auto scale = entry.at("scale").get<std::vector<double>>();
    Counters counters;
    Vector<double> y(system->dim());
    double largest = 0.0;
    std::size_t found = 0;
    for (std::size_t i = 0; i + 1 < solution.size(); ++i) {
        const double t = solution.t[i];
        const double h = solution.t[i + 1] - t;
        stepper->restart();
        stepper->step(*system, t, { solution.state(i), system->dim() }, h, counters);
        stepper->prepareDense(*system, counters);
        for (std::size_t k = 0; k < times.size(); ++k) {
            const double theta = (times[k] - t) / h;
            if (!(theta > 0 && theta <= 1))
                continue;
            ++found;
            stepper->dense(theta, view(y));
            const auto expected = entry.at("values").at(k).get<std::vector<double>>();
            largest = std::max(largest, scaledDifference(y.data(), expected, scale));
        }
        stepper->accept();
    }
    if (found != times.size())
        throw std::runtime_error("a time was missed");
    return largest;
}

std::string nameOf(const nlohmann::json& entry)
{
    return entry.at("name");
}

} // namespace

/// High-precision solutions at the end and in between; see the files' own words.
class TestAdaptiveReference : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void endIsReached_data();
    void endIsReached();
    void denseOutputHasItsOrder_data() { denseCases(); }
    void denseOutputHasItsOrder();
    void denseOutputOfAdaptiveSteps_data() { denseCases(); }
    void denseOutputOfAdaptiveSteps();
    void ownInterpolantOfAdaptiveSteps_data();
    void ownInterpolantOfAdaptiveSteps();
    void denseOutputIsExactAtTheSteps_data() { denseCases(); }
    void denseOutputIsExactAtTheSteps();
    void denseOutputOfACubicIsExact();

private:
    void denseCases() const;

    nlohmann::json m_problems;
    nlohmann::json m_dense;
};

void TestAdaptiveReference::initTestCase()
{
    m_problems = readReference("ivp.json").at("problems");
    m_dense = readReference("dense.json").at("cases");
}

void TestAdaptiveReference::endIsReached_data()
{
    QTest::addColumn<const Method*>("method");
    QTest::addColumn<int>("index");
    for (const auto& method : methods()) {
        if (!method.adaptive())
            continue;
        for (std::size_t i = 0; i < m_problems.size(); ++i) {
            const bool stiff = m_problems[i].at("stiff");
            if (!stiff || method.stability != Stability::Conditional)
                QTest::addRow("%s, %s", method.id.data(), nameOf(m_problems[i]).c_str())
                    << &method << int(i);
        }
    }
}

void TestAdaptiveReference::endIsReached()
{
    QFETCH(const Method*, method);
    QFETCH(int, index);
    const auto& entry = m_problems.at(std::size_t(index));
    const Problem problem = referenceProblem(entry);
    const double tolerance = toleranceFor(*method);
    const Solution s = solve(problem, *method, optionsFor(entry, tolerance));
    QVERIFY2(s.report.reachedEnd(), s.report.message().c_str());
    QVERIFY(s.report.tReached == problem.t1 && s.t.front() == problem.t0);
    const double error
        = scaledDifference(s.state(s.size() - 1), entry.at("reference").get<std::vector<double>>(),
            entry.at("scale").get<std::vector<double>>());
    const double amplification = entry.at("amplification");
    // A local error of one tolerance at most in every step, some of them growing on the way; of
    // low orders, which may go on with the lower one of their two solutions, steps are many.
    const double steps = static_cast<double>(s.report.accepted);
    const double allowed = tolerance * std::max(1.0, amplification)
        * (method->order() <= 2 ? std::max(1000.0, 10 * steps) : 1000.0);
    QVERIFY2(error <= allowed, qPrintable(QString("error %1 for %2").arg(error).arg(tolerance)));
}

void TestAdaptiveReference::denseCases() const
{
    QTest::addColumn<int>("index");
    for (std::size_t i = 0; i < m_dense.size(); ++i)
        if (!m_dense[i].at("stiff").get<bool>())
            QTest::newRow(nameOf(m_dense[i]).c_str()) << int(i);
}

void TestAdaptiveReference::denseOutputHasItsOrder()
{
    // Between steps of fifth order the error is that of the cubic: O(h^4).
    QFETCH(int, index);
    const auto& entry = m_dense.at(std::size_t(index));
    const Problem problem = referenceProblem(entry);
    const auto error = [&](int steps) {
        SolveOptions options;
        options.step = std::abs(problem.t1 - problem.t0) / steps;
        return denseError(entry, solve(problem, methodById("dopri5"), options));
    };
    // Over three halvings: where in their steps the times lie matters less then.
    const double fine = error(4000);
    const double order = std::log2(error(500) / fine) / 3;
    QVERIFY2(std::abs(order - 4) < 0.3 && fine > 1e-13,
        qPrintable(QString("order %1, error %2").arg(order).arg(fine)));
}

void TestAdaptiveReference::denseOutputOfAdaptiveSteps()
{
    // Steps of bosh3 are so small that the cubic keeps up with them.
    QFETCH(int, index);
    const auto& entry = m_dense.at(std::size_t(index));
    const Solution s = solve(referenceProblem(entry), methodById("bosh3"), optionsFor(entry, 1e-9));
    const double error = denseError(entry, s);
    QVERIFY2(error < 1e-6, qPrintable(QString::number(error)));
}

void TestAdaptiveReference::ownInterpolantOfAdaptiveSteps_data()
{
    QTest::addColumn<const Method*>("method");
    QTest::addColumn<int>("index");
    for (const auto& method : methods())
        if (method.adaptive() && makeStepper<double>(method)->denseOrder() > 0)
            for (std::size_t i = 0; i < m_dense.size(); ++i)
                if (!m_dense[i].at("stiff").get<bool>())
                    QTest::addRow("%s, %s", method.id.data(), nameOf(m_dense[i]).c_str())
                        << &method << int(i);
}

void TestAdaptiveReference::ownInterpolantOfAdaptiveSteps()
{
    QFETCH(const Method*, method);
    QFETCH(int, index);
    const auto& entry = m_dense.at(std::size_t(index));
    const double tolerance = toleranceFor(*method);
    const Solution s = solve(referenceProblem(entry), *method, optionsFor(entry, tolerance));
    QVERIFY2(s.report.reachedEnd(), s.report.message().c_str());
    const double error = ownInterpolantError(entry, *method, s);
    QVERIFY2(error < 1000 * tolerance, qPrintable(QString::number(error)));
}

void TestAdaptiveReference::denseOutputIsExactAtTheSteps()
{
    QFETCH(int, index);
    const auto& entry = m_dense.at(std::size_t(index));
    const Problem problem = referenceProblem(entry);
    const Solution s = solve(problem, methodById("bosh3"), optionsFor(entry, 1e-4));
    const auto system = makeSystem(problem);
    DenseOutput dense(*system, s.t, s.y);
    Vector<double> y(system->dim());
    for (std::size_t i = 0; i < s.size(); ++i) {
        QVERIFY(dense.evaluate(s.t[i], view(y)));
        QVERIFY(std::equal(y.begin(), y.end(), s.state(i)));
        // No jump there either.
        if (i + 1 == s.size())
            break;
        const double h = s.t[i + 1] - s.t[i];
        QVERIFY(dense.evaluate(s.t[i] + 1e-9 * h, view(y)));
        for (Index k = 0; k < y.size(); ++k)
            QVERIFY(std::abs(y[k] - s.state(i)[k])
                <= 1e-7 * (std::abs(s.state(i)[k]) + std::abs(s.state(i + 1)[k])) + 1e-12);
    }
    const auto [low, high] = std::minmax(problem.t0, problem.t1);
    for (const double outside : { low - 1e-9, high + 1e-9, double(NAN), double(INFINITY) }) {
        QVERIFY(!dense.contains(outside));
        QVERIFY(!dense.evaluate(outside, view(y)));
        QVERIFY(y.array().isNaN().all());
    }
}

void TestAdaptiveReference::denseOutputOfACubicIsExact()
{
    Problem problem;
    problem.rhs = { "3*t^2 - 4*t + 1" };
    problem.y0 = { 2.0 };
    problem.t1 = 4.0;
    SolveOptions options;
    options.step = 1.0;
    const Solution s = solve(problem, methodById("rk4"), options); // exact for it, too
    const auto system = makeSystem(problem);
    DenseOutput dense(*system, s.t, s.y);
    Vector<double> y(1);
    for (int i = 0; i <= 400; ++i) {
        const double t = 0.01 * i;
        QVERIFY(dense.evaluate(t, view(y)));
        QVERIFY(std::abs(y[0] - (t * t * t - 2 * t * t + t + 2)) < 1e-13);
    }
    QCOMPARE(dense.nfe(), 5L); // once at every step, in order of t
}

REGISTER_TEST(TestAdaptiveReference)
#include "tst_adaptive_reference.moc"
