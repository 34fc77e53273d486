// SPDX-License-Identifier: GPL-3.0-or-later
#include "gradient_models.h"
#include "reference_data.h"

#include "solvers/sensitivity/loss_gradient.h"

#include <QTest>

#include <algorithm>
#include <cmath>

using namespace solvers;
using namespace gradients;

namespace {

/// dL/d(theta, z0) and, for one observation at the end, dL/dt0 and dL/dt1
Vec joined(const Vec& theta, const Vec& z0, std::initializer_list<double> times)
{
    std::vector<double> numbers(theta.begin(), theta.end());
    numbers.insert(numbers.end(), z0.begin(), z0.end());
    numbers.insert(numbers.end(), times);
    return Eigen::Map<const Vec>(numbers.data(), static_cast<Index>(numbers.size()));
}

struct Result {
    double loss = 0.0;
    Vec gradient;
};

/// A case of gradients.json
class Case {
public:
    explicit Case(const nlohmann::json& entry)
        : m_entry(entry)
        , m_dynamics(dynamicsOf(entry))
    {
    }

    bool observed() const { return m_entry.contains("observe"); }
    double step() const { return m_entry.at("h"); }

    Result run(const std::string& gradient, const Method& method, const SolveOptions& solve) const
    {
        GradientTask task;
        task.z0 = numbersOf(m_entry.at("z0"));
        task.times = { m_entry.at("t0") };
        if (!observed())
            task.times.push_back(m_entry.at("t1"));
        else
            for (const double k : m_entry.at("observe"))
                task.times.push_back(task.times[0] + k * step());
        const Vec target = numbersOf(m_entry.at("target"));
        task.loss = meanSquaredLoss(Eigen::Map<const Matrix<double>>(
            target.data(), task.z0.size(), target.size() / task.z0.size()));
        task.gradient = &gradientMethodById(gradient);
        task.method = &method;
        task.solve = solve;
        System<double> f(m_dynamics, inOrder(*m_dynamics, m_entry.at("parameters")),
            task.z0.size() / m_dynamics->dim());
        const Vec theta = f.theta;
        const LossGradient found = lossGradient(f, task);
        if (!found.trouble.empty() || f.openRecords() != 0 || f.theta != theta)
            throw std::runtime_error(gradient + " failed or left something: " + found.trouble);
        if (observed())
            return { found.loss, joined(found.parameters, found.z0, {}) };
        return { found.loss,
            joined(found.parameters, found.z0, { found.times[0], found.times[1] }) };
    }

    /// What the file says, in the same order
    Result expected(const std::string& how) const
    {
        const auto& entry = m_entry.at("results").at(how);
        const auto& grad = entry.at("grad");
        const Vec theta = inOrder(*m_dynamics, grad);
        const Vec z0 = numbersOf(grad.at("z0"));
        if (observed())
            return { entry.at("loss"), joined(theta, z0, {}) };
        return { entry.at("loss"), joined(theta, z0, { grad.at("t0"), grad.at("t1") }) };
    }

    /// How far the two are apart, without t0 and t1 where the file means others by them.
    double distance(const Result& found, const Result& expected, bool times = true) const
    {
        const Index size = expected.gradient.size() - (times || observed() ? 0 : 2);
        return (found.gradient.head(size) - expected.gradient.head(size)).norm()
            / expected.gradient.head(size).norm();
    }

private:
    const nlohmann::json& m_entry;
    std::shared_ptr<const Dynamics> m_dynamics;
};

SolveOptions fixed(double step)
{
    return gradients::fixed(0.0, 1.0, step);
}

SolveOptions adaptive(double tolerance)
{
    return gradients::adaptive(0.0, 1.0, tolerance);
}

/// The continuous adjoint needs it.
bool takesQuadratures(const Method& method)
{
    return !std::holds_alternative<const BdfFormula*>(method.data)
        && !std::holds_alternative<const RosenbrockTableau*>(method.data)
        && !std::holds_alternative<const SymplecticScheme*>(method.data);
}

/// Fine enough for the leading term of the error, coarse enough for one above 3e-14
double stepFor(const Method& method)
{
    if (method.order() >= 8)
        return 1.0 / 3;
    if (method.order() == 6)
        return std::holds_alternative<const BdfFormula*>(method.data) ? 1.0 / 32 : 1.0 / 8;
    return method.order() >= 4 ? 1.0 / 16 : 1.0 / 64;
}

QString number(double value)
{
    return QString::number(value);
}

} // namespace

/// PyTorch, torchdiffeq and finite differences in 53 digits; see the file's own words.
class TestSensitivityReference : public QObject {
    Q_OBJECT

private slots:
    void initTestCase() { m_cases = readReference("gradients.json").at("cases"); }
    void sameSchemeGivesTheSame_data();
    void sameSchemeGivesTheSame();
    void tightTolerancesGiveTheExactFlow_data();
    void tightTolerancesGiveTheExactFlow();
    void errorFallsWithTheOrder_data();
    void errorFallsWithTheOrder();

private:
    nlohmann::json m_cases;
};

void TestSensitivityReference::sameSchemeGivesTheSame_data()
{
    QTest::addColumn<int>("index");
    QTest::addColumn<QString>("gradient");
    QTest::addColumn<QString>("method");
    QTest::addColumn<QString>("how");
    QTest::addColumn<double>("allowed");
    constexpr double kSame = 1e-11;
    const struct {
        const char* gradient;
        const char* method;
        const char* how;
        double allowed;
    } rows[] { { "backprop", "rk4", "autograd_rk4", kSame },
        { "checkpointed", "rk4", "autograd_rk4", kSame },
        { "forward", "rk4", "autograd_rk4", kSame },
        { "finite-differences", "rk4", "autograd_rk4", 2e-9 }, // eps^(2/3) times a third derivative
        { "backprop", "rk4", "finite_difference_rk4", kSame },
        { "adjoint-stored", "rk4", "adjoint_rk4", kSame },
        { "adjoint", "rk4", "adjoint_rk4_no_reset", kSame },
        { "adjoint-seminorm", "rk4", "adjoint_rk4_no_reset", kSame },
        { "adjoint-stored", "rk4-38", "torchdiffeq_adjoint_rk4_38", kSame } };
    for (std::size_t i = 0; i < m_cases.size(); ++i)
        for (const auto& [gradient, method, how, allowed] : rows) {
            // Observations restart z here, and in the file's run they did not.
            if (m_cases[i].contains("observe") && QString(how).endsWith("no_reset"))
                continue;
            QTest::addRow(
                "%s, %s, %s", m_cases[i].at("name").get<std::string>().c_str(), gradient, how)
                << int(i) << QString(gradient) << QString(method) << QString(how) << allowed;
        }
}

void TestSensitivityReference::sameSchemeGivesTheSame()
{
    QFETCH(int, index);
    QFETCH(QString, gradient);
    QFETCH(QString, method);
    QFETCH(QString, how);
    QFETCH(double, allowed);
    const Case example(m_cases.at(std::size_t(index)));
    const Result found = example.run(
        gradient.toStdString(), methodById(method.toStdString()), fixed(example.step()));
    const Result expected = example.expected(how.toStdString());
    QVERIFY(std::abs(found.loss - expected.loss) <= 1e-12 * expected.loss);
    // torchdiffeq integrates dL/dt along; we have it from a . f at the ends.
    const double far = example.distance(found, expected, !how.startsWith("torchdiffeq"));
    QVERIFY2(far < allowed, qPrintable(number(far)));
}

void TestSensitivityReference::tightTolerancesGiveTheExactFlow_data()
{
    QTest::addColumn<int>("index");
    QTest::addColumn<QString>("gradient");
    for (std::size_t i = 0; i < m_cases.size(); ++i)
        for (const auto& gradient : gradientMethods())
            QTest::addRow(
                "%s, %s", m_cases[i].at("name").get<std::string>().c_str(), gradient.id.data())
                << int(i) << QString(gradient.id.data());
}

void TestSensitivityReference::tightTolerancesGiveTheExactFlow()
{
    QFETCH(int, index);
    QFETCH(QString, gradient);
    const Case example(m_cases.at(std::size_t(index)));
    // reversible takes fixed steps only
    const SolveOptions solve = gradient == "reversible" ? fixed(0.005) : adaptive(1e-10);
    const Result found = example.run(gradient.toStdString(), methodById("dopri5"), solve);
    for (const char* how : { "finite_difference_exact_flow", "torchdiffeq_adjoint_dopri5" }) {
        const Result expected = example.expected(how);
        QVERIFY(std::abs(found.loss - expected.loss) <= 1e-7 * expected.loss);
        const double far = example.distance(found, expected);
        QVERIFY2(far < 1e-7, qPrintable(number(far)));
    }
}

void TestSensitivityReference::errorFallsWithTheOrder_data()
{
    QTest::addColumn<const Method*>("method");
    QTest::addColumn<QString>("gradient");
    const auto row = [](const Method& method, const char* gradient) {
        QTest::addRow("%s, %s", method.id.data(), gradient) << &method << QString(gradient);
    };
    for (const auto& method : methods()) {
        if (std::holds_alternative<const SymplecticScheme*>(method.data))
            continue; // for systems of another kind
        row(method, "forward");
        if (method.tableau() != nullptr)
            row(method, "backprop");
        if (!takesQuadratures(method))
            continue;
        row(method, "adjoint");
        row(method, "adjoint-interpolated");
        // Started anew at every step, a multistep method is its starting method.
        if (!std::holds_alternative<const MultistepFormula*>(method.data))
            row(method, "adjoint-stored");
    }
}

void TestSensitivityReference::errorFallsWithTheOrder()
{
    QFETCH(const Method*, method);
    QFETCH(QString, gradient);
    const auto coarsest = std::find_if(m_cases.begin(), m_cases.end(),
        [](const auto& entry) { return entry.at("name") == "small_net_3_coarse"; });
    const Case example(*coarsest);
    const Result truth = example.expected("finite_difference_exact_flow");
    const auto error = [&](double step) {
        return example.distance(
            example.run(gradient.toStdString(), *method, fixed(step)), truth, false);
    };
    const double step = stepFor(*method);
    const double coarse = error(step);
    const double fine = error(step / 2);
    const double order = std::log2(coarse / fine);
    // Of high orders there are few steps between the first terms and rounding.
    const double allowed = method->order() >= 5 ? 0.45 : 0.35;
    int least = method->order();
    if (gradient == "adjoint-interpolated") {
        const int dense = makeStepper<double>(*method)->denseOrder();
        least = std::min(least, 1 + (dense > 0 ? dense : 3));
    }
    QVERIFY2(order > least - allowed && order < method->order() + allowed && fine > 3e-14,
        qPrintable(QString("observed %1, error %2").arg(order).arg(fine)));
    // The interpolant is all that is in the way of these.
    if (least < 5 && (method->id == "cash-karp" || method->id == "gauss3"))
        QVERIFY(order < 4.1);
}

QTEST_APPLESS_MAIN(TestSensitivityReference)
#include "tst_sensitivity_reference.moc"
