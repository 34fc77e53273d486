// SPDX-License-Identifier: GPL-3.0-or-later
#include "random_expression.h"
#include "solvers/problems/catalogue.h"
#include "solvers/problems/expression.h"
#include "solvers/problems/expression_program.h"

#include <QTest>

#include <cmath>
#include <cstring>
#include <random>

using namespace solvers;

namespace {

const std::vector<std::string> kNames { "y", "t", "lambda" };
using Numbers = std::vector<double>;

bool sameBits(double a, double b)
{
    return std::memcmp(&a, &b, sizeof a) == 0 || (std::isnan(a) && std::isnan(b));
}

bool near(double a, double b, double tolerance)
{
    return (std::isnan(a) && std::isnan(b)) || a == b
        || std::abs(a - b) <= tolerance * std::max({ 1.0, std::abs(a), std::abs(b) });
}

/// Derivatives by y, t and lambda in reverse mode
Numbers gradient(const std::string& text, const Numbers& at)
{
    ExpressionProgram program(kNames, {}, { text });
    program.evaluate(at.data());
    Numbers result(at.size());
    const double weight = 1.0;
    program.pullback(&weight, result.data());
    return result;
}

double byY(const std::string& text, double y, double t = 0.3)
{
    return gradient(text, { y, t, -2.0 })[0];
}

double valueOf(const std::string& text, const Numbers& at)
{
    return Expression(text, kNames, at.data()).evaluate();
}

/// By extrapolated central differences: an error of h^4
double difference(const std::string& text, Numbers at, std::size_t j)
{
    const double x = at[j];
    const auto central = [&](double h) {
        at[j] = x + h;
        const double above = valueOf(text, at);
        at[j] = x - h;
        return (above - valueOf(text, at)) / (2 * h);
    };
    constexpr double h = 1e-3;
    return (4.0 * central(h / 2) - central(h)) / 3.0;
}

} // namespace

class TestExpressionDerivatives : public QObject {
    Q_OBJECT

private slots:
    void functionsEqualDifferences();
    void operatorsEqualDifferences_data();
    void operatorsEqualDifferences();
    void kinks_data();
    void kinks();
    void powers();
    void outsideTheDomain();
    void onlyWhatMattersIsDifferentiated();
    void valuesEqualMuParser_data();
    void valuesEqualMuParser();
    void randomExpressions_data();
    void randomExpressions();
    void catalogueValuesEqualMuParser();
    void definitionsByTheChainRule();
    void severalTexts();
    void deepTextsDoNotCrash();
};

void TestExpressionDerivatives::functionsEqualDifferences()
{
    for (const auto& function : expressionFunctions()) {
        const std::string name(function.name);
        int compared = 0;
        for (const double y : { -3.1, -0.7, -0.2, 0.3, 0.6, 0.9, 1.4, 2.5, 7.0 }) {
            for (const double t : { -1.3, 0.45, 2.2 }) {
                const std::string text = function.fewest == 1 ? name + "(y)"
                    : function.many != nullptr                ? name + "(y, t, lambda)"
                                                              : name + "(y, t)";
                const Numbers at { y, t, 0.1 };
                const Numbers exact = gradient(text, at);
                for (std::size_t j = 0; j < 3; ++j) {
                    const double expected = difference(text, at, j);
                    if (!std::isfinite(expected))
                        continue;
                    QVERIFY2(near(exact[j], expected, 1e-9),
                        qPrintable(QString("%1 by %2 at y = %3, t = %4: %5, not %6")
                                       .arg(text.c_str(), kNames[j].c_str())
                                       .arg(y)
                                       .arg(t)
                                       .arg(exact[j], 0, 'g', 15)
                                       .arg(expected, 0, 'g', 15)));
                    compared += exact[j] != 0.0 || name == "sign" ? 1 : 0;
                }
            }
        }
        QVERIFY2(compared >= 9, name.c_str());
    }
}

void TestExpressionDerivatives::operatorsEqualDifferences_data()
{
    QTest::addColumn<QString>("text");
    for (const char* text :
        { "y + t", "y - t", "-y", "+y*t", "y*t", "y/t", "t/y", "y^t", "2^y", "y^2", "y^3", "y^4",
            "y^-2", "y^0.5", "(y + t)^1.5", "(y*t)^2", "(y*t)^2.5", "(y - t)^3", "sin(y)^4",
            "3*y - 2*(y + 1)/7 + 5 - y", "y*y*y", "2*(3*y + 1)", "1/(1 + exp(-lambda*y))",
            "y > t ? y*t : t^2", "t > y ? 1 : y < 1 ? y^2 : t^3", "y > 1 ? y > 2 ? y^3 : y^2 : y",
            "sin(y > 0 ? y : -y)*t", "2^y^t", "-y^2", "y*(t > 0 && y > 0) + t*(t < 0 || y < 0)",
            "sqrt(y^2 + t^2)*lambda", "max(y, min(t, lambda), y*t)" })
        QTest::newRow(text) << QString(text);
}

void TestExpressionDerivatives::operatorsEqualDifferences()
{
    QFETCH(QString, text);
    for (const double y : { 0.4, 1.3, 2.6 }) {
        const Numbers at { y, 0.7, -1.2 };
        const Numbers exact = gradient(text.toStdString(), at);
        for (std::size_t j = 0; j < 3; ++j)
            QVERIFY2(near(exact[j], difference(text.toStdString(), at, j), 1e-9),
                qPrintable(QString("by %1 at y = %2").arg(kNames[j].c_str()).arg(y)));
    }
}

void TestExpressionDerivatives::kinks_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<double>("y");
    QTest::addColumn<double>("expected"); ///< d/dy
    const auto row = [](const char* text, double y, double expected) {
        QTest::addRow("%s at %g", text, y) << QString(text) << y << expected;
    };
    row("abs(y)", 0.0, 0.0);
    row("sign(y)", 0.0, 0.0);
    row("y*sign(y)", -2.0, -1.0);
    row("min(2*y, 3*y)", 0.0, 2.0);
    row("max(2*y, 3*y)", 0.0, 2.0);
    row("y > 0 ? y : -y", 0.0, -1.0);
    row("y >= 0 ? y : -y", 0.0, 1.0);
    row("y < 1", 1.0, 0.0);
    row("(y == 1)*y", 1.0, 1.0);
    row("y && 2", 0.5, 0.0);
}

void TestExpressionDerivatives::kinks()
{
    QFETCH(QString, text);
    QFETCH(double, y);
    QFETCH(double, expected);
    QCOMPARE(byY(text.toStdString(), y), expected);
}

void TestExpressionDerivatives::powers()
{
    // A constant whole exponent: right at 0 and for negative bases, written in every way.
    for (const char* text : { "y^%1", "(y)^%1", "pow(y, %1)", "(y + 0)^%1", "y^(%1 + 0*t)" }) {
        for (int n = 0; n <= 6; ++n) {
            for (const double y : { -1.5, 0.0, 2.0 }) {
                const QString power = QString(text).arg(n);
                const double expected = n == 0 ? 0.0 : n * std::pow(y, n - 1);
                QVERIFY2(near(byY(power.toStdString(), y), expected, 1e-15), qPrintable(power));
            }
        }
        QVERIFY(near(byY(QString(text).arg("(-1)").toStdString(), -2.0), -0.25, 1e-15));
    }
    QCOMPARE(byY("2^y", 0.0), std::log(2.0));
    QCOMPARE(byY("0^y", 1.0), 0.0);
    QCOMPARE(byY("y^0.5", 0.0), INFINITY);
    QVERIFY(std::isnan(byY("(0 - 2)^y", 3.0)));
}

void TestExpressionDerivatives::outsideTheDomain()
{
    for (const char* text : { "sqrt(y)", "ln(y)", "log10(y)", "asin(y)", "acos(y)", "acosh(y)",
             "atanh(y)", "y^0.5", "(y)^1.5", "y/0*0" })
        QVERIFY2(std::isnan(byY(text, -3.0)), text);
    QCOMPARE(byY("sqrt(y)", 0.0), INFINITY);
    QCOMPARE(byY("ln(y)", 0.0), INFINITY);
    QVERIFY(std::isnan(byY("sqrt(y)^2", 0.0)));
}

void TestExpressionDerivatives::onlyWhatMattersIsDifferentiated()
{
    // The branch not taken, the operands of comparisons and texts of weight 0 stay away.
    QCOMPARE(byY("y > 0 ? sqrt(y) : y*3", 0.0), 3.0);
    QCOMPARE(byY("sqrt(y) > 1 ? 2*y : 5*y", 0.0), 5.0);
    ExpressionProgram program({ "y", "t", "root" }, { "sqrt(y)" }, { "root", "y*t" });
    const double at[] { 0.0, 2.0 };
    const double weights[] { 0.0, 1.0 };
    double sums[] { 0.0, 0.0 };
    program.evaluate(at);
    program.pullback(weights, sums);
    QCOMPARE(sums[0], 2.0);
    QCOMPARE(sums[1], 0.0);
    // The exponent is no part of a tangent along y, and by itself it has no derivative here.
    ExpressionProgram power(kNames, {}, { "y^lambda" });
    const double point[] { -2.0, 0.0, 2.0 };
    const double tangents[] { 1.0, 0.0, 0.0 };
    double slope = 0.0;
    power.evaluate(point);
    power.pushforward(tangents, &slope);
    QCOMPARE(slope, -4.0);
    QVERIFY(std::isnan(gradient("y^lambda", { -2.0, 0.0, 2.0 })[2]));
}

void TestExpressionDerivatives::valuesEqualMuParser_data()
{
    QTest::addColumn<QString>("text");
    // What muParser shortens or evaluates early, and what it must not.
    for (const char* text : { "3*y + 2*y", "y - y", "2*(3*y + 1)", "(3*y + 1)*2/7", "0.1*y*3",
             "y*y*y", "y*y", "y^4", "(y)^4", "y^1", "y^0", "y^3*t", "0.5 && 1", "0.5 || 0",
             "(-0.0)*y", "y*(0 - 0)", "-0*y", "3 - 2*y", "3*y - 5 - y", "y + +t", "-(y)^2",
             "-2^2*y", "2^-1*8*y", "sin(2)*3*y", "y*pi/e", "atan2(1, 2)*y + 1/3", "y/3", "1/3*y",
             "min(1, 2)*y", "3 ? y : t", "(1 ? 2 : 3) + y", "1/0", "-y^2^0.5", "2^3^2*y",
             "(y > 1 ? 2 : 3)^2", "max(y, 2)^2.5*y^1.5", "y < t == t < y", "1 - y + 2 - t + 3",
             "y + 0*t", "t - 3*t", "-y*2", "1e-3*y + 1e300*y", "y*1e200*1e200 + 1" })
        QTest::newRow(text) << QString(text);
}

void TestExpressionDerivatives::valuesEqualMuParser()
{
    QFETCH(QString, text);
    ExpressionProgram program(kNames, {}, { text.toStdString() });
    for (const double y : { -2.7, -1.0, -0.0, 0.0, 0.3, 1.0 / 3, 1.7, 12345.678, double(INFINITY) })
        for (const double t : { -0.7, 0.0, 1.1 }) {
            const Numbers at { y, t, -2.0 };
            program.evaluate(at.data());
            QVERIFY2(sameBits(program.value(0), valueOf(text.toStdString(), at)),
                qPrintable(QString("at y = %1, t = %2: %3, not %4")
                               .arg(y)
                               .arg(t)
                               .arg(program.value(0), 0, 'g', 17)
                               .arg(valueOf(text.toStdString(), at), 0, 'g', 17)));
        }
}

void TestExpressionDerivatives::randomExpressions_data()
{
    QTest::addColumn<unsigned>("seed");
    for (unsigned seed = 1; seed <= 4; ++seed)
        QTest::addRow("seed %u", seed) << seed;
}

void TestExpressionDerivatives::randomExpressions()
{
    QFETCH(unsigned, seed);
    RandomExpressions random(seed);
    std::mt19937 engine(seed);
    std::uniform_real_distribution<double> between(-2.0, 2.0);
    int finite = 0;
    for (int i = 0; i < 2000; ++i) {
        const std::string text = random.tree(6)->text(kNames);
        const Numbers at { between(engine), between(engine), between(engine) };
        ExpressionProgram program(kNames, {}, { text });
        program.evaluate(at.data());
        QVERIFY2(sameBits(program.value(0), valueOf(text, at)), text.c_str());
        Numbers reverse(3);
        const double weight = 1.0;
        program.pullback(&weight, reverse.data());
        for (std::size_t j = 0; j < 3; ++j) {
            Numbers tangents(3);
            tangents[j] = 1.0;
            double forward = 0.0;
            program.pushforward(tangents.data(), &forward);
            if (!std::isfinite(forward) && !std::isfinite(reverse[j]))
                continue; // 0 * infinity may come about in one order only
            QVERIFY2(near(reverse[j], forward, 1e-9), text.c_str());
            finite += forward != 0.0 ? 1 : 0;
        }
    }
    QVERIFY2(finite > 500, qPrintable(QString::number(finite)));
}

void TestExpressionDerivatives::catalogueValuesEqualMuParser()
{
    std::mt19937 engine(3);
    std::uniform_real_distribution<double> between(-1.0, 1.0);
    for (const Problem& problem : problems()) {
        Problem typed = problem;
        typed.definitions.push_back({ "not_in_the_catalogue", "1" });
        const auto system = makeSystem(typed);
        std::vector<std::string> definitions;
        for (const auto& definition : problem.definitions)
            definitions.push_back(definition.expression);
        ExpressionProgram program(rhsNames(problem), definitions, problem.rhs);
        for (int sample = 0; sample < 5; ++sample) {
            Numbers values = problem.y0;
            for (double& y : values)
                y += between(engine) * (1 + std::abs(y));
            const double t = problem.t0 + between(engine);
            Vector<double> dydt(system->dim());
            system->evaluate(t, ConstVectorView<double>(values.data(), system->dim()), view(dydt));
            values.push_back(t);
            for (const auto& parameter : problem.parameters)
                values.push_back(parameter.value);
            program.evaluate(values.data());
            for (std::size_t i = 0; i < problem.dim(); ++i)
                QVERIFY2(sameBits(program.value(i), dydt[static_cast<Index>(i)]),
                    qPrintable(QString("%1, rhs[%2]").arg(problem.id.c_str()).arg(i + 1)));
        }
    }
}

void TestExpressionDerivatives::definitionsByTheChainRule()
{
    // u = y t, v = u^2 + lambda, f = v sin(u): df/du = 2 u sin u + v cos u
    ExpressionProgram program(
        { "y", "t", "lambda", "u", "v" }, { "y*t", "u^2 + lambda" }, { "v*sin(u)", "u" });
    const double at[] { 1.2, 0.7, -0.4 };
    program.evaluate(at);
    const double u = 1.2 * 0.7;
    const double v = u * u - 0.4;
    const double slope = 2 * u * std::sin(u) + v * std::cos(u);
    double sums[] { 1.0, 0.0, 0.0 }; // added to
    const double weights[] { 1.0, 3.0 };
    program.pullback(weights, sums);
    QVERIFY(near(sums[0], 1.0 + (slope + 3.0) * 0.7, 1e-15));
    QVERIFY(near(sums[1], (slope + 3.0) * 1.2, 1e-15));
    QVERIFY(near(sums[2], std::sin(u), 1e-15));
    const double tangents[] { 0.5, -1.0, 2.0 };
    double slopes[2];
    program.pushforward(tangents, slopes);
    QVERIFY(near(slopes[1], 0.5 * 0.7 - 1.2, 1e-15));
    QVERIFY(near(slopes[0], slope * slopes[1] + 2.0 * std::sin(u), 1e-15));
    QVERIFY_EXCEPTION_THROWN(
        ExpressionProgram({ "y", "u", "v" }, { "v", "y" }, { "u" }), std::invalid_argument);
}

void TestExpressionDerivatives::severalTexts()
{
    // Other texts, calls in between and other points leave no trace.
    ExpressionProgram program({ "y", "t" }, {}, { "y > 1 ? y^2 : t^2", "y*t", "t" });
    const double weights[] { 1.0, 10.0, 100.0 };
    const double tangents[] { 1.0, 0.0 };
    double slopes[3];
    for (const double y : { 0.5, 2.0, 0.5 }) {
        const double at[] { y, 3.0 };
        program.evaluate(at);
        double sums[] { 0.0, 0.0 };
        program.pullback(weights, sums);
        QCOMPARE(sums[0], (y > 1 ? 2 * y : 0.0) + 30.0);
        QCOMPARE(sums[1], (y > 1 ? 0.0 : 6.0) + 10 * y + 100.0);
        program.pushforward(tangents, slopes);
        QCOMPARE(slopes[0], y > 1 ? 2 * y : 0.0);
        QCOMPARE(slopes[1], 3.0);
        QCOMPARE(slopes[2], 0.0);
    }
}

void TestExpressionDerivatives::deepTextsDoNotCrash()
{
    const std::string brackets = std::string(10'000, '(') + "y" + std::string(10'000, ')');
    QVERIFY_EXCEPTION_THROWN(ExpressionProgram(kNames, {}, { brackets }), std::invalid_argument);
    std::string deep = "y";
    for (int i = 0; i < 190; ++i)
        deep = "(" + deep + ")*1";
    QVERIFY(near(byY(deep, 0.3), 1.0, 1e-15));
    std::string powers = "y";
    std::string choices = "y";
    std::string sums = "y*t";
    for (int i = 0; i < 1200; ++i) {
        powers += "^t";
        choices = "t>9?0:" + choices;
        sums += "+y*t";
    }
    QVERIFY(std::isfinite(byY(powers, 0.5, 0.9)));
    QCOMPARE(byY(choices, 0.5), 1.0);
    QVERIFY(near(byY(sums, 0.5), 1201 * 0.3, 1e-12));
}

QTEST_APPLESS_MAIN(TestExpressionDerivatives)
#include "tst_expression_derivatives.moc"
