// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/labs/depth_diagram.h"
#include "ui/labs/depth_lab.h"
#include "ui/plots/plot_view.h"
#include "ui/theme.h"
#include "ui/widgets/combo_box.h"
#include "ui/widgets/number_spin_box.h"
#include "ui_test_helpers.h"

#include <QLabel>
#include <QTest>

#include <memory>

/// The Depth page in a window of its own, and what a test says to it. open() before each test.
class DepthPage {
public:
    explicit DepthPage(const QString& application)
        : m_settings(application)
        , m_theme(std::make_unique<ui::Theme>(*qApp, ui::ThemeMode::Light))
    {
    }

    /// Made, shown, and its first study done.
    void open()
    {
        m_lab = std::make_unique<ui::DepthLab>(*m_theme);
        m_lab->resize(1368, 824);
        m_lab->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_lab.get()));
        settle();
    }
    void close() { m_lab.reset(); }

    ui::DepthLab& lab() const { return *m_lab; }
    ui::Theme& theme() const { return *m_theme; }

    template <typename Widget>
    Widget* part(const QString& name) const
    {
        return partOf<Widget>(*m_lab, name);
    }
    ui::PlotView* plane() const { return part<ui::PlotView>("depth_chart_plane"); }
    ui::PlotView* sweep() const { return part<ui::PlotView>("depth_chart_discrepancy"); }
    ui::DepthDiagram* diagram() const { return part<ui::DepthDiagram>("depth_diagram"); }
    QString text(const QString& name) const { return part<QLabel>(name)->text(); }

    /// The study of the settings is on show.
    void settle() const
    {
        QTRY_VERIFY_WITH_TIMEOUT(m_lab->study() && !m_lab->isBusy(), 60'000);
        QVERIFY(m_lab->study()->job == m_lab->settings().job());
    }

    /// Types a number as a user does: over what is there, then Enter.
    void type(const QString& name, const QString& text) const
    {
        auto* field = part<ui::NumberSpinBox>(name);
        field->setFocus();
        field->selectAll();
        QTest::keyClicks(field, text);
        QTest::keyClick(field, Qt::Key_Return);
        settle();
    }

    void choose(const QString& name, const QVariant& data) const
    {
        auto* box = part<ui::ComboBox>(name);
        QVERIFY(box->selectData(data));
        emit box->activated(box->currentIndex());
        settle();
    }

    void chooseSolver(const QString& id) const
    {
        QTest::mouseClick(part<QWidget>("depth_solver_" + id), Qt::LeftButton, {}, QPoint(12, 10));
        settle();
    }

    /// That the diagram stands for.
    std::size_t states() const { return static_cast<std::size_t>(diagram()->blocks()) + 1; }

private:
    SettingsSandbox m_settings;
    std::unique_ptr<ui::Theme> m_theme;
    std::unique_ptr<ui::DepthLab> m_lab;
};
