// SPDX-License-Identifier: GPL-3.0-or-later
#include "reference_data.h"
#include "solvers/analysis/solution.h"
#include "solvers/problems/catalogue.h"
#include "test_program.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace solvers;

namespace {

/// y' = g(t, y), counting its evaluations
template <typename Scalar>
class ScalarSystem final : public OdeSystem<Scalar> {
public:
    explicit ScalarSystem(std::function<double(double, double)> g)
        : m_g(std::move(g))
    {
    }
    Index dim() const override { return 1; }
    void evaluate(double t, ConstVectorView<Scalar> y, VectorView<Scalar> dydt) override
    {
        ++evaluations;
        dydt[0] = static_cast<Scalar>(m_g(t, static_cast<double>(y[0])));
    }
    long evaluations = 0;

private:
    std::function<double(double, double)> m_g;
};

double article(double t, double y)
{
    return y - 0.5 * std::exp(t / 2) * std::sin(5 * t) + 5 * std::exp(t / 2) * std::cos(5 * t);
}

struct Run {
    SolveReport report;
    double y = 0.0;
    std::vector<double> t;
    long evaluations = 0;
};

template <typename Scalar = double>
Run run(const char* method, std::function<double(double, double)> g, double y0,
    const SolveOptions& options, const Observer<Scalar>& observe = {})
{
    ScalarSystem<Scalar> system(std::move(g));
    const auto stepper = makeStepper<Scalar>(methodById(method));
    Vector<Scalar> y = Vector<Scalar>::Constant(1, static_cast<Scalar>(y0));
    Run result;
    const Observer<Scalar> keep = [&](double t, ConstVectorView<Scalar> state) {
        result.t.push_back(t);
        return !observe || observe(t, state);
    };
    result.report = integrate<Scalar>(system, *stepper, options, view(y), keep);
    result.y = static_cast<double>(y[0]);
    result.evaluations = system.evaluations;
    return result;
}

SolveOptions fixed(double t0, double t1, double step)
{
    SolveOptions options;
    options.t0 = t0;
    options.t1 = t1;
    options.step = step;
    return options;
}

SolveOptions adaptive(double t0, double t1, double rtol, double atol)
{
    SolveOptions options = fixed(t0, t1, 1.0);
    options.adaptive = true;
    options.rtol = rtol;
    options.atol = atol;
    return options;
}

} // namespace

class TestIntegrate : public QObject {
    Q_OBJECT

private slots:
    void stepsLandOnTheEnd_data()
    {
        QTest::addColumn<double>("t1");
        QTest::addColumn<double>("step");
        QTest::addColumn<int>("count");
        QTest::newRow("h = .05 to 5") << 5.0 << 0.05 << 100;
        QTest::newRow("h = .3 to 1, last one cut") << 1.0 << 0.3 << 4;
        QTest::newRow("h = .1 to 1") << 1.0 << 0.1 << 10;
        QTest::newRow("h = .01 to 1") << 1.0 << 0.01 << 100;
        QTest::newRow("h = .1 to 5") << 5.0 << 0.1 << 50;
        QTest::newRow("h = .1 to .3") << 0.3 << 0.1 << 3;
        QTest::newRow("h = .1 to .7") << 0.7 << 0.1 << 7;
        QTest::newRow("h = .05 to .3") << 0.3 << 0.05 << 6;
        QTest::newRow("h = .05 to .7") << 0.7 << 0.05 << 14;
        QTest::newRow("h = .5 to 1.99") << 1.99 << 0.5 << 4;
        QTest::newRow("one step longer than the interval") << 1.0 << 7.0 << 1;
        QTest::newRow("backwards") << -1.0 << 0.3 << 4;
        QTest::newRow("nowhere") << 0.0 << 0.3 << 0;
    }

    void stepsLandOnTheEnd()
    {
        QFETCH(double, t1);
        QFETCH(double, step);
        QFETCH(int, count);
        const Run r = run(
            "euler", [](double, double) { return 1.0; }, 0.0, fixed(0, t1, step));
        QCOMPARE(r.report.accepted, long(count));
        QCOMPARE(r.report.rejected, 0L);
        QVERIFY(r.report.tReached == t1);
        QCOMPARE(r.t.size(), std::size_t(count) + 1);
        for (int n = 0; n < count; ++n)
            QVERIFY(r.t[std::size_t(n)] == std::copysign(step * n, t1) || n == 0);
        QVERIFY(std::abs(r.y - t1) < 1e-14 * count + 1e-300);
    }

    void articleFigure2()
    {
        const Problem& problem = problemById("article");
        SolveOptions options;
        options.step = 0.05;
        const Solution euler = solve(problem, methodById("euler"), options);
        QVERIFY(std::abs(euler.state(100)[0] - 12.2401776722) < 1e-9);
        QVERIFY(std::abs(euler.endError - 13.8525520685) < 1e-9);
        QVERIFY(euler.maxError == euler.endError);
        QCOMPARE(euler.report.counters.nfe, 100L);
        options.step = 0.25;
        const Solution rk4 = solve(problem, methodById("rk4"), options);
        QVERIFY(std::abs(rk4.state(20)[0] + 1.6498307339) < 1e-9);
        QVERIFY(std::abs(rk4.endError - 0.0374563377) < 1e-9);
        QVERIFY(std::abs(rk4.maxError - 0.0382200115) < 1e-9);
        QVERIFY(rk4.t[19] == 4.75 && rk4.error[19] == rk4.maxError);
        QCOMPARE(rk4.report.counters.nfe, 80L);
        QVERIFY(std::abs(euler.endError / rk4.endError - 369.8) < 0.05);
        QVERIFY(std::abs(rk4.state(1)[0] - 1.0759127195) < 1e-10);
    }

    void articleFigure1()
    {
        SolveOptions options;
        options.step = 0.05;
        const Solution euler = solve(problemById("article"), methodById("euler"), options);
        QVERIFY(std::abs(euler.state(1)[0] - 0.25) < 1e-15);
        QVERIFY(std::abs(euler.state(2)[0] - 0.5045184636) < 1e-10);
        QVERIFY(std::abs(euler.state(3)[0] - 0.7477885270) < 1e-10);
    }

    void backwardsFromTheEnd()
    {
        const Run r = run("rk4", article, -1.6498307339, fixed(5, 0, 0.5));
        QVERIFY(std::abs(r.y - 0.0031536515) < 1e-10);
        QCOMPARE(r.report.accepted, 10L);
        const Run s = run("rk4", article, -1.6123743962546553, fixed(5, 0, 0.5));
        QVERIFY(std::abs(s.y - 0.0034070314) < 1e-10);
    }

    void evaluationsAreCounted_data()
    {
        QTest::addColumn<const Method*>("method");
        for (const auto& method : methods())
            if (method.tableau())
                QTest::newRow(method.id.data()) << &method;
    }

    void evaluationsAreCounted()
    {
        QFETCH(const Method*, method);
        const Run r = run(method->id.data(), article, 0.0, fixed(0, 5, 0.25));
        const int perStep = method->tableau()->stagesWithoutEstimate();
        QCOMPARE(r.report.counters.nfe, 20L * perStep);
        QCOMPARE(r.evaluations, r.report.counters.nfe);
        if (!method->adaptive())
            return;
        // Every try evaluates all stages but the first. That is known after a rejection, after an
        // accepted FSAL step, and at the start, where the automatic first step takes two.
        const Run a = run(method->id.data(), article, 0.0, adaptive(0, 5, 1e-6, 1e-6));
        QVERIFY(a.report.reachedEnd());
        const long each = method->stages() - 1;
        const long tries = a.report.accepted + a.report.rejected;
        const long starts = method->fsal() ? 0 : a.report.accepted - 1;
        QCOMPARE(a.report.counters.nfe, 2 + tries * each + starts);
        QCOMPARE(a.evaluations, a.report.counters.nfe);
        SolveOptions given = adaptive(0, 5, 1e-6, 1e-6);
        given.firstStep = 4.0; // far too large
        const Run b = run(method->id.data(), article, 0.0, given);
        QVERIFY(b.report.rejected > 0);
        QCOMPARE(b.report.counters.nfe,
            1 + (b.report.accepted + b.report.rejected) * each
                + (method->fsal() ? 0 : b.report.accepted - 1));
    }

    void adaptiveAccuracy_data()
    {
        QTest::addColumn<QString>("method");
        QTest::addColumn<int>("index");
        m_problems = readReference("ivp.json").at("problems");
        for (const char* method : { "bosh3", "rkf45", "cash-karp", "dopri5", "tsit5", "dop853" })
            for (std::size_t i = 0; i < m_problems.size(); ++i)
                if (!m_problems[i].at("stiff").get<bool>())
                    QTest::addRow(
                        "%s, %s", method, m_problems[i].at("name").get<std::string>().c_str())
                        << QString(method) << int(i);
    }

    void adaptiveAccuracy()
    {
        QFETCH(QString, method);
        QFETCH(int, index);
        const auto& entry = m_problems.at(std::size_t(index));
        const Problem problem = referenceProblem(entry);
        const auto scale = entry.at("scale").get<std::vector<double>>();
        const auto reference = entry.at("reference").get<std::vector<double>>();
        const double amplification = entry.at("amplification");
        const std::vector<double> tolerances = method == "bosh3"
            ? std::vector { 1e-3, 1e-5, 1e-7 }
            : std::vector { 1e-4, 1e-7, 1e-10 };
        double before = 0.0;
        for (const double tolerance : tolerances) {
            SolveOptions options;
            options.adaptive = true;
            options.rtol = tolerance;
            options.atol = 1e-3 * tolerance * *std::min_element(scale.begin(), scale.end());
            const Solution s = solve(problem, methodById(method.toStdString()), options);
            QVERIFY2(s.report.reachedEnd(), s.report.message().c_str());
            QVERIFY(s.report.tReached == problem.t1);
            double error = 0.0;
            for (std::size_t k = 0; k < problem.dim(); ++k)
                error
                    = std::max(error, std::abs(s.state(s.size() - 1)[k] - reference[k]) / scale[k]);
            // Local errors of one tolerance each, a few dozen to a few hundred of them.
            const double allowed = 100.0 * tolerance * std::max(1.0, amplification);
            QVERIFY2(error <= allowed,
                qPrintable(QString("rtol %1: error %2").arg(tolerance).arg(error)));
            QVERIFY2(before == 0.0 || error < before || error < 1e-12,
                "a smaller tolerance gave a larger error");
            before = error;
        }
    }

    void poleIsReported()
    {
        const auto square = [](double, double y) { return y * y; };
        for (const char* method : { "bosh3", "dopri5" }) {
            const Run r = run(method, square, 1.0, adaptive(0, 2, 1e-6, 1e-9));
            QCOMPARE(r.report.status, SolveStatus::StepTooSmall);
            QVERIFY(std::abs(r.report.tReached - 1.0) < 1e-4);
            QVERIFY(std::isfinite(r.y));
            QVERIFY(r.report.message().find("pole") != std::string::npos);
        }
        const Run r = run("rk4", square, 1.0, fixed(0, 3, 0.1));
        QCOMPARE(r.report.status, SolveStatus::Diverged);
        QVERIFY(std::isfinite(r.y));
        QVERIFY(r.report.tReached > 1.0 && r.report.tReached < 2.0);
        QVERIFY(r.t.back() == r.report.tReached);
        QVERIFY(r.report.message().find("finite") != std::string::npos);
    }

    void undefinedRightHandSideDiverges()
    {
        const auto root = [](double t, double) { return std::sqrt(1.0 - t); };
        const Run r = run("dopri5", root, 0.0, adaptive(0, 2, 1e-6, 1e-9));
        QCOMPARE(r.report.status, SolveStatus::Diverged);
        QVERIFY(std::abs(r.report.tReached - 1.0) < 1e-3);
        const Run atOnce = run(
            "dopri5", [](double, double) { return std::nan(""); }, 1.0, adaptive(0, 2, 1e-6, 1e-9));
        QCOMPARE(atOnce.report.status, SolveStatus::Diverged);
        QCOMPARE(atOnce.report.accepted, 0L);
        QCOMPARE(atOnce.y, 1.0);
        const Run start = run("euler", article, INFINITY, fixed(0, 1, 0.1));
        QCOMPARE(start.report.status, SolveStatus::Diverged);
        QCOMPARE(start.evaluations, 0L);
    }

    void stepLimit()
    {
        SolveOptions options = fixed(0, 5, 0.05);
        options.maxSteps = 40;
        const Run r = run("euler", article, 0.0, options);
        QCOMPARE(r.report.status, SolveStatus::MaxSteps);
        QCOMPARE(r.report.accepted, 40L);
        QVERIFY(r.report.tReached == 0.05 * 40);
        options.maxSteps = 100;
        QVERIFY(run("euler", article, 0.0, options).report.reachedEnd());
        options = adaptive(0, 5, 1e-10, 1e-10);
        options.maxSteps = 10;
        const Run a = run("dopri5", article, 0.0, options);
        QCOMPARE(a.report.status, SolveStatus::MaxSteps);
        QCOMPARE(a.report.accepted + a.report.rejected, 10L);
    }

    void observerStops()
    {
        for (const auto& options : { fixed(0, 5, 0.05), adaptive(0, 5, 1e-6, 1e-6) }) {
            const Run r = run<double>("dopri5", article, 0.0, options,
                [](double t, ConstVectorView<double>) { return t < 1.0; });
            QCOMPARE(r.report.status, SolveStatus::Stopped);
            QVERIFY(r.report.tReached >= 1.0 && r.report.tReached < 2.0);
            QVERIFY(r.t.back() == r.report.tReached);
            const Run atOnce = run<double>("dopri5", article, 0.0, options,
                [](double, ConstVectorView<double>) { return false; });
            QCOMPARE(atOnce.evaluations, 0L);
            QCOMPARE(atOnce.report.status, SolveStatus::Stopped);
        }
        const std::atomic<bool> stop = true;
        const Solution s = solve(problemById("lorenz"), methodById("rk4"), {}, &stop);
        QCOMPARE(s.report.status, SolveStatus::Stopped);
        QCOMPARE(s.size(), std::size_t(1));
    }

    void adaptiveBackwards()
    {
        const Run r = run("dopri5", article, -1.6123743962546553, adaptive(5, 0, 1e-9, 1e-9));
        QVERIFY(r.report.reachedEnd());
        QVERIFY(r.report.tReached == 0.0);
        QVERIFY(std::abs(r.y) < 1e-7);
        QVERIFY(std::is_sorted(r.t.rbegin(), r.t.rend()));
    }

    void singlePrecision()
    {
        const Run f = run<float>("rk4", article, 0.0, fixed(0, 5, 0.25));
        // Rounding of 2^-24 twenty times, growing by e^(5-t) to at most 150.
        QVERIFY(std::abs(f.y + 1.6498307339) < 2e-4);
        QVERIFY(f.report.tReached == 5.0);
        const Run a = run<float>("dopri5", article, 0.0, adaptive(0, 5, 1e-5, 1e-5));
        QVERIFY(a.report.reachedEnd());
        QVERIFY(std::abs(a.y + 1.6123743962546553) < 1e-2);
    }

    void wrongCallsThrow()
    {
        ScalarSystem<double> system(article);
        const auto rk4 = makeStepper<double>(methodById("rk4"));
        Vector<double> y = Vector<double>::Zero(1);
        Vector<double> two = Vector<double>::Zero(2);
        const auto call = [&](const SolveOptions& options, Vector<double>& state) {
            integrate<double>(system, *rk4, options, view(state));
        };
        QVERIFY_EXCEPTION_THROWN(call(fixed(0, 1, 0.0), y), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(call(fixed(0, 1, -0.1), y), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(call(fixed(0, 1, NAN), y), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(call(fixed(0, INFINITY, 0.1), y), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(call(fixed(0, 1, 1e-13), y), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(call(fixed(0, 1, 0.1), two), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(call(adaptive(0, 1, 1e-6, 1e-6), y), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(call(adaptive(0, 1, 0, 0), y), std::invalid_argument);
        QCOMPARE(system.evaluations, 0L);
    }

private:
    nlohmann::json m_problems;
};

REGISTER_TEST(TestIntegrate)
#include "tst_integrate.moc"
