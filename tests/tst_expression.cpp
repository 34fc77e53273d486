// SPDX-License-Identifier: GPL-3.0-or-later
#include "random_expression.h"
#include "solvers/problems/expression.h"
#include "test_program.h"

#include <QTest>

#include <cmath>
#include <limits>
#include <locale>
#include <map>
#include <numbers>

using namespace solvers;

namespace {

const std::vector<std::string> kNames { "y", "t", "lambda" };

double value(const std::string& text, double y = 1.7, double t = 0.3, double lambda = -2.0)
{
    const double values[] { y, t, lambda };
    return Expression(text, kNames, values).evaluate();
}

/// Equal up to a few roundings: muParser multiplies small powers out.
bool close(double a, double b)
{
    return a == b || (std::isnan(a) && std::isnan(b)) || std::abs(a - b) <= 1e-15 * std::abs(b);
}

} // namespace

class TestExpression : public QObject {
    Q_OBJECT

private slots:
    void functionsAreThoseOfC();
    void valuesFollowTheGrammar_data();
    void valuesFollowTheGrammar();
    void constantsAndLogarithm();
    void outsideTheDomain();
    void numbersAreNearestDoubles();
    void valuesAreReadAtEveryEvaluation();
    void longNamesAndCase();
    void randomExpressionsEvaluate();
    void localeDoesNotMatter();
    void splitting();
};

void TestExpression::functionsAreThoseOfC()
{
    const std::map<std::string, double (*)(double)> unary {
        { "sin", [](double x) { return std::sin(x); } },
        { "cos", [](double x) { return std::cos(x); } },
        { "tan", [](double x) { return std::tan(x); } },
        { "asin", [](double x) { return std::asin(x); } },
        { "acos", [](double x) { return std::acos(x); } },
        { "atan", [](double x) { return std::atan(x); } },
        { "sinh", [](double x) { return std::sinh(x); } },
        { "cosh", [](double x) { return std::cosh(x); } },
        { "tanh", [](double x) { return std::tanh(x); } },
        { "asinh", [](double x) { return std::asinh(x); } },
        { "acosh", [](double x) { return std::acosh(x); } },
        { "atanh", [](double x) { return std::atanh(x); } },
        { "exp", [](double x) { return std::exp(x); } },
        { "ln", [](double x) { return std::log(x); } },
        { "log", [](double x) { return std::log(x); } },
        { "log10", [](double x) { return std::log10(x); } },
        { "sqrt", [](double x) { return std::sqrt(x); } },
        { "abs", [](double x) { return std::abs(x); } },
        { "sign", [](double x) { return std::isnan(x) ? x : double((x > 0) - (x < 0)); } },
    };
    const std::map<std::string, double (*)(double, double)> binary {
        { "atan2", [](double y, double x) { return std::atan2(y, x); } },
        { "pow", [](double x, double y) { return std::pow(x, y); } },
        { "min", [](double x, double y) { return std::min(x, y); } },
        { "max", [](double x, double y) { return std::max(x, y); } },
    };
    for (const auto& function : expressionFunctions()) {
        const std::string name(function.name);
        for (const double x : { -3.0, -0.75, -0.0, 0.0, 0.3, 1.0, 2.5, 40.0 }) {
            if (function.fewest == 1) {
                QVERIFY2(unary.contains(name), name.c_str());
                QVERIFY2(close(value(name + "(y)", x), unary.at(name)(x)), name.c_str());
                continue;
            }
            QVERIFY2(binary.contains(name), name.c_str());
            for (const double t : { -1.5, 0.5, 2.0 })
                QVERIFY2(close(value(name + "(y, t)", x, t), binary.at(name)(x, t)), name.c_str());
        }
    }
    QCOMPARE(value("min(y, t, lambda, 7)"), -2.0);
    QCOMPARE(value("max(3, y, t, lambda)"), 3.0);
}

void TestExpression::valuesFollowTheGrammar_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<double>("expected");
    const double y = 1.7;
    const double t = 0.3;
    const auto row = [](const char* text, double expected) {
        QTest::newRow(text) << QString(text) << expected;
    };
    row("-y^2", -(y * y)); // the sign binds weaker than the power
    row("-2^2", -4.0);
    row("(-2)^2", 4.0);
    row("2^3^2", 512.0); // from the right
    row("(2^3)^2", 64.0);
    row("2^-2", 0.25);
    row("2^+1", 2.0);
    row("2^-y^2", std::pow(2.0, -(y * y)));
    row("2*-y^2", -2.0 * y * y);
    row("2^-1*8", 4.0);
    row("(y + t)^1.5", std::pow(y + t, 1.5)); // without pow() inside
    row("3 - (y)^2*t", 3.0 - y * y * t);
    row("((y - 1)^2 + sin(t)^2.50)^3/2",
        std::pow((y - 1) * (y - 1) + std::pow(std::sin(t), 2.5), 3.0) / 2);
    row("max(t, (y)^4)^2", std::pow(y, 8.0));
    row("2^(y)^2", std::pow(2.0, y * y));
    row("(y)^2^t", std::pow(y, std::pow(2.0, t)));
    row("(y)^-2", std::pow(y, -2.0));
    row("-(-y)^3", y * y * y);
    row("8/4/2", 1.0); // from the left
    row("8/4*2", 4.0);
    row("8/(4*2)", 1.0);
    row("8/-4*2", -4.0);
    row("7-4-2", 1.0);
    row("2+3*4", 14.0);
    row("2*3+4", 10.0);
    row("-y+t", -y + t);
    row("y--t", y + t);
    row("y - -t", y + t);
    row("y-+t", y - t);
    row("+y", y);
    row("-(-y)", y);
    row("1+2<4", 1.0);
    row("2<1", 0.0);
    row("1<=1", 1.0);
    row("1>=2", 0.0);
    row("2>1", 1.0);
    row("y==1.7", 1.0);
    row("y!=1.7", 0.0);
    row("y<-1", 0.0);
    row("1||0&&0", 1.0); // && before ||
    row("0&&0||1", 1.0);
    row("1&&0", 0.0);
    row("0||0", 0.0);
    row("1<2&&3<4", 1.0);
    row("y>0 ? t : -t", t);
    row("y<0 ? t : -t", -t);
    row("1?2:0?3:4", 2.0);
    row("0?2:0?3:4", 4.0);
    row("1?0?3:4:5", 4.0);
    row("min(y<0?1:2, 3)", 2.0);
    row("min(0?1:5, 1?4:9) + 1", 5.0);
    row("(y>1 ? 2 : 3)*10", 20.0);
    row("sin (t)", std::sin(t));
    row("sin(\n t )", std::sin(t));
    row(" y\t*\r\n t ", y * t);
    row("exp(-t)*cos(2*pi*y)", std::exp(-t) * std::cos(2 * std::numbers::pi * y));
    row("abs(min(-3, max(1, 2)))", 3.0);
}

void TestExpression::valuesFollowTheGrammar()
{
    QFETCH(QString, text);
    QFETCH(double, expected);
    const std::string expression = text.toStdString();
    QVERIFY(!checkExpression(expression, kNames));
    QVERIFY2(close(value(expression), expected),
        qPrintable(QString::number(value(expression), 'g', 17)));
}

void TestExpression::constantsAndLogarithm()
{
    QCOMPARE(value("pi"), std::numbers::pi);
    QCOMPARE(value("e"), std::numbers::e);
    QCOMPARE(value("log(e)"), 1.0);
    QCOMPARE(value("log(10)"), std::log(10.0));
    QCOMPARE(value("ln(10)"), std::log(10.0));
    QCOMPARE(value("log10(1000)"), 3.0);
    QCOMPARE(expressionConstants().size(), std::size_t(2));
    // muParser's own names are gone.
    for (const char* name :
        { "_pi", "_e", "rint(y)", "sum(y, t)", "avg(y, t)", "log2(y)", "_2(y)" })
        QVERIFY2(checkExpression(name, kNames).has_value(), name);
}

void TestExpression::outsideTheDomain()
{
    constexpr double infinity = std::numeric_limits<double>::infinity();
    QCOMPARE(value("1/0"), infinity);
    QCOMPARE(value("y/0"), infinity);
    QCOMPARE(value("-y/(t-t)"), -infinity);
    QCOMPARE(value("log(0)"), -infinity);
    QCOMPARE(value("1e308*10"), infinity);
    for (const char* text : { "0/0", "sqrt(-1)", "sqrt(-y)", "log(-y)", "asin(2)", "acosh(0)",
             "(-y)^0.5", "(-y)^1.5", "sign(0/0)", "abs(sqrt(-1))", "1/0 - 1/0" })
        QVERIFY2(std::isnan(value(text)), text);
}

void TestExpression::numbersAreNearestDoubles()
{
    for (const char* text : { "0.1", ".5", "5.", "1.e2", "1E2", "1e+2", "1e-2", "3.141592653589793",
             "0.30000000000000004", "1.7976931348623157e308", "2.2250738585072014e-308", "5e-324",
             "00012", "123456789012345678901234567890", "9007199254740993" })
        QCOMPARE(value(text), std::strtod(text, nullptr));
}

void TestExpression::valuesAreReadAtEveryEvaluation()
{
    std::vector<double> values { 2.0, 0.0, 5.0 };
    Expression expression("lambda*y", kNames, values.data());
    QCOMPARE(expression.evaluate(), 10.0);
    values[0] = 3.0;
    QCOMPARE(expression.evaluate(), 15.0);
    Expression moved = std::move(expression);
    values[2] = -1.0;
    QCOMPARE(moved.evaluate(), -3.0);
    Expression other("y + t", kNames, values.data());
    moved = std::move(other);
    QCOMPARE(moved.evaluate(), 3.0);
    QCOMPARE(values, (std::vector { 3.0, 0.0, -1.0 }));
}

void TestExpression::longNamesAndCase()
{
    const std::string name = "k" + std::string(58, '_') + "Z"; // 60 characters
    QVERIFY(nameProblem(name).empty());
    const std::vector<std::string> names { "y", "Y", "y1", "y10", "Pi", name };
    const double values[] { 1, 20, 300, 4000, 50000, 600000 };
    QCOMPARE(Expression("y+Y+y1+y10+Pi+" + name, names, values).evaluate(), 654321.0);
    QVERIFY(checkExpression("Sin(y)", kNames));
    QVERIFY(checkExpression("PI", kNames));
}

void TestExpression::randomExpressionsEvaluate()
{
    // Written with as few brackets as the grammar allows; the tree itself gives the value.
    RandomExpressions random(1);
    const std::vector<double> values { 1.5, -0.25, 2.0 };
    for (int i = 0; i < 3000; ++i) {
        const auto tree = random.tree(4);
        const std::string text = tree->text(kNames);
        const double expected = tree->value(values);
        QVERIFY2(!checkExpression(text, kNames), text.c_str());
        const double found = Expression(text, kNames, values.data()).evaluate();
        QVERIFY2(found == expected || (std::isnan(found) && std::isnan(expected))
                || std::abs(found - expected) <= 1e-9 * std::abs(expected),
            qPrintable(QString("%1: %2, expected %3").arg(text.c_str()).arg(found).arg(expected)));
    }
}

void TestExpression::localeDoesNotMatter()
{
    struct German : std::numpunct<char> {
        char do_decimal_point() const override { return ','; }
        char do_thousands_sep() const override { return '.'; }
        std::string do_grouping() const override { return "\3"; }
    };
    const std::locale before = std::locale::global(std::locale(std::locale(), new German));
    const double half = value("0.5*y", 3.0);
    const double large = value("1234567.25");
    const bool comma = checkExpression("0,5*y", kNames).has_value();
    const std::string message = checkExpression(std::string(2000, ' ') + "sn", kNames)->sentence();
    std::locale::global(before);
    QCOMPARE(half, 1.5);
    QCOMPARE(large, 1234567.25);
    QVERIFY(comma);
    QVERIFY(message.starts_with("column 2001: "));
}

void TestExpression::splitting()
{
    using Parts = std::vector<std::string>;
    QCOMPARE(splitExpressions(""), Parts { "" });
    QCOMPARE(splitExpressions("y"), Parts { "y" });
    QCOMPARE(splitExpressions(" y2 ;\n -y1\t"), (Parts { "y2", "-y1" }));
    QCOMPARE(splitExpressions("a;;b;"), (Parts { "a", "", "b", "" }));
    QCOMPARE(splitExpressions(" ; "), (Parts { "", "" }));
}

REGISTER_TEST(TestExpression)
#include "tst_expression.moc"
