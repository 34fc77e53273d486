// SPDX-License-Identifier: GPL-3.0-or-later
#include "lesson_window.h"
#include "test_program.h"
#include "ui/learn/lesson_check.h"
#include "ui/learn/lesson_progress.h"

#include <QLabel>

using ui::Lesson;
using ui::LessonTask;

/// Every task is open at first and solved by what its lesson shows.
class LessonTasksTest : public QObject, private LessonWindow {
    Q_OBJECT

public:
    LessonTasksTest()
        : LessonWindow("tst_lesson_tasks")
    {
    }

private slots:
    void init() { QSettings().clear(); }
    void cleanupTestCase() { close(); }

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

    /// Open on a fresh page, also when it has come to rest; solved by its solution.
    void tasksAreChecked()
    {
        QFETCH(QString, lesson);
        QFETCH(int, index);
        const Lesson& shown = *ui::findLesson(lesson);
        const LessonTask& task = *shown.tasks()[static_cast<std::size_t>(index)];
        openFresh({ task.solution.page });
        dock().showLesson(shown);
        dock().show();
        window().showLab(task.solution.page);
        QTest::qWait(0); // what the page is about to compute begins
        QVERIFY(soon([this] { return settled(); }));
        ui::LessonPage* page = dock().page(task.solution.page);
        const auto* note = card(task)->findChild<QLabel*>("learn_note_" + task.id);
        const auto progress = [&] { return ui::taskProgress(task, page->state()); };
        QVERIFY2(!progress().solved, "solved before anything was done");
        QVERIFY2(soon([&] { return note->text().contains(progress().open); }),
            qPrintable(note->text() + ", now " + progress().open));
        QVERIFY2(!progress().solved, "solved before anything was done");
        QVERIFY(!ui::isTaskSolved(shown, task));
        click("learn_show_" + task.id);
        QVERIFY2(dock().message().contains("as the lesson says"), qPrintable(dock().message()));
        QVERIFY2(soon([&] { return card(task)->isSolved(); }),
            qPrintable(progress().open + QString::fromStdString("\n" + page->state().dump())));
        QVERIFY(ui::isTaskSolved(shown, task));
        QVERIFY2(errors().isEmpty(), qPrintable(errors()));
    }

    void aMissIsNoSolution()
    {
        openFresh({ "solve" });
        const Lesson& lesson = *ui::findLesson("stability");
        show(lesson);
        ui::LessonPage* page = dock().page("solve");
        const LessonTask& task = *lesson.tasks().front();
        for (const double step : { 0.0405, 0.039 }) { // grows; too cautious
            dock().apply({ "solve", {},
                { { "problem", "dahlquist" }, { "parameters", { { "lambda", -50 } } },
                    { "solvers", { { "euler", { { "step", step } } } } } } });
            QTRY_VERIFY_WITH_TIMEOUT(page->state()["results"].contains("euler"), kLessonWait);
            QVERIFY(!ui::taskProgress(task, page->state()).solved);
        }
    }
};

REGISTER_TEST(LessonTasksTest)
#include "tst_lesson_tasks.moc"
