// SPDX-License-Identifier: GPL-3.0-or-later
#include "test_program.h"
#include "ui/labs/lab.h"
#include "ui/labs/make_labs.h"
#include "ui/learn/learn_dock.h"
#include "ui/learn/lesson_check.h"
#include "ui/learn/lesson_progress.h"
#include "ui/learn/lesson_task_card.h"
#include "ui/learn/lesson_text.h"
#include "ui/main_window.h"
#include "ui/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/formula_label.h"
#include "ui_test_helpers.h"

#include <QLabel>
#include <QPushButton>
#include <QRawFont>
#include <QSettings>
#include <QTest>
#include <QTextDocument>

#include <memory>

using Json = nlohmann::ordered_json;
using ui::Lesson;
using ui::LessonLink;
using ui::LessonTask;
using ui::LessonText;

namespace {

constexpr int kWait = 240'000; ///< ms; sanitised builds on a busy machine are slow

/// Whether everything that was set is so in the state; null says that there is no such setting.
bool holds(const Json& set, const Json& state)
{
    if (set.is_null())
        return state.is_null();
    if (!set.is_object())
        return set == state;
    for (const auto& [key, value] : set.items())
        if (!holds(value, state.contains(key) ? state.at(key) : Json()))
            return false;
    return true;
}

Json settingsOf(const ui::LessonPage& page)
{
    Json state = page.state();
    state.erase("results");
    return state;
}

std::vector<const LessonLink*> linksOf(const Lesson& lesson)
{
    std::vector<const LessonLink*> links;
    for (const ui::LessonPart& part : lesson.parts)
        if (const auto* link = std::get_if<LessonLink>(&part))
            links.push_back(link);
    return links;
}

} // namespace

/// The lessons in the window: links and solutions are clicked, and what the pages then say of
/// themselves is compared with what the lesson promises.
class LessonsTest : public QObject {
    Q_OBJECT

private:
    SettingsSandbox m_settings { "tst_lessons" };
    std::unique_ptr<ui::Theme> m_theme;
    std::unique_ptr<ui::MainWindow> m_window;

    void open(QSize size = { 1440, 900 })
    {
        m_window = std::make_unique<ui::MainWindow>(*m_theme);
        for (ui::Lab* lab : ui::makeLabs(*m_theme))
            m_window->addLab(lab);
        m_window->resize(size);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    }

    ui::LearnDock& dock() const { return m_window->learn(); }

    void show(const Lesson& lesson)
    {
        m_window->showLab(lesson.page);
        dock().showLesson(lesson);
        dock().show();
    }

    void click(const QString& name) const
    {
        auto* button = m_window->findChild<QPushButton*>(name);
        QVERIFY2(button, qPrintable(name));
        button->click();
    }

    bool settled() const { return !m_window->currentLab()->isBusy(); }

    QString errors() const
    {
        QStringList texts;
        for (const ui::Banner* banner : m_window->currentLab()->findChildren<ui::Banner*>())
            if (banner->isVisible() && banner->kind() == ui::Banner::Kind::Error)
                texts << banner->title() + ": " + banner->text();
        return texts.join('\n');
    }

    ui::LessonTaskCard* card(const LessonTask& task) const
    {
        // The lesson before may still be going.
        ui::LessonTaskCard* newest = nullptr;
        for (auto* found : dock().findChildren<ui::LessonTaskCard*>())
            if (&found->task() == &task)
                newest = found;
        return newest;
    }

    static void addLessons()
    {
        QTest::addColumn<QString>("id");
        for (const Lesson& lesson : ui::lessons())
            QTest::newRow(qPrintable(lesson.id)) << lesson.id;
    }

private slots:
    void init()
    {
        QSettings().clear();
        m_theme = std::make_unique<ui::Theme>(*qApp, ui::ThemeMode::Light);
    }
    void cleanup()
    {
        m_window.reset();
        m_theme.reset();
    }

    void allAreThere()
    {
        QVERIFY(ui::lessons().size() >= 12);
        QSet<QString> pages;
        int number = 0;
        for (const Lesson& lesson : ui::lessons()) {
            QCOMPARE(lesson.number, ++number);
            QVERIFY2(!lesson.tasks().empty(), qPrintable(lesson.id));
            QVERIFY2(!linksOf(lesson).empty(), qPrintable(lesson.id));
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
        QTest::newRow("no checks") << QByteArray(
            R"({"task":"a","text":"b","hint":"c","checks":[],"solution":{}})")
                                   << "a task without checks";
    }

    void faultyLessonsAreRefused()
    {
        QFETCH(QByteArray, part);
        QFETCH(QString, says);
        const QByteArray text = R"({"number":1,"page":"solve","title":"t","source":"s","parts":[)"
            R"({"p":"first"},)" + part + "]}";
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

    void textsAreReadable_data() { addLessons(); }

    /// No tag is left, and the formula font has every letter of the formulas.
    void textsAreReadable()
    {
        QFETCH(QString, id);
        const Lesson& lesson = *ui::findLesson(id);
        const QRawFont upright
            = QRawFont::fromFont(m_theme->mathFont(ui::TextSize::PageTitle, false));
        QVERIFY(upright.familyName().contains("STIX"));
        for (const ui::LessonPart& part : lesson.parts) {
            const auto* text = std::get_if<LessonText>(&part);
            if (!text)
                continue;
            QTextDocument document;
            document.setHtml(ui::lessonHtml(*m_theme, text->markup));
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

    void linksSetThePage_data() { addLessons(); }

    /// What the link names is so, nothing complains, and Take back restores settings and tab.
    void linksSetThePage()
    {
        QFETCH(QString, id);
        const Lesson& lesson = *ui::findLesson(id);
        open();
        show(lesson);
        int number = 0;
        for (const LessonLink* link : linksOf(lesson)) {
            ui::LessonPage* page = dock().page(link->setting.page);
            QVERIFY(page);
            QTRY_VERIFY_WITH_TIMEOUT(!page->lab().isBusy(), kWait);
            const Json before = settingsOf(*page);
            click(QString("learn_link_%1").arg(++number));
            QCOMPARE(m_window->currentLab()->id(), link->setting.page);
            QTest::qWait(0);
            QTRY_VERIFY_WITH_TIMEOUT(settled(), kWait);
            const Json after = settingsOf(*page);
            QVERIFY2(holds(link->setting.set.is_null() ? Json::object() : link->setting.set, after),
                qPrintable(link->text + QString::fromStdString("\n" + after.dump())));
            if (!link->setting.view.isEmpty())
                QCOMPARE(page->view(), link->setting.view);
            QVERIFY2(errors().isEmpty(), qPrintable(link->text + ": " + errors()));
            QVERIFY2(dock().message().contains("as the lesson says"), qPrintable(dock().message()));
            click("learn_take_back");
            QVERIFY2(settingsOf(*page) == before,
                qPrintable(link->text
                    + QString::fromStdString(
                        "\n" + before.dump() + "\n" + settingsOf(*page).dump())));
        }
    }

    /// One step of the page's own undo goes back over a link.
    void undoTakesALinkBack()
    {
        open();
        for (const auto& [lesson, link] : { std::pair("stability", 1), std::pair("depth", 2),
                 std::pair("drift", 2) }) {
            show(*ui::findLesson(lesson));
            ui::LessonPage* page = dock().page(ui::findLesson(lesson)->page);
            const Json before = settingsOf(*page);
            click(QString("learn_link_%1").arg(link));
            Json after = settingsOf(*page);
            QVERIFY(after != before);
            QVERIFY(page->lab().commands().testFlag(ui::Command::Undo));
            page->lab().execute(ui::Command::Undo);
            after = settingsOf(*page);
            after["view"] = before.at("view"); // no setting
            QVERIFY2(after == before, lesson);
        }
    }

    void tasksAreChecked_data()
    {
        QTest::addColumn<QString>("lesson");
        QTest::addColumn<int>("index");
        for (const Lesson& lesson : ui::lessons()) {
            const int count = static_cast<int>(lesson.tasks().size());
            for (int i = 0; i < count; ++i)
                QTest::addRow("%s/%s", qPrintable(lesson.id),
                    qPrintable(lesson.tasks()[static_cast<std::size_t>(i)]->id))
                    << lesson.id << i;
        }
    }

    /// Open in a fresh window, also when its page has come to rest; solved by its solution.
    void tasksAreChecked()
    {
        QFETCH(QString, lesson);
        QFETCH(int, index);
        const Lesson& shown = *ui::findLesson(lesson);
        const LessonTask& task = *shown.tasks()[static_cast<std::size_t>(index)];
        open();
        show(shown);
        m_window->showLab(task.solution.page);
        QTRY_VERIFY_WITH_TIMEOUT(settled(), kWait);
        ui::LessonPage* page = dock().page(task.solution.page);
        const ui::TaskProgress fresh = ui::taskProgress(task, page->state());
        QVERIFY2(!fresh.solved, "solved before anything was done");
        QTRY_VERIFY_WITH_TIMEOUT(
            card(task)->findChild<QLabel*>("learn_note_" + task.id)->text().contains(fresh.open),
            kWait);
        QVERIFY(!ui::isTaskSolved(shown, task));
        click("learn_show_" + task.id);
        QVERIFY2(dock().message().contains("as the lesson says"), qPrintable(dock().message()));
        QTRY_VERIFY2_WITH_TIMEOUT(card(task)->isSolved(), qPrintable(QString::fromStdString(
            ui::taskProgress(task, page->state()).open.toStdString() + "\n"
            + page->state().dump())), kWait);
        QVERIFY(ui::isTaskSolved(shown, task));
        QVERIFY2(errors().isEmpty(), qPrintable(errors()));
    }

    void aMissIsNoSolution()
    {
        open();
        const Lesson& lesson = *ui::findLesson("stability");
        show(lesson);
        ui::LessonPage* page = dock().page("solve");
        const LessonTask& task = *lesson.tasks().front();
        for (const double step : { 0.0405, 0.039 }) { // grows; too cautious
            dock().apply({ "solve", {},
                { { "problem", "dahlquist" }, { "parameters", { { "lambda", -50 } } },
                    { "solvers", { { "euler", { { "step", step } } } } } } });
            QTRY_VERIFY_WITH_TIMEOUT(page->state()["results"].contains("euler"), kWait);
            QVERIFY(!ui::taskProgress(task, page->state()).solved);
        }
    }

    void whatCannotBeSetIsSaid()
    {
        open();
        show(*ui::findLesson("euler"));
        ui::LessonPage* page = dock().page("solve");
        const Json before = settingsOf(*page);
        dock().apply({ "solve", {}, { { "parameters", { { "nothing", 1 } } } } });
        QVERIFY(dock().message().contains("no parameter nothing"));
        dock().apply({ "solve", {}, { { "stepp", 1 } } });
        QVERIFY(dock().message().contains("no setting stepp"));
        QVERIFY(settingsOf(*page) == before);
    }

    void f1OpensTheLessonOfThePage()
    {
        open();
        for (const auto& [page, lesson] : { std::pair("solve", "euler"),
                 std::pair("depth", "residual"), std::pair("gradients", "backprop"),
                 std::pair("train", "first-network"), std::pair("runs", "table-1") }) {
            m_window->showLab(page);
            QTest::keyClick(m_window.get(), Qt::Key_F1);
            QVERIFY(dock().isVisible());
            QCOMPARE(dock().lesson()->id, QString(lesson));
        }
        QTest::keyClick(m_window.get(), Qt::Key_F1);
        QVERIFY(!dock().isVisible());
        // What was read last comes again.
        show(*ui::findLesson("order"));
        m_window->showLab("train");
        dock().showList();
        dock().hide();
        m_window->showLab("solve");
        m_window->showLearn();
        QVERIFY(dock().lesson() == nullptr || dock().lesson()->id == "order");
    }

    void progressIsKeptAndListed()
    {
        open();
        const Lesson& lesson = *ui::findLesson("runge-kutta");
        ui::markTaskSolved(lesson, *lesson.tasks().front());
        m_window.reset();
        open();
        m_window->showLearn();
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
        open({ 1120, 720 });
        for (ui::Lab* lab : m_window->labs()) {
            m_window->showLab(lab->id());
            dock().hide();
            QCoreApplication::processEvents();
            auto* inspector = lab->findChild<QWidget*>(lab->id() + "_inspector");
            QCOMPARE(inspector->isVisible(), lab->hasInspector());
            dock().showLesson(*ui::lessonOfPage(lab->id()));
            m_window->showLearn();
            QCoreApplication::processEvents();
            QVERIFY(dock().isVisible() && !inspector->isVisible());
            QCOMPARE(m_window->size(), QSize(1120, 720));
            QVERIFY2(lab->width() >= 640, qPrintable(QString::number(lab->width())));
            QVERIFY2(lab->width() + dock().width() < 1120, qPrintable(lab->id()));
        }
        m_window->resize(1440, 900);
        QCoreApplication::processEvents();
        QVERIFY(m_window->currentLab()->findChild<QWidget*>("runs_inspector")->isVisible()
            == m_window->currentLab()->hasInspector());
    }

    void everythingHasAName()
    {
        open();
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
