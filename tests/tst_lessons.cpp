// SPDX-License-Identifier: GPL-3.0-or-later
#include "lesson_window.h"
#include "test_program.h"
#include "ui/learn/lesson_check.h"
#include "ui/learn/lesson_progress.h"
#include "ui/learn/lesson_text.h"

#include <QLabel>
#include <QRawFont>
#include <QTextDocument>

using Json = nlohmann::ordered_json;
using ui::Lesson;
using ui::LessonTask;
using ui::LessonText;

/// The lessons as texts, and the dock that shows them.
class LessonsTest : public QObject, private LessonWindow {
    Q_OBJECT

public:
    LessonsTest()
        : LessonWindow("tst_lessons")
    {
    }

private slots:
    void init() { QSettings().clear(); }
    void cleanup() { close(); }

    void allAreThere()
    {
        QVERIFY(ui::lessons().size() >= 23);
        QSet<QString> pages;
        int number = 0;
        for (const Lesson& lesson : ui::lessons()) {
            QCOMPARE(lesson.number, ++number);
            QVERIFY2(!lesson.tasks().empty(), qPrintable(lesson.id));
            pages << lesson.page;
        }
        QCOMPARE(pages, (QSet<QString> { "solve", "depth", "gradients", "train", "runs" }));
    }

    void faultyLessonsAreRefused_data()
    {
        QTest::addColumn<QByteArray>("part");
        QTest::addColumn<QString>("says");
        QTest::newRow("key") << QByteArray(R"({"p":"a","q":"b"})") << "unknown key \"q\"";
        QTest::newRow("tag") << QByteArray(R"({"p":"<u>a</u>"})") << "unknown tag <u>";
        QTest::newRow("open") << QByteArray(R"({"f":"<i>a"})") << "<i> is not closed";
        QTest::newRow("crossed") << QByteArray(R"({"f":"<i><b>a</i></b>"})") << "closes nothing";
        QTest::newRow("check") << QByteArray(
            R"({"task":"a","text":"b","hint":"c","checks":[{"at":"/x","name":"y"}],"solution":{}})")
                               << "a check without a relation";
        QTest::newRow("number") << QByteArray(
            R"({"task":"a","text":"b","hint":"c","checks":[{"at":"/x","name":"y","above":"1"}],"solution":{}})")
                                << "above: expected a number";
        QTest::newRow("no checks")
            << QByteArray(R"({"task":"a","text":"b","hint":"c","checks":[],"solution":{}})")
            << "a task without checks";
    }

    void faultyLessonsAreRefused()
    {
        QFETCH(QByteArray, part);
        QFETCH(QString, says);
        const QByteArray text = R"({"number":1,"page":"solve","title":"t","source":"s","parts":[)"
                                R"({"p":"first"},)"
            + part + "]}";
        try {
            ui::lessonFromJson("wrong", text.toStdString());
            QFAIL("it was read");
        } catch (const std::runtime_error& error) {
            const QString message = QString::fromStdString(error.what());
            QVERIFY2(message.startsWith("wrong, part 2: ") && message.contains(says), error.what());
        }
    }

    void checksCompare()
    {
        using Relation = ui::LessonCheck::Relation;
        LessonTask task;
        const auto solved = [&](Relation relation, const Json& value, const Json& state) {
            task.checks = { { "/a/b", relation, value, "b" } };
            return ui::taskProgress(task, state).solved;
        };
        const Json two { { "a", { { "b", 2 } } } };
        QVERIFY(solved(Relation::Is, 2.0, two) && !solved(Relation::Is, 3, two));
        QVERIFY(solved(Relation::Above, 1.9, two) && !solved(Relation::Above, 2, two));
        QVERIFY(solved(Relation::Below, 2.1, two) && !solved(Relation::Below, 2, two));
        QVERIFY(solved(Relation::AtLeast, 2, two) && !solved(Relation::AtLeast, 2.1, two));
        QVERIFY(solved(Relation::AtMost, 2, two) && !solved(Relation::AtMost, 1.9, two));
        QVERIFY(!solved(Relation::Below, 5, Json::object()));
        QVERIFY(!solved(Relation::Below, 5, { { "a", { { "b", nullptr } } } }));
        QVERIFY(!solved(Relation::Below, 5, { { "a", { { "b", "2" } } } }));
        task.checks = { { "/a/b", Relation::Below, 1, "step" } };
        QCOMPARE(ui::taskProgress(task, two).open, QString("step is 2"));
    }

    void textsAreReadable_data()
    {
        QTest::addColumn<QString>("id");
        for (const Lesson& lesson : ui::lessons())
            QTest::newRow(qPrintable(lesson.id)) << lesson.id;
    }

    /// No tag is left, and the formula font has every letter of the formulas.
    void textsAreReadable()
    {
        QFETCH(QString, id);
        const Lesson& lesson = *ui::findLesson(id);
        const QRawFont upright
            = QRawFont::fromFont(theme().mathFont(ui::TextSize::PageTitle, false));
        QVERIFY(upright.familyName().contains("STIX"));
        for (const ui::LessonPart& part : lesson.parts) {
            const auto* text = std::get_if<LessonText>(&part);
            if (!text)
                continue;
            QTextDocument document;
            document.setHtml(ui::lessonHtml(theme(), text->markup));
            const QString shown = document.toPlainText();
            QVERIFY2(!shown.isEmpty() && !shown.contains("</"), qPrintable(text->markup));
            const QString plain = ui::lessonPlain(text->markup);
            QVERIFY2(!plain.contains("</") && !plain.contains("&lt;"), qPrintable(plain));
            QVERIFY2(!plain.contains(QChar(0x2014)), qPrintable(plain));
            if (text->kind == LessonText::Kind::Formula)
                for (const QChar letter : shown)
                    QVERIFY2(letter.isSpace() || upright.supportsCharacter(letter),
                        qPrintable(plain + ": " + letter));
        }
        for (const QString& line : ui::lessonAsText(lesson).split('\n'))
            QVERIFY2(line.size() <= 80, qPrintable(line));
    }

    void plainTextKeepsTheMeaning()
    {
        QCOMPARE(ui::lessonPlain("<i>y</i><sub><i>n</i>+1</sub> = <i>e</i><sup><i>t</i>/2</sup>"),
            QString("y_(n+1) = e^(t/2)"));
        QCOMPARE(ui::lessonPlain("10<sup>−4</sup> &lt; <i>k</i><sub>12</sub>"),
            QString("10^(−4) < k_12"));
    }

    void f1OpensTheLessonOfThePage()
    {
        open();
        for (const auto& [page, lesson] : { std::pair("solve", "euler"),
                 std::pair("depth", "residual"), std::pair("gradients", "backprop"),
                 std::pair("train", "first-network"), std::pair("runs", "table-1") }) {
            window().showLab(page);
            QTest::keyClick(&window(), Qt::Key_F1);
            QVERIFY(dock().isVisible());
            QCOMPARE(dock().lesson()->id, QString(lesson));
        }
        QTest::keyClick(&window(), Qt::Key_F1);
        QVERIFY(!dock().isVisible());
        // What was read last comes again.
        show(*ui::findLesson("order"));
        window().showLab("train");
        dock().showList();
        dock().hide();
        window().showLab("solve");
        window().showLearn();
        QVERIFY(dock().lesson() && dock().lesson()->id == "order");
    }

    void progressIsKeptAndListed()
    {
        open({ "solve" });
        const Lesson& lesson = *ui::findLesson("runge-kutta");
        ui::markTaskSolved(lesson, *lesson.tasks().front());
        close();
        open({ "solve" });
        window().showLearn();
        dock().showList();
        QVERIFY(dock().lesson() == nullptr);
        QStringList texts;
        for (const QLabel* label : dock().findChildren<QLabel*>())
            texts << label->text();
        QVERIFY(texts.contains("1 of 2"));
        click("learn_open_runge-kutta");
        QCOMPARE(dock().lesson()->id, QString("runge-kutta"));
        QVERIFY(card(*lesson.tasks().front())->isSolved());
        QVERIFY(!card(*lesson.tasks().back())->isSolved());
        click("learn_next");
        QCOMPARE(dock().lesson()->id, QString("order"));
    }

    /// The window keeps its size, and what it does without for the lessons comes back.
    void smallWindowsHaveRoom()
    {
        open({}, { 1120, 720 });
        for (ui::Lab* lab : window().labs()) {
            window().showLab(lab->id());
            dock().hide();
            QCoreApplication::processEvents();
            auto* inspector = lab->findChild<QWidget*>(lab->id() + "_inspector");
            QCOMPARE(inspector->isVisible(), lab->hasInspector());
            dock().showLesson(*ui::lessonOfPage(lab->id()));
            window().showLearn();
            QCoreApplication::processEvents();
            QVERIFY(dock().isVisible() && !inspector->isVisible());
            QCOMPARE(window().size(), QSize(1120, 720));
            QVERIFY2(lab->width() >= 640, qPrintable(QString::number(lab->width())));
            QVERIFY2(lab->width() + dock().width() < 1120, qPrintable(lab->id()));
        }
        window().resize(1440, 900);
        QCoreApplication::processEvents();
        QVERIFY(window().currentLab()->findChild<QWidget*>("runs_inspector")->isVisible()
            == window().currentLab()->hasInspector());
    }

    void everythingHasAName()
    {
        open({ "solve" });
        for (const Lesson& lesson : ui::lessons()) {
            show(lesson);
            int seen = 0;
            const QString nameless = namelessWidgets(dock(), &seen);
            QVERIFY2(nameless.isEmpty(), qPrintable(lesson.id + ":\n" + nameless));
            QVERIFY(seen > 4);
        }
    }
};

REGISTER_TEST(LessonsTest)
#include "tst_lessons.moc"
