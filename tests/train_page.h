// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/labs/train_form.h"
#include "ui/labs/train_lab.h"
#include "ui/labs/train_tiles.h"
#include "ui/main_window.h"
#include "ui/plots/plot_view.h"
#include "ui/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/combo_box.h"
#include "ui/widgets/number_spin_box.h"
#include "ui_test_helpers.h"

#include <QAbstractButton>
#include <QPlainTextEdit>
#include <QTest>

#include <memory>

constexpr int kWait = 120'000; ///< ms; sanitised builds on a busy machine are slow

/// The window with the Train page, and what a test does with it. open() before each test.
class TrainPage {
public:
    explicit TrainPage(const QString& application)
        : m_settings(application)
        , m_theme(std::make_unique<ui::Theme>(*qApp, ui::ThemeMode::Light))
    {
    }

    void open()
    {
        QSettings().clear();
        m_window = std::make_unique<ui::MainWindow>(*m_theme);
        m_lab = new ui::TrainLab(*m_theme);
        m_window->addLab(m_lab);
        m_window->resize(1440, 900);
        m_window->showLab(m_lab->id());
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    }
    void close() { m_window.reset(); } ///< stops a run and joins its thread

    template <typename T>
    T* find(const char* name) const
    {
        T* found = m_lab->findChild<T*>(QLatin1String(name));
        if (!found)
            qFatal("no %s", name);
        return found;
    }

    void click(const char* name) const
    {
        QTest::mouseClick(find<QAbstractButton>(name), Qt::LeftButton);
    }

    void setNumber(const char* name, double value) const
    {
        find<ui::NumberSpinBox>(name)->setValue(value);
    }

    ui::PlotView* chart(const char* name) const { return find<ui::PlotView>(name); }

    std::size_t points(const char* name, const char* curve) const
    {
        const ui::PlotCurve* found = chart(name)->curve(QLatin1String(curve));
        return found && found->samples ? found->samples->x.size() : 0;
    }

    QList<ui::DigitTile*> shownTiles() const
    {
        QList<ui::DigitTile*> tiles;
        for (ui::DigitTile* tile : find<ui::DigitTiles>("train_tiles")->tiles())
            if (tile->isVisible())
                tiles << tile;
        return tiles;
    }

    QString log() const { return find<QPlainTextEdit>("train_log")->toPlainText(); }

    long steps() const { return m_lab->run().progress().steps(); }

    bool isIdle() const { return m_lab->run().state() == ui::TrainRun::State::Idle; }

    /// Asks for the sample digits and waits for them; the step they were taken at, -1 after none.
    long stepOfNextProbe() const
    {
        long step = -1;
        const auto listening = QObject::connect(&m_lab->run(), &ui::TrainRun::updated, m_lab,
            [&step](const ui::TrainingUpdate& update) {
                if (update.probe)
                    step = update.probe->step;
            });
        m_lab->run().requestProbe();
        const bool answered = QTest::qWaitFor([&step] { return step >= 0; }, kWait);
        QObject::disconnect(listening);
        return answered ? step : -1;
    }

    /// An RK-Net on few digits, set through the form; long enough not to end by itself.
    void prepare(const char* model = "rknet")
    {
        QVERIFY(find<ui::ComboBox>("train_model")->selectData(QLatin1String(model)));
        setNumber("train_train_images", 128);
        setNumber("train_test_images", 64);
        setNumber("train_batch", 16);
        setNumber("train_epochs", 1000);
        setNumber("train_threads", 2);
    }

protected:
    SettingsSandbox m_settings;
    std::unique_ptr<ui::Theme> m_theme;
    std::unique_ptr<ui::MainWindow> m_window;
    ui::TrainLab* m_lab = nullptr;
};
