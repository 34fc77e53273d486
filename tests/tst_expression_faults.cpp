// SPDX-License-Identifier: GPL-3.0-or-later
#include "random_expression.h"
#include "solvers/problems/expression.h"
#include "solvers/problems/expression_checker.h"
#include "test_program.h"

#include <QTest>

#include <map>

using namespace solvers;

namespace {

const std::vector<std::string> kNames { "y", "t", "lambda" };

double value(const std::string& text, double y = 1.7)
{
    const double values[] { y, 0.3, -2.0 };
    return Expression(text, kNames, values).evaluate();
}

std::string repeated(const std::string& text, int count)
{
    std::string result;
    for (int i = 0; i < count; ++i)
        result += text;
    return result;
}

} // namespace

class TestExpressionFaults : public QObject {
    Q_OBJECT

private slots:
    void faultIsPointedAt_data();
    void faultIsPointedAt();
    void repairsWork();
    void unknownNameListsTheValidOnes();
    void lengthAndDepthAreLimited();
    void whatIsAllowedIsManaged();
    void everyByteIsSurvived();
    void checkerLetsNothingThroughThatMuParserRefuses();
    void namesOfParameters();
};

void TestExpressionFaults::faultIsPointedAt_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("line");
    QTest::addColumn<int>("column");
    QTest::addColumn<int>("length");
    QTest::addColumn<QString>("message");
    const auto row = [](const char* text, int line, int column, int length, const char* message) {
        QTest::newRow(text) << QString(text) << line << column << length << QString(message);
    };
    row("", 1, 1, 0, "the expression is empty");
    row(" \n\t", 1, 1, 0, "the expression is empty");
    row("y + sn(t)", 1, 5, 2, "unknown function 'sn'; did you mean sin or ln?");
    row("y +\n  sqt(t)", 2, 3, 3, "unknown function 'sqt'; did you mean sqrt?");
    row("y\n+t\n*lamda", 3, 2, 5, "unknown name 'lamda'; did you mean lambda?");
    row("2*sin", 1, 3, 3, "the function 'sin' needs its argument in brackets: sin(...)");
    row("pow t", 1, 1, 3, "the function 'pow' needs its arguments in brackets: pow(...)");
    row("y+sin()", 1, 3, 3, "sin takes 1 argument, found 0");
    row("sin(y,t)", 1, 1, 3, "sin takes 1 argument, found 2");
    row("1+pow(y)", 1, 3, 3, "pow takes 2 arguments, found 1");
    row("pow(sin(y),t,1)", 1, 1, 3, "pow takes 2 arguments, found 3");
    row("max(y)", 1, 1, 3, "max takes at least 2 arguments, found 1");
    row("sin(y,)", 1, 7, 1, "something is missing between ',' and ')'");
    row("min(,y)", 1, 5, 1, "something is missing between '(' and ','");
    row("((y)", 1, 1, 1, "the bracket '(' is never closed");
    row("y+(1*(2", 1, 6, 1, "the bracket '(' is never closed");
    row("y +\n (t", 2, 2, 1, "the bracket '(' is never closed");
    row("min(y, t", 1, 4, 1, "the bracket '(' is never closed");
    row("sin(", 1, 4, 1, "the bracket '(' is never closed");
    row("y)", 1, 2, 1, "')' closes a bracket that was never opened");
    row(")y(", 1, 1, 1, "')' closes a bracket that was never opened");
    row("max(y,2))", 1, 9, 1, "')' closes a bracket that was never opened");
    row("y*( )", 1, 3, 3, "there is nothing between the brackets");
    row("2 y", 1, 3, 1, "an operator is missing between '2' and 'y'");
    row("2(y)", 1, 2, 1, "an operator is missing between '2' and '('");
    row("(y)(t)", 1, 4, 1, "an operator is missing between ')' and '('");
    row("y 2", 1, 3, 1, "an operator is missing between 'y' and '2'");
    row("0x10", 1, 2, 3, "an operator is missing between '0' and 'x10'");
    row("1e+", 1, 2, 1, "an operator is missing between '1' and 'e'");
    row("y(t)", 1, 2, 1, "'y' is not a function; a product is written y*(...)");
    row("1,5+y", 1, 2, 1, "too many values: decimals are written with a point, not a comma");
    row("(y, t)", 1, 3, 1, "too many values: an expression has one, a comma separates two");
    row("y;t", 1, 2, 1, "';' begins another expression, only one is expected here");
    row("y=3", 1, 2, 1,
        "an expression cannot assign with '='; give the right-hand side alone (== compares)");
    row("y >0 ? 2", 1, 6, 1, "'?' without a ':' after it; a choice is written c ? a : b");
    row("(y ? 1) : 2", 1, 4, 1, "'?' without a ':' after it; a choice is written c ? a : b");
    row("min(y ? 1, 2)", 1, 7, 1, "'?' without a ':' after it; a choice is written c ? a : b");
    row("1?2:3:4", 1, 6, 1, "':' without a '?' before it; a choice is written c ? a : b");
    row("1.2.3", 1, 1, 4, "a number has one decimal point, '1.2.' has two");
    row("2*1e999", 1, 3, 5, "the number 1e999 is outside the range of double precision");
    row("1e-400", 1, 1, 6, "the number 1e-400 is outside the range of double precision");
    row("y+.", 1, 3, 1, "'.' without a digit after it is not a number");
    row("y*", 1, 2, 1, "the expression is incomplete: something is missing after '*'");
    row("(y*", 1, 3, 1, "the expression is incomplete: something is missing after '*'");
    row("*y", 1, 1, 1, "the expression cannot begin with '*'");
    row("y+*t", 1, 3, 1, "something is missing between '+' and '*'");
    row("y?:t", 1, 3, 1, "something is missing between '?' and ':'");
    row("y---t", 1, 4, 1, "two signs in a row; put brackets around the second and its operand");
    row("!y", 1, 1, 1, "the character '!' has no meaning here");
    row("y&t", 1, 2, 1, "the character '&' has no meaning here");
    row("\"y\"", 1, 1, 1, "the character '\"' has no meaning here");
    row("y**2", 1, 2, 2, "'**' is written ^ here");
    row("t\u00b7y + [y]", 1, 2, 1, "'\u00b7' is written * here");
    row("\u03c0*y", 1, 1, 1, "'\u03c0' is written pi here");
    row("t*\u00e9*sn(y)", 1, 3, 1, "the character '\u00e9' has no meaning here");
    row("y\x01", 1, 2, 1, "an expression cannot contain control characters");
}

void TestExpressionFaults::faultIsPointedAt()
{
    QFETCH(QString, text);
    QFETCH(int, line);
    QFETCH(int, column);
    QFETCH(int, length);
    QFETCH(QString, message);
    const auto error = checkExpression(text.toStdString(), kNames);
    QVERIFY(error);
    QCOMPARE(QString::fromStdString(error->message), message);
    QCOMPARE(error->line, line);
    QCOMPARE(error->column, column);
    QCOMPARE(int(error->length), length);
    const qsizetype lineStart
        = line == 1 ? 0 : text.section('\n', 0, line - 2).size() + 1; // after the newline
    QCOMPARE(qsizetype(error->position), lineStart + column - 1);
    const QString place = (line == 1 ? QString() : QString("line %1, ").arg(line))
        + QString("column %1: ").arg(column);
    QCOMPARE(QString::fromStdString(error->sentence()), place + message);
    try {
        value(text.toStdString());
        QFAIL("no exception");
    } catch (const std::invalid_argument& refused) {
        QCOMPARE(QString(refused.what()), place + message);
    }
}

void TestExpressionFaults::repairsWork()
{
    const std::map<QString, QString> repaired { { "lamda*y", "lambda*y" }, { "2y", "2*y" },
        { "3(y+1)", "3*(y+1)" }, { "y(t+1)", "y*(t+1)" }, { "sn(y)", "sin(y)" },
        { "(y)t", "(y)*t" }, { "1,5+y", "1.5+y" }, { "y**2", "y^2" }, { "y\u00b2+t", "y^2+t" },
        { "2\u00d7y", "2*y" }, { "y\u2212t", "y-t" }, { "y/2 \u00f7 t", "y/2 / t" },
        { "[y+t}", "(y+t)" }, { "\u03c0/_pi", "pi/pi" }, { "t \u2264 y", "t <= y" } };
    for (const auto& [wrong, right] : repaired) {
        QString text = wrong;
        int repairs = 0;
        while (const auto error = checkExpression(text.toStdString(), kNames)) {
            QVERIFY2(!error->suggestion.empty() && ++repairs < 4, error->message.c_str());
            text.replace(qsizetype(error->position), qsizetype(error->length),
                QString::fromStdString(error->suggestion));
        }
        QCOMPARE(text, right);
    }
}

void TestExpressionFaults::unknownNameListsTheValidOnes()
{
    const auto name = checkExpression("y + velocity", kNames);
    QVERIFY(name);
    QCOMPARE(QString::fromStdString(name->message),
        QString("unknown name 'velocity'; valid: y, t, lambda, pi, e"));
    QVERIFY(name->suggestion.empty());
    const auto function = checkExpression("bessel(y)", kNames);
    QVERIFY(function);
    QVERIFY(function->message.starts_with("unknown function 'bessel'; valid: sin, cos, "));
    for (const auto& known : expressionFunctions())
        QVERIFY(function->message.find(known.name) != std::string::npos);
    QCOMPARE(QString::fromStdString(checkExpression("tnah", kNames)->message),
        QString("unknown name 'tnah'; did you mean tanh, tan or atanh?"));
}

void TestExpressionFaults::lengthAndDepthAreLimited()
{
    const auto deep = [](int depth) { return repeated("(", depth) + "y" + repeated(")", depth); };
    QVERIFY(!checkExpression(deep(200), kNames));
    QCOMPARE(value(deep(200)), 1.7);
    const auto error = checkExpression(deep(201), kNames);
    QVERIFY(error);
    QCOMPARE(
        QString::fromStdString(error->message), QString("brackets are nested more than 200 deep"));
    QCOMPARE(error->column, 201);
    QVERIFY(checkExpression(repeated("sin(", 5000), kNames));
    QVERIFY(checkExpression(repeated("-(", 5000), kNames));

    const std::string longest = repeated("y+", 4999) + "10";
    QCOMPARE(longest.size(), std::size_t(10'000));
    QVERIFY(!checkExpression(longest, kNames));
    QCOMPARE(value(longest, 0.5), 4999 * 0.5 + 10);
    const auto tooLong = checkExpression(longest + "0", kNames);
    QVERIFY(tooLong);
    QCOMPARE(QString::fromStdString(tooLong->message),
        QString("the expression is longer than 10000 characters"));
    QVERIFY(checkExpression(repeated("y", 50'000'000), kNames));
}

void TestExpressionFaults::whatIsAllowedIsManaged()
{
    const std::pair<std::string, double> cases[] {
        { repeated("1?", 2000) + "7" + repeated(":0", 2000), 7.0 },
        { repeated("0?1:", 2000) + "7", 7.0 },
        { repeated("1^", 4000) + "2", 1.0 },
        { repeated("2*-", 1000) + "0", 0.0 },
        { "max(" + repeated("1,", 4000) + "2)", 2.0 },
        { repeated("sin(", 199) + "0" + repeated(")", 199), 0.0 },
        { repeated("min(1,", 199) + "0" + repeated(")", 199), 0.0 },
        { repeated("0||", 3000) + "1", 1.0 },
    };
    for (const auto& [text, expected] : cases) {
        const auto error = checkExpression(text, kNames);
        QVERIFY2(!error, error ? error->message.c_str() : "");
        QCOMPARE(value(text), expected);
    }
    std::vector<std::string> many;
    for (int i = 0; i < 1000; ++i)
        many.push_back("y" + std::to_string(i + 1));
    QVERIFY(checkExpression("velocity", many)->message.ends_with(", y29, y30, ..."));
    // A message stays one that a window can show, whatever was typed.
    for (const std::string& text : { repeated("0", 5000) + ".1.1", repeated("z", 5000),
             repeated("9", 5000), "y " + repeated("y", 5000), repeated("z", 5000) + "(1)" }) {
        const auto error = checkExpression(text, kNames);
        QVERIFY(error);
        QVERIFY2(error->message.size() < 400, error->message.substr(0, 100).c_str());
    }
}

void TestExpressionFaults::everyByteIsSurvived()
{
    std::mt19937 engine(7);
    for (int i = 0; i < 20'000; ++i) {
        std::string text(1 + engine() % 12, ' ');
        for (char& c : text)
            c = static_cast<char>(engine() & 0xFFU);
        const auto error = checkExpression(text, kNames);
        if (!error)
            continue;
        QVERIFY(!error->message.empty());
        QVERIFY(error->position + error->length <= text.size());
        QVERIFY(error->line >= 1 && error->column >= 1);
    }
    const std::string nul("y\0+1", 4);
    QVERIFY(checkExpression(nul, kNames));
    QCOMPARE(checkExpression(nul, kNames)->column, 2);
}

void TestExpressionFaults::checkerLetsNothingThroughThatMuParserRefuses()
{
    const std::vector<std::string> tokens { "y", "t", "lambda", "2", "0.5", "e", "pi", "+", "-",
        "*", "/", "^", "<", "<=", "==", "!=", "&&", "||", "?", ":", "(", ")", ",", "sin(", "min(",
        "pow(", " ", "\n" };
    RandomExpressions random(3);
    std::mt19937 engine(4);
    int valid = 0;
    for (int i = 0; i < 10'000; ++i) {
        std::string text = random.tree(3)->text(kNames);
        for (auto edits = engine() % 3; edits > 0; --edits) {
            const std::size_t at = engine() % (text.size() + 1);
            if (engine() % 2 == 0)
                text.insert(at, tokens[engine() % tokens.size()]);
            else
                text.erase(at, 1);
        }
        const bool passed = !ExpressionChecker(text, kNames).run();
        const auto error = checkExpression(text, kNames);
        QVERIFY2(passed == !error, (text + ": " + (error ? error->message : "")).c_str());
        valid += passed ? 1 : 0;
    }
    QVERIFY(valid > 3000 && valid < 8000); // both sides were tried
}

void TestExpressionFaults::namesOfParameters()
{
    for (const char* name : { "k", "K", "alpha", "y2", "a_1", "Pi", "E", "t" })
        QVERIFY2(nameProblem(name).empty(), name);
    const std::string shape
        = " is not a name; a name is a letter followed by letters, digits or '_'";
    for (const char* name : { "", "1k", "_k", "k-1", "k 1", "k.x", "\u03b1", " k" })
        QCOMPARE(nameProblem(name), "'" + std::string(name) + "'" + shape);
    for (const auto& function : expressionFunctions())
        QCOMPARE(nameProblem(function.name),
            "'" + std::string(function.name) + "' is a function; choose another name");
    for (const auto& constant : expressionConstants())
        QCOMPARE(nameProblem(constant.name),
            "'" + std::string(constant.name) + "' is a constant; choose another name");
    QCOMPARE(nameProblem(repeated("k", 61)),
        "'" + repeated("k", 60) + "'... is longer than 60 characters");
}

REGISTER_TEST(TestExpressionFaults)
#include "tst_expression_faults.moc"
