// SPDX-License-Identifier: GPL-3.0-or-later
#include "lesson_window.h"
#include "test_program.h"
#include "ui/learn/lesson_check.h"

using Json = nlohmann::ordered_json;
using ui::Lesson;
using ui::LessonLink;

namespace {

/// Whether everything that was set is so in the state.
bool holds(const Json& set, const Json& state)
{
    if (!set.is_object())
        return set == state;
    for (const auto& [key, value] : set.items())
        if (!holds(value, state.contains(key) ? state.at(key) : Json()))
            return false;
    return true;
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

/// Links are clicked; what the page then says of itself is what the lesson promises.
class LessonLinksTest : public QObject, private LessonWindow {
    Q_OBJECT

public:
    LessonLinksTest()
        : LessonWindow("tst_lesson_links")
    {
    }

private slots:
    void init() { QSettings().clear(); }
    void cleanup() { close(); }

    void linksSetThePage_data()
    {
        QTest::addColumn<QString>("id");
        for (const Lesson& lesson : ui::lessons())
            QTest::newRow(qPrintable(lesson.id)) << lesson.id;
    }

    /// What the link names is so, nothing complains, and Take back restores settings and tab.
    void linksSetThePage()
    {
        QFETCH(QString, id);
        const Lesson& lesson = *ui::findLesson(id);
        QSet<QString> pages { lesson.page };
        for (const LessonLink* link : linksOf(lesson))
            pages << link->setting.page;
        open(pages);
        show(lesson);
        int number = 0;
        for (const LessonLink* link : linksOf(lesson)) {
            ui::LessonPage* page = dock().page(link->setting.page);
            QVERIFY(page);
            QVERIFY(soon([page] { return !page->lab().isBusy(); }));
            const Json before = settingsOf(*page);
            click(QString("learn_link_%1").arg(++number));
            QCOMPARE(window().currentLab()->id(), link->setting.page);
            QTest::qWait(0);
            QVERIFY(soon([this] { return settled(); }));
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
        open({ "solve", "depth", "gradients" });
        for (const auto& [lesson, link] :
            { std::pair("stability", 1), std::pair("depth", 2), std::pair("drift", 2) }) {
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

    void whatCannotBeSetIsSaid()
    {
        open({ "solve" });
        show(*ui::findLesson("euler"));
        ui::LessonPage* page = dock().page("solve");
        const Json before = settingsOf(*page);
        dock().apply({ "solve", {}, { { "parameters", { { "nothing", 1 } } } } });
        QVERIFY(dock().message().contains("no parameter nothing"));
        dock().apply({ "solve", {}, { { "stepp", 1 } } });
        QVERIFY(dock().message().contains("no setting stepp"));
        QVERIFY(settingsOf(*page) == before);
    }
};

REGISTER_TEST(LessonLinksTest)
#include "tst_lesson_links.moc"
