// SPDX-License-Identifier: GPL-3.0-or-later
#include "test_program.h"
#include "ui/labs/lab.h"
#include "ui/labs/make_labs.h"
#include "ui/main_window.h"
#include "ui/theme.h"
#include "ui/widgets/tab_order.h"
#include "ui_test_helpers.h"

#include <QLineEdit>
#include <QTest>
#include <QVBoxLayout>

class TabOrderTest : public QObject {
    Q_OBJECT

private:
    static QWidget* after(const QWidget* widget)
    {
        QWidget* next = widget->nextInFocusChain();
        while (!(next->focusPolicy() & Qt::TabFocus))
            next = next->nextInFocusChain();
        return next;
    }

private slots:
    /// As laid out, also where made the other way round; the part named first before its page.
    void laidOutOrderWins()
    {
        QWidget window;
        auto* last = new QLineEdit(&window);
        auto* inner = new QWidget(&window);
        auto* second = new QLineEdit(inner);
        auto* first = new QLineEdit(&window);
        auto* row = new QHBoxLayout(inner);
        row->addWidget(second);
        auto* column = new QVBoxLayout(&window);
        column->addWidget(first);
        column->addWidget(inner);
        column->addWidget(last);
        ui::setVisualTabOrder({ &window });
        QCOMPARE(after(first), second);
        QCOMPARE(after(second), last);
        ui::setVisualTabOrder({ last, nullptr, &window });
        QCOMPARE(after(last), first);
    }

    /// Rail, tabs and tools, inspector from top to bottom, then the page as it is laid out.
    void tabGoesThroughThePageAsItLooks()
    {
        const SettingsSandbox settings(QStringLiteral("tst_tab_order"));
        ui::Theme theme(*qApp, ui::ThemeMode::Light);
        ui::MainWindow window(theme);
        for (ui::Lab* lab : ui::makeLabs(theme))
            window.addLab(lab);
        window.resize(1440, 900);
        window.show();
        window.showLab("train");
        QStringList names;
        const QWidget* first = partOf<QWidget>(window, "rail_button_solve");
        const QWidget* at = first;
        do {
            if ((at->focusPolicy() & Qt::TabFocus) && !at->focusProxy() && at->isVisible())
                names << at->objectName();
            at = at->nextInFocusChain();
        } while (at != first);
        qsizetype before = -1;
        for (const char* name : { "rail_button_solve", "rail_button_train", "rail_button_learn",
                 "train_tabs", "train_load", "train_data_toggle", "train_dataset",
                 "train_test_images", "train_model_section_toggle", "train_model",
                 "train_solver_section_toggle", "train_solver", "train_tests_toggle",
                 "train_evaluation_solver", "train_start", "train_ready_spirals",
                 "train_ready_settings_mlp", "train_chart_loss", "train_chart_error" }) {
            const qsizetype place = names.indexOf(QLatin1String(name));
            QVERIFY2(place > before, qPrintable(name + QString(" in ") + names.join(' ')));
            before = place;
        }
    }
};

REGISTER_TEST(TabOrderTest)
#include "tst_tab_order.moc"
