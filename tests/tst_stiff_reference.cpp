// SPDX-License-Identifier: GPL-3.0-or-later
#include "reference_data.h"
#include "solvers/analysis/solution.h"
#include "test_program.h"

#include <QTest>

#include <algorithm>
#include <cmath>
#include <stdexcept>

using namespace solvers;

namespace {

bool isBdf(const Method& method)
{
    return std::holds_alternative<const BdfFormula*>(method.data);
}

bool madeForStiffProblems(const Method& method)
{
    return method.stability != Stability::Conditional || isBdf(method);
}

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

std::vector<double> endOf(const Solution& s)
{
    const double* state = s.state(s.size() - 1);
    return { state, state + s.dim };
}

double scaledError(const nlohmann::json& entry, const Solution& s)
{
    const auto expected = entry.at("reference").get<std::vector<double>>();
    const auto scale = entry.at("scale").get<std::vector<double>>();
    const auto y = endOf(s);
    double largest = 0.0;
    for (std::size_t k = 0; k < scale.size(); ++k)
        largest = std::max(largest, std::abs(y[k] - expected[k]) / scale[k]);
    return largest;
}

/// Of the components that are not small beside what counts as absolutely small.
double relativeError(const nlohmann::json& entry, const Solution& s)
{
    const auto expected = entry.at("reference").get<std::vector<double>>();
    const auto y = endOf(s);
    double largest = 0.0;
    for (std::size_t k = 0; k < expected.size(); ++k)
        if (std::abs(expected[k]) > 1e4 * s.options.atol)
            largest = std::max(largest, std::abs(y[k] / expected[k] - 1.0));
    return largest;
}

/// A local error of one tolerance in every step adds up where it does not decay: much for BDF,
/// whose steps are many and whose errors have one sign.
double allowedError(const nlohmann::json& entry, const Method& method, const Solution& s)
{
    const double amplification = entry.at("amplification");
    const double steps = isBdf(method) ? static_cast<double>(s.report.accepted) : 0.0;
    return s.options.rtol * std::max(1.0, amplification) * std::max(1000.0, steps);
}

} // namespace

/// Tight tolerances for every adaptive method, and stiff problems in adaptive and fixed steps.
class TestStiffReference : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { m_problems = readReference("ivp.json").at("problems"); }

    void nineDigits_data()
    {
        rows([](const Method& method, bool stiff) {
            return method.adaptive() && method.order() >= 3
                && (!stiff || madeForStiffProblems(method));
        });
    }

    void nineDigits()
    {
        // Six digits of the scale from tolerance 1e-9, times the amplification.
        QFETCH(const Method*, method);
        QFETCH(int, index);
        const auto& entry = m_problems.at(std::size_t(index));
        const Solution s = solve(referenceProblem(entry), *method, optionsFor(entry, 1e-9));
        QVERIFY2(s.report.reachedEnd(), s.report.message().c_str());
        const double error = scaledError(entry, s);
        QVERIFY2(error <= allowedError(entry, *method, s), qPrintable(QString::number(error)));
    }

    void lowOrdersOnStiffProblems_data()
    {
        rows([](const Method& method, bool stiff) {
            return method.adaptive() && method.order() == 2 && stiff
                && madeForStiffProblems(method);
        });
    }

    void lowOrdersOnStiffProblems()
    {
        QFETCH(const Method*, method);
        QFETCH(int, index);
        const auto& entry = m_problems.at(std::size_t(index));
        const Solution s = solve(referenceProblem(entry), *method, optionsFor(entry, 1e-6));
        QVERIFY2(s.report.reachedEnd(), s.report.message().c_str());
        const double error = scaledError(entry, s);
        QVERIFY2(error <= allowedError(entry, *method, s), qPrintable(QString::number(error)));
    }

    void smallComponentsAreRight_data()
    {
        rows([](const Method& method, bool stiff) {
            return method.adaptive() && method.order() >= 3 && stiff
                && madeForStiffProblems(method);
        });
    }

    void smallComponentsAreRight()
    {
        // Far below their scale: the second of Robertson's and of van der Pol's components. Where
        // all decay alike, the relative errors of the steps add up.
        QFETCH(const Method*, method);
        QFETCH(int, index);
        const auto& entry = m_problems.at(std::size_t(index));
        const Solution s = solve(referenceProblem(entry), *method, optionsFor(entry, 1e-9));
        const double error = relativeError(entry, s);
        QVERIFY2(error <= 10 * allowedError(entry, *method, s), qPrintable(QString::number(error)));
    }

    void stiffnessCostsNoSteps()
    {
        // Robertson's problem to t = 40: an explicit method needs h below 1e-3 all the way.
        const auto& entry = named("robertson_40");
        for (const char* id : { "radau-iia3", "rodas4", "bdf5", "kvaerno5", "tr-bdf2", "ros3p",
                 "rosenbrock23", "sdirk2", "kvaerno3" }) {
            const Solution s
                = solve(referenceProblem(entry), methodById(id), optionsFor(entry, 1e-4));
            QVERIFY2(s.report.reachedEnd(), id);
            QVERIFY2(s.report.accepted < 1000,
                qPrintable(QString("%1: %2").arg(id).arg(s.report.accepted)));
        }
        const Solution explicitOne
            = solve(referenceProblem(entry), methodById("dopri5"), optionsFor(entry, 1e-4));
        QVERIFY(explicitOne.report.accepted > 10'000);
    }

    void fixedStepsOnStiffProblems_data()
    {
        QTest::addColumn<const Method*>("method");
        for (const auto& method : methods())
            if (madeForStiffProblems(method))
                QTest::newRow(method.id.data()) << &method;
    }

    void fixedStepsOnStiffProblems()
    {
        // Eigenvalues -1000 and -1 in steps of 0.02: |h lambda| = 20 is far outside of what any
        // explicit method takes, implicit ones resolve the slow part.
        QFETCH(const Method*, method);
        const auto& entry = named("stiff_linear_2");
        SolveOptions options;
        options.step = 0.02;
        QVERIFY(!solve(referenceProblem(entry), methodById("rk4"), options).report.reachedEnd());
        const Solution s = solve(referenceProblem(entry), *method, options);
        QVERIFY2(s.report.reachedEnd(), s.report.message().c_str());
        QVERIFY2(scaledError(entry, s) < 1e-4, qPrintable(QString::number(scaledError(entry, s))));
    }

private:
    static std::string nameOf(const nlohmann::json& entry) { return entry.at("name"); }

    const nlohmann::json& named(const std::string& name) const
    {
        for (const auto& entry : m_problems)
            if (nameOf(entry) == name)
                return entry;
        throw std::runtime_error("no problem " + name);
    }

    void rows(bool (*wanted)(const Method&, bool stiff)) const
    {
        QTest::addColumn<const Method*>("method");
        QTest::addColumn<int>("index");
        for (const auto& method : methods())
            for (std::size_t i = 0; i < m_problems.size(); ++i)
                if (wanted(method, m_problems[i].at("stiff")))
                    QTest::addRow("%s, %s", method.id.data(), nameOf(m_problems[i]).c_str())
                        << &method << int(i);
    }

    nlohmann::json m_problems;
};

REGISTER_TEST(TestStiffReference)
#include "tst_stiff_reference.moc"
