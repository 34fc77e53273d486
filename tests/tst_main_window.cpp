// SPDX-License-Identifier: GPL-3.0-or-later
#include "test_program.h"
#include "ui/labs/lab.h"
#include "ui/labs/make_labs.h"
#include "ui/main_window.h"
#include "ui/theme.h"
#include "ui/widgets/number_spin_box.h"
#include "ui/widgets/results_table.h"
#include "ui/widgets/section.h"
#include "ui_test_helpers.h"

#include <QAction>
#include <QDialog>
#include <QDockWidget>
#include <QLabel>
#include <QMenu>
#include <QMenuBar>
#include <QPushButton>
#include <QSet>
#include <QSettings>
#include <QStandardItemModel>
#include <QTest>
#include <QToolButton>

#include <memory>

namespace {

QStringList warnings;
QtMessageHandler defaultHandler = nullptr;

// What the offscreen platform says about itself is no fault of ours.
bool isOurs(const QString& message)
{
    return !message.startsWith("This plugin does not support")
        && !message.startsWith("QStandardPaths: XDG_RUNTIME_DIR");
}

void collect(QtMsgType type, const QMessageLogContext& context, const QString& message)
{
    if (type != QtDebugMsg && type != QtInfoMsg && isOurs(message))
        warnings << message;
    defaultHandler(type, context, message);
}

/// A page that records what the window asks of it.
class RecordingLab final : public ui::Lab {
public:
    RecordingLab(ui::Theme& theme, const QString& id, ui::Commands offered)
        : Lab(theme, id, id)
        , m_offered(offered)
    {
        m_section = addSection(id + "_section", "Section");
        m_section->addRow("Step", new ui::NumberSpinBox(theme));
        setStatus("status of " + id);
    }

    ui::Commands commands() const override { return m_offered; }
    void execute(ui::Command command) override { executed << command; }
    bool mayClose() override { return closable; }
    void shutdown() override { ++shutdowns; }

    void offer(ui::Commands offered)
    {
        m_offered = offered;
        emit commandsChanged();
    }
    void report(const QString& text, ui::StatusKind kind) { setStatus(text, kind); }
    ui::Section* section() const { return m_section; }

    QList<ui::Command> executed;
    bool closable = true;
    int shutdowns = 0;

private:
    ui::Commands m_offered;
    ui::Section* m_section;
};

} // namespace

class TestMainWindow : public QObject {
    Q_OBJECT

private:
    SettingsSandbox m_settings { "tst_main_window" };
    std::unique_ptr<ui::Theme> m_theme;
    std::unique_ptr<ui::MainWindow> m_window;
    RecordingLab* m_solve = nullptr;
    RecordingLab* m_train = nullptr;

    static QColor cornerOf(QWidget& widget)
    {
        return widget.grab().toImage().pixelColor(widget.width() - 20, widget.height() / 2);
    }

    template <typename Widget>
    Widget* part(const char* name) const
    {
        return m_window->findChild<Widget*>(name);
    }

    QAction* command(ui::Command which) const
    {
        return m_window->findChild<QAction*>(
            QString("command_%1").arg(static_cast<unsigned>(which)));
    }

    void open()
    {
        m_window = std::make_unique<ui::MainWindow>(*m_theme);
        m_solve = new RecordingLab(
            *m_theme, "solve", ui::Command::Run | ui::Command::Cancel | ui::Command::NextView);
        m_train = new RecordingLab(*m_theme, "train", ui::Command::Pause);
        m_window->addLab(m_solve);
        m_window->addLab(m_train);
        m_window->restore();
        m_window->show();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }

private slots:
    void initTestCase()
    {
        defaultHandler = qInstallMessageHandler(collect);
        m_theme = std::make_unique<ui::Theme>(*qApp, ui::ThemeMode::Light);
    }

    void init()
    {
        warnings.clear();
        QSettings().clear();
        QSettings().setValue("window/theme", "light");
        open();
    }

    void cleanup()
    {
        m_window.reset();
        QVERIFY2(warnings.isEmpty(), qPrintable(warnings.join("\n")));
    }

    void cleanupTestCase()
    {
        m_theme.reset();
        qInstallMessageHandler(defaultHandler);
    }

    void railSwitchesPages()
    {
        QCOMPARE(m_window->currentLab(), m_solve);
        QTest::mouseClick(part<QToolButton>("rail_button_train"), Qt::LeftButton);
        QCOMPARE(m_window->currentLab(), m_train);
        QVERIFY(m_train->isVisible());
        QVERIFY(!m_solve->isVisible());
        QVERIFY(part<QToolButton>("rail_button_train")->isChecked());
        QVERIFY(!part<QToolButton>("rail_button_solve")->isChecked());
        QCOMPARE(part<QLabel>("status_message")->text(), "status of train");
        QTest::keyClick(m_window.get(), Qt::Key_1, Qt::ControlModifier);
        QCOMPARE(m_window->currentLab(), m_solve);
        QTest::keyClick(m_window.get(), Qt::Key_2, Qt::ControlModifier);
        QCOMPARE(m_window->currentLab(), m_train);
    }

    void shortcutsReachOnlyPagesThatOfferThem()
    {
        QTest::keyClick(m_window.get(), Qt::Key_R, Qt::ControlModifier);
        QTest::keyClick(m_window.get(), Qt::Key_P, Qt::ControlModifier); // not offered by solve
        QTest::keyClick(m_window.get(), Qt::Key_Tab, Qt::ControlModifier);
        QTest::keyClick(m_window.get(), Qt::Key_Escape);
        QCOMPARE(m_solve->executed,
            QList({ ui::Command::Run, ui::Command::NextView, ui::Command::Cancel }));
        QVERIFY(command(ui::Command::Run)->isEnabled());
        QVERIFY(!command(ui::Command::Pause)->isEnabled());

        m_window->showLab("train");
        QVERIFY(!command(ui::Command::Run)->isEnabled());
        QTest::keyClick(m_window.get(), Qt::Key_P, Qt::ControlModifier);
        QCOMPARE(m_train->executed, QList({ ui::Command::Pause }));
        m_train->offer(ui::Command::Run);
        QVERIFY(command(ui::Command::Run)->isEnabled());
        QVERIFY(!command(ui::Command::Pause)->isEnabled());
        m_solve->offer({}); // a page behind must not change the menus
        QVERIFY(command(ui::Command::Run)->isEnabled());
    }

    void noShortcutIsTakenTwice()
    {
        QSet<QString> seen;
        for (const QAction* action : m_window->findChildren<QAction*>()) {
            for (const QKeySequence& keys : action->shortcuts()) {
                QVERIFY2(!seen.contains(keys.toString()), qPrintable(keys.toString()));
                seen << keys.toString();
            }
        }
        for (const char* keys : { "Ctrl+R", "Ctrl+P", "Esc", "Ctrl+E", "Ctrl+Shift+C", "Ctrl+S",
                 "Ctrl+O", "Ctrl+L", "Ctrl+Tab", "F1", "F9", "F11", "Ctrl+1", "Ctrl+2" })
            QVERIFY2(seen.contains(keys), keys);
    }

    void themeSwitchRecoloursWithoutARestart()
    {
        const QColor light = cornerOf(*m_window);
        QCOMPARE(light, ui::lightTokens().window);
        const auto inkOfRail = [this] {
            const QImage image = part<QToolButton>("rail_button_train")->grab().toImage();
            // Farthest from the panel is the stroke of the icon.
            int farthest = 0;
            for (int y = 8; y < 32; ++y)
                for (int x = 0; x < image.width(); ++x)
                    farthest = qMax(farthest,
                        qAbs(image.pixelColor(x, y).lightness()
                            - m_theme->tokens().panel.lightness()));
            return farthest;
        };
        const int lightInk = inkOfRail();
        part<QAction>("theme_dark")->trigger();
        QCOMPARE(m_theme->mode(), ui::ThemeMode::Dark);
        QCOMPARE(qApp->palette().color(QPalette::Base), ui::darkTokens().surface);
        QCOMPARE(cornerOf(*m_window), ui::darkTokens().window);
        QCOMPARE(part<QToolButton>("theme_button")->text(), "Theme: Dark");
        QVERIFY(lightInk > 100);
        QVERIFY(inkOfRail() > 100); // an icon left in its light ink would vanish
        part<QAction>("theme_light")->trigger();
        QCOMPARE(cornerOf(*m_window), light);
    }

    void inspectorHidesAndMainTakesItsWidth()
    {
        auto* inspector = part<QWidget>("solve_inspector");
        QVERIFY(inspector->isVisible());
        QCOMPARE(inspector->width(), ui::metrics::kInspectorWidth);
        QTest::keyClick(m_window.get(), Qt::Key_F9);
        QVERIFY(!inspector->isVisible());
        m_window->showLab("train");
        QVERIFY(!part<QWidget>("train_inspector")->isVisible());
        QTest::keyClick(m_window.get(), Qt::Key_F9);
        QVERIFY(part<QWidget>("train_inspector")->isVisible());
    }

    void stateIsRestored()
    {
        m_window->showLab("train");
        m_window->resize(1200, 760);
        part<QAction>("theme_dark")->trigger();
        QTest::keyClick(m_window.get(), Qt::Key_F9);
        m_train->section()->setExpanded(false);
        QVERIFY(m_window->close());
        m_window.reset();
        m_theme->setMode(ui::ThemeMode::Light);
        open();
        QCOMPARE(m_window->currentLab(), m_train);
        QCOMPARE(m_window->size(), QSize(1200, 760));
        QCOMPARE(m_theme->mode(), ui::ThemeMode::Dark);
        QVERIFY(!part<QWidget>("train_inspector")->isVisible());
        QVERIFY(!m_train->section()->isExpanded());
        QVERIFY(m_solve->section()->isExpanded());
    }

    void statusBarShowsProgressOfThePageOnShow()
    {
        auto* cancel = part<QPushButton>("status_cancel");
        QVERIFY(!cancel->isVisible());
        emit m_solve->progressChanged("Solving… 43 %");
        QVERIFY(cancel->isVisible());
        QCOMPARE(part<QLabel>("status_progress")->text(), "Solving… 43 %");
        QTest::mouseClick(cancel, Qt::LeftButton);
        QCOMPARE(m_solve->executed, QList({ ui::Command::Cancel }));
        m_window->showLab("train");
        QVERIFY(!cancel->isVisible());
        m_window->showLab("solve");
        emit m_solve->progressChanged({});
        QVERIFY(!cancel->isVisible());
        m_solve->report("Expression not valid", ui::StatusKind::Error);
        QCOMPARE(part<QLabel>("status_message")->palette().color(QPalette::WindowText),
            m_theme->tokens().error);
    }

    void closingAsksThePagesAndShutsThemDown()
    {
        m_train->closable = false;
        QVERIFY(!m_window->close());
        QVERIFY(m_window->isVisible());
        QCOMPARE(m_solve->shutdowns, 0);
        m_train->closable = true;
        QVERIFY(m_window->close());
        QVERIFY(m_solve->shutdowns > 0);
        QVERIFY(m_train->shutdowns > 0);
    }

    void learnKeysAndAboutOpen()
    {
        QTest::keyClick(m_window.get(), Qt::Key_F1);
        auto* learn = part<QDockWidget>("learn_dock");
        QVERIFY(learn && learn->isVisible());
        QTest::mouseClick(part<QToolButton>("learn_close"), Qt::LeftButton);
        QVERIFY(!learn->isVisible());
        part<QAction>("action_keys")->trigger();
        auto* keys = part<QDialog>("keys_dialog");
        QVERIFY(keys && keys->isVisible());
        QTest::mouseClick(part<QPushButton>("keys_close"), Qt::LeftButton);
        QVERIFY(!keys->isVisible());
        part<QAction>("action_about")->trigger();
        auto* about = part<QDialog>("about_dialog");
        QVERIFY(about && about->isVisible());
        about->close();
    }

    void everyFocusableWidgetHasAnAccessibleName()
    {
        ui::MainWindow window(*m_theme);
        for (ui::Lab* lab : ui::makeLabs(*m_theme))
            window.addLab(lab);
        window.show();
        int seen = 0;
        for (ui::Lab* lab : window.labs()) {
            window.showLab(lab->id());
            const QString nameless = namelessWidgets(window, &seen);
            QVERIFY2(nameless.isEmpty(), qPrintable(lab->id() + ":\n" + nameless));
        }
        QVERIFY(seen > 10);
    }

    void smallestWindowNeedsNoMoreRoomThanTheDesignAllows()
    {
        ui::MainWindow window(*m_theme);
        for (ui::Lab* lab : ui::makeLabs(*m_theme))
            window.addLab(lab);
        window.resize(1120, 720);
        window.show();
        for (ui::Lab* lab : window.labs()) {
            window.showLab(lab->id());
            QCoreApplication::processEvents();
            QCOMPARE(window.size(), QSize(1120, 720));
        }
    }

    void tableShowsWholeNamesAndCopiesWithTabs()
    {
        ui::ResultsTable table(*m_theme);
        QStandardItemModel model(2, 9);
        model.setItem(0, 0, new QStandardItem("Runge–Kutta 4"));
        model.setItem(0, 1, new QStandardItem("−1.5"));
        model.item(0, 0)->setData("rk4", ui::SeriesRole);
        table.setModel(&model);
        table.resize(980, 120);
        table.show();
        QVERIFY(table.columnWidth(0) > table.fontMetrics().horizontalAdvance("Runge–Kutta 4") + 32);
        int total = 0;
        for (int column = 0; column < 9; ++column)
            total += table.columnWidth(column);
        QCOMPARE(total, table.viewport()->width());
        table.selectRow(0);
        QCOMPARE(table.selectionAsText().section('\n', 1, 1).section('\t', 0, 1),
            "Runge–Kutta 4\t-1.5"); // a minus that a spreadsheet reads
        QCOMPARE(table.selectionAsText().count('\n'), 2);
        QCOMPARE(table.allAsText().count('\n'), 3);
    }

    void everySolverHasALookOfItsOwn()
    {
        QSet<QString> looks;
        const QStringList ids { "exact", "euler", "midpoint", "heun", "ralston", "rk4", "rk4-38",
            "bosh3", "dopri5", "backward-euler", "trapezoid" };
        for (const QString& id : ids) {
            const ui::SeriesStyle style = ui::seriesStyle(id);
            looks << style.light.name() + QString::number(static_cast<int>(style.marker));
        }
        QCOMPARE(looks.size(), ids.size());
    }
};

REGISTER_TEST(TestMainWindow)
#include "tst_main_window.moc"
