// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/labs/solve_lab.h"
#include "ui/plots/plot_view.h"
#include "ui/theme.h"
#include "ui/widgets/banner.h"
#include "ui/widgets/combo_box.h"
#include "ui/widgets/number_spin_box.h"
#include "ui/widgets/results_table.h"
#include "ui_test_helpers.h"

#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QTest>

#include <memory>

/// The Solve page in a window of its own, and what a test says to it. open() before each test.
class SolvePage {
public:
    enum Column { Solver, Order, ObservedOrder, Setting, Nfe, Steps, EndError, MaxError };

    explicit SolvePage(const QString& application)
        : m_settings(application)
        , m_theme(std::make_unique<ui::Theme>(*qApp, ui::ThemeMode::Light))
    {
    }

    /// Made, shown, and its first solve done.
    void open()
    {
        m_lab = std::make_unique<ui::SolveLab>(*m_theme);
        m_solved = std::make_unique<QSignalSpy>(m_lab.get(), &ui::SolveLab::solved);
        m_lab->resize(1368, 824);
        m_lab->show();
        m_lab->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_lab.get()));
        m_lab->solve(); // now, not 150 ms from now
        waitForResult(0);
    }
    void close()
    {
        m_lab.reset();
        m_theme->setMode(ui::ThemeMode::Light);
    }

    ui::SolveLab& lab() const { return *m_lab; }
    ui::Theme& theme() const { return *m_theme; }
    int solved() const { return static_cast<int>(m_solved->count()); }

    template <typename Widget>
    Widget* part(const QString& name) const
    {
        return partOf<Widget>(*m_lab, name);
    }

    ui::PlotView* chart() const { return part<ui::PlotView>("solve_chart_trajectory"); }

    ui::Banner* banner() const { return part<ui::Banner>("solve_banner"); }

    QString cell(int row, Column column) const
    {
        return part<ui::ResultsTable>("solve_results")
            ->model()
            ->index(row, column)
            .data()
            .toString();
    }

    int rows() const { return part<ui::ResultsTable>("solve_results")->model()->rowCount(); }

    /// Types a number as a user does: over what is there, then Enter.
    void type(const QString& name, const QString& text)
    {
        auto* field = part<ui::NumberSpinBox>(name);
        field->setFocus();
        field->selectAll();
        QTest::keyClicks(field, text);
        QTest::keyClick(field, Qt::Key_Return);
    }

    void pickCustom() { part<ui::ComboBox>("solve_problem")->selectData(QString()); }

    void waitForResult(int before)
    {
        QTRY_VERIFY_WITH_TIMEOUT(solved() > before && !m_lab->isSolving(), 60'000);
    }

    /// Types the right-hand side of a custom problem without an exact solution.
    void solveTyped(const QString& rhs, const QString& y0, const QString& t1)
    {
        pickCustom();
        part<QPlainTextEdit>("solve_exact")->clear();
        part<QPlainTextEdit>("solve_expression")->setPlainText(rhs);
        type("solve_y0_1", y0);
        type("solve_t1", t1);
        // The editors report 200 ms after the last key, the solve follows 150 ms later.
        QTRY_VERIFY_WITH_TIMEOUT(m_lab->problem().rhs.front() == rhs.toStdString()
                && m_lab->results()->job.problem.rhs == m_lab->problem().rhs
                && m_lab->results()->job.problem.t1 == m_lab->problem().t1
                && m_lab->results()->job.problem.y0 == m_lab->problem().y0,
            60'000);
    }

private:
    SettingsSandbox m_settings;
    std::unique_ptr<ui::Theme> m_theme;
    std::unique_ptr<ui::SolveLab> m_lab;
    std::unique_ptr<QSignalSpy> m_solved;
};
