// SPDX-License-Identifier: GPL-3.0-or-later
#include "reference_data.h"
#include "solvers/analysis/solution.h"
#include "test_program.h"

#include <QTest>

#include <cmath>
#include <map>

/// Every state of every golden trajectory, worked out in 54 digits and rounded at the end.
class TestFixedStepReference : public QObject {
    Q_OBJECT

private slots:
    void trajectoryIsReproduced_data()
    {
        QTest::addColumn<int>("index");
        QTest::addColumn<QString>("method");
        m_cases = readReference("fixed_step.json").at("cases");
        for (std::size_t i = 0; i < m_cases.size(); ++i)
            for (const auto& [reference, id] : kIds)
                QTest::addRow("%s, h = %g, %s", m_cases[i].at("name").get<std::string>().c_str(),
                    m_cases[i].at("h").get<double>(), id)
                    << static_cast<int>(i) << QString(id);
    }

    void trajectoryIsReproduced()
    {
        QFETCH(int, index);
        QFETCH(QString, method);
        const auto& entry = m_cases.at(static_cast<std::size_t>(index));
        std::string reference;
        for (const auto& [name, id] : kIds)
            if (method == id)
                reference = name;
        compare(entry, entry.at("y").at(reference), method.toStdString(), entry.at("t"));
    }

    void theSameBackwards()
    {
        // Reversing time and the sign of f gives the same numbers with negative steps.
        const auto cases = readReference("fixed_step.json").at("cases");
        for (const auto& entry : cases) {
            nlohmann::json reversed = entry;
            for (auto& text : reversed.at("rhs"))
                text = "-(" + withTimeReversed(text.get<std::string>()) + ")";
            reversed["t0"] = -entry.at("t0").get<double>();
            reversed["h"] = -entry.at("h").get<double>();
            nlohmann::json times = entry.at("t");
            for (auto& t : times)
                t = -t.get<double>();
            for (const auto& [name, id] : kIds)
                compare(reversed, entry.at("y").at(name), id, times);
        }
    }

private:
    inline static const std::map<std::string, const char*> kIds { { "euler", "euler" },
        { "heun2", "heun" }, { "midpoint", "midpoint" }, { "ralston2", "ralston" },
        { "rk4", "rk4" }, { "rk4_38", "rk4-38" }, { "bs3", "bosh3" }, { "dopri5", "dopri5" } };

    /// t -> (-t), where t stands alone
    static std::string withTimeReversed(const std::string& text)
    {
        std::string result;
        for (std::size_t i = 0; i < text.size(); ++i) {
            const auto letter = [&](std::size_t k) {
                return k < text.size() && std::isalpha(static_cast<unsigned char>(text[k])) != 0;
            };
            const bool alone = text[i] == 't' && !letter(i + 1) && (i == 0 || !letter(i - 1));
            result += alone ? std::string("(-t)") : std::string(1, text[i]);
        }
        return result;
    }

    static void compare(const nlohmann::json& entry, const nlohmann::json& states,
        const std::string& id, const nlohmann::json& times)
    {
        solvers::Problem problem = referenceProblem(entry);
        const double h = entry.at("h");
        const long steps = entry.at("steps");
        problem.t1 = problem.t0 + h * static_cast<double>(steps);
        solvers::SolveOptions options;
        options.step = std::abs(h);
        const auto solution = solvers::solve(problem, solvers::methodById(id), options);
        QVERIFY(solution.report.reachedEnd());
        QCOMPARE(solution.report.accepted, steps);
        QCOMPARE(solution.size(), static_cast<std::size_t>(steps) + 1);
        std::vector<double> scale(problem.dim(), 0.0);
        for (const auto& state : states)
            for (std::size_t k = 0; k < problem.dim(); ++k)
                scale[k] = std::max(scale[k], std::abs(state.at(k).get<double>()));
        for (std::size_t i = 0; i < solution.size(); ++i) {
            QVERIFY(std::abs(solution.t[i] - times.at(i).get<double>())
                < 1e-14 * (1 + 5 * std::abs(solution.t[i])));
            for (std::size_t k = 0; k < problem.dim(); ++k) {
                const double expected = states.at(i).at(k);
                QVERIFY2(std::abs(solution.state(i)[k] - expected) <= 1e-12 * scale[k],
                    qPrintable(QString("%1 %2 step %3: %4, expected %5")
                                   .arg(QString::fromStdString(problem.name))
                                   .arg(id.c_str())
                                   .arg(i)
                                   .arg(solution.state(i)[k], 0, 'g', 17)
                                   .arg(expected, 0, 'g', 17)));
            }
        }
    }

    nlohmann::json m_cases;
};

REGISTER_TEST(TestFixedStepReference)
#include "tst_fixed_step_reference.moc"
