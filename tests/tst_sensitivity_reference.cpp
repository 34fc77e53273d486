// SPDX-License-Identifier: GPL-3.0-or-later
#include "gradient_models.h"
#include "reference_data.h"
#include "test_program.h"

#include <QTest>

#include <cmath>

using namespace solvers;
using namespace gradients;

namespace {

constexpr const char* kMethods[] { "backprop", "adjoint", "adjoint-stored" };

struct Result {
    double loss = 0.0;
    Vec gradient; ///< parameters, z0 and, for one observation at the end by adjoints, t0 and t1
};

Vec joined(const Vec& theta, const Vec& z0, bool times, double t0, double t1)
{
    std::vector<double> numbers(theta.begin(), theta.end());
    numbers.insert(numbers.end(), z0.begin(), z0.end());
    if (times)
        numbers.insert(numbers.end(), { t0, t1 });
    return Eigen::Map<const Vec>(numbers.data(), static_cast<Index>(numbers.size()));
}

/// A case of gradients.json: a loss at some times, and the solves between them.
class Case {
public:
    explicit Case(const nlohmann::json& entry)
        : m_entry(entry)
        , m_dynamics(dynamicsOf(entry))
        , m_z0(numbersOf(entry.at("z0")))
        , m_target(numbersOf(entry.at("target")))
    {
        const double t0 = entry.at("t0");
        const double t1 = entry.at("t1");
        m_times = { t0 };
        if (!entry.contains("observe"))
            m_times.push_back(t1);
        else
            for (const double k : entry.at("observe"))
                m_times.push_back(t0 + k * entry.at("h").get<double>());
    }

    bool observed() const { return m_entry.contains("observe"); }

    /// Solves from observation to observation, and back: a jumps by dL/dz at each of them.
    Result run(const char* gradient, const Method& method, SolveOptions options) const
    {
        System<double> f(m_dynamics, inOrder(*m_dynamics, m_entry.at("parameters")),
            m_z0.size() / m_dynamics->dim());
        std::vector<std::unique_ptr<Sensitivity<double>>> solves;
        std::vector<Vec> states { m_z0 };
        for (std::size_t k = 1; k < m_times.size(); ++k) {
            options.t0 = m_times[k - 1];
            options.t1 = m_times[k];
            solves.push_back(
                makeSensitivity<double>(gradientMethodById(gradient), method, options));
            states.push_back(states.back());
            if (!solves.back()->forward(f, view(states.back())).reachedEnd())
                throw std::runtime_error("a forward solve failed");
        }
        Result result;
        Vec a = Vec::Zero(m_z0.size());
        Vec theta = Vec::Zero(f.parameterCount());
        Vec slope(m_z0.size());
        double t1 = 0.0;
        for (std::size_t k = m_times.size() - 1; k > 0; --k) {
            const Vec miss = states[k]
                - m_target.segment(static_cast<Index>(k - 1) * m_z0.size(), m_z0.size());
            result.loss += miss.squaredNorm() / static_cast<double>(m_target.size());
            a += 2.0 * miss / static_cast<double>(m_target.size());
            f.evaluate(m_times[k], view(std::as_const(states[k])), view(slope));
            t1 = a.dot(slope);
            if (!solves[k - 1]->backward(f, view(a), view(theta)).reachedEnd())
                throw std::runtime_error("a backward solve failed");
        }
        if (f.openRecords() != 0)
            throw std::runtime_error("records were left");
        f.evaluate(m_times[0], view(m_z0), view(slope));
        const bool times = !observed() && std::string(gradient) != "backprop";
        result.gradient = joined(theta, a, times, -a.dot(slope), t1);
        return result;
    }

    /// What the file says, in the same order
    Result expected(const char* how, bool times) const
    {
        const auto& entry = m_entry.at("results").at(how);
        const Vec theta = inOrder(*m_dynamics, entry.at("grad"));
        const Vec z0 = numbersOf(entry.at("grad").at("z0"));
        Result result;
        result.loss = entry.at("loss");
        const auto number
            = [&](const char* key) { return times ? entry.at("grad").at(key).get<double>() : 0.0; };
        result.gradient = joined(theta, z0, times, number("t0"), number("t1"));
        return result;
    }

private:
    const nlohmann::json& m_entry;
    std::shared_ptr<const Dynamics> m_dynamics;
    Vec m_z0;
    Vec m_target;
    std::vector<double> m_times;
};

SolveOptions fixed(double step)
{
    SolveOptions options;
    options.step = step;
    return options;
}

SolveOptions adaptive(double tolerance)
{
    SolveOptions options;
    options.adaptive = true;
    options.rtol = options.atol = tolerance;
    return options;
}

double distance(const Vec& a, const Vec& b)
{
    return (a - b).norm() / b.norm();
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
    const struct {
        const char* gradient;
        const char* method;
        const char* how;
    } rows[] { { "backprop", "rk4", "autograd_rk4" },
        { "backprop", "rk4", "finite_difference_rk4" }, { "adjoint-stored", "rk4", "adjoint_rk4" },
        { "adjoint", "rk4", "adjoint_rk4_no_reset" },
        { "adjoint-stored", "rk4-38", "torchdiffeq_adjoint_rk4_38" } };
    for (std::size_t i = 0; i < m_cases.size(); ++i)
        for (const auto& [gradient, method, how] : rows) {
            // Observations restart z here, and in the file's run they did not.
            if (m_cases[i].contains("observe") && std::string(gradient) == "adjoint")
                continue;
            QTest::addRow("%s, %s", m_cases[i].at("name").get<std::string>().c_str(), how)
                << int(i) << QString(gradient) << QString(method) << QString(how);
        }
}

void TestSensitivityReference::sameSchemeGivesTheSame()
{
    QFETCH(int, index);
    QFETCH(QString, gradient);
    QFETCH(QString, method);
    QFETCH(QString, how);
    const auto& entry = m_cases.at(std::size_t(index));
    const Case example(entry);
    const Result found
        = example.run(qPrintable(gradient), methodById(method.toStdString()), fixed(entry.at("h")));
    // torchdiffeq integrates dL/dt along; we have it from a . f at the ends.
    const bool times = !example.observed() && how.startsWith("adjoint");
    const Result expected = example.expected(qPrintable(how), times);
    QVERIFY(std::abs(found.loss - expected.loss) <= 1e-12 * expected.loss);
    const double far = distance(found.gradient.head(expected.gradient.size()), expected.gradient);
    QVERIFY2(far < 1e-11, qPrintable(QString::number(far)));
}

void TestSensitivityReference::tightTolerancesGiveTheExactFlow_data()
{
    QTest::addColumn<int>("index");
    QTest::addColumn<QString>("gradient");
    for (std::size_t i = 0; i < m_cases.size(); ++i)
        for (const char* gradient : kMethods)
            QTest::addRow("%s, %s", m_cases[i].at("name").get<std::string>().c_str(), gradient)
                << int(i) << QString(gradient);
}

void TestSensitivityReference::tightTolerancesGiveTheExactFlow()
{
    QFETCH(int, index);
    QFETCH(QString, gradient);
    const Case example(m_cases.at(std::size_t(index)));
    const Result found = example.run(qPrintable(gradient), methodById("dopri5"), adaptive(1e-10));
    for (const char* how : { "finite_difference_exact_flow", "torchdiffeq_adjoint_dopri5" }) {
        const Result expected
            = example.expected(how, !example.observed() && gradient != "backprop");
        QVERIFY(std::abs(found.loss - expected.loss) <= 1e-7 * expected.loss);
        const double far = distance(found.gradient, expected.gradient);
        QVERIFY2(far < 1e-7, qPrintable(QString::number(far)));
    }
}

void TestSensitivityReference::errorFallsWithTheOrder_data()
{
    QTest::addColumn<const Method*>("method");
    QTest::addColumn<QString>("gradient");
    for (const auto& method : methods())
        for (const char* gradient : kMethods)
            if (method.tableau() != nullptr)
                QTest::addRow("%s, %s", method.id.data(), gradient) << &method << QString(gradient);
}

void TestSensitivityReference::errorFallsWithTheOrder()
{
    QFETCH(const Method*, method);
    QFETCH(QString, gradient);
    for (const auto& entry : m_cases) {
        if (entry.at("name") != "small_net_3_coarse")
            continue;
        const Case example(entry);
        const Vec truth = example.expected("finite_difference_exact_flow", false).gradient;
        const auto error = [&](double step) {
            const Vec found = example.run(qPrintable(gradient), *method, fixed(step)).gradient;
            return distance(found.head(truth.size()), truth);
        };
        // Fine enough for the leading term, coarse enough for an error above 1e-12.
        const double step = method->order() >= 6 ? 1.0 / 3
            : method->order() >= 4               ? 1.0 / 16
                                                 : 1.0 / 64;
        const double coarse = error(step);
        const double fine = error(step / 2);
        const double order = std::log2(coarse / fine);
        // Of high orders there are few steps between the first terms and rounding.
        const double allowed = method->order() >= 6 ? 0.5 : 0.35;
        QVERIFY2(std::abs(order - method->order()) < allowed && fine > 1e-13,
            qPrintable(QString("observed %1, error %2").arg(order).arg(fine)));
    }
}

REGISTER_TEST(TestSensitivityReference)
#include "tst_sensitivity_reference.moc"
