// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/problems/problem.h"

#include <QWidget>

class QGridLayout;
class QLabel;
class QSlider;

namespace ui {

class NumberSpinBox;
class Theme;

/// The parameters of a problem: a slider (where it has a range) and a number each. A long list
/// scrolls by itself, so that what stands below stays in reach.
/// Object names: PAGE_parameter_NAME, PAGE_parameter_slider_NAME, PAGE_parameters_area.
class ParametersForm final : public QWidget {
    Q_OBJECT
public:
    /// mostRows: more parameters scroll
    explicit ParametersForm(Theme& theme, QWidget* parent = nullptr,
        const QString& page = QStringLiteral("solve"), int mostRows = 16);

    void setParameters(const std::vector<solvers::ProblemParameter>& parameters);
    const std::vector<solvers::ProblemParameter>& parameters() const { return m_parameters; }
    bool isValid() const;

signals:
    void changed();
    void gestureEnded(); ///< a slider was let go, a number was entered

private:
    void addRow(QGridLayout* grid, int index);
    bool scrolls() const { return static_cast<int>(m_parameters.size()) > m_mostRows; }

    Theme& m_theme;
    QString m_page;
    int m_mostRows;
    std::vector<solvers::ProblemParameter> m_parameters;
    std::vector<NumberSpinBox*> m_numbers;
    QWidget* m_rows = nullptr; ///< with its scroll area, where there are many
};

/// Initial value of each component, and the interval. Object names: solve_y0_K (from 1),
/// solve_t0, solve_t1.
class InitialValuesForm final : public QWidget {
    Q_OBJECT
public:
    explicit InitialValuesForm(Theme& theme, QWidget* parent = nullptr);

    void setValues(const std::vector<double>& y0, double t0, double t1);
    std::vector<double> y0() const;
    double t0() const;
    double t1() const;
    bool isValid() const;
    /// Why these values cannot be solved with, or nothing.
    QString reason() const;

signals:
    void changed();
    void gestureEnded(); ///< a number has been entered

private:
    NumberSpinBox* makeNumber(const QString& objectName, const QString& name);
    void buildStates(int count);

    Theme& m_theme;
    QGridLayout* m_grid;
    QWidget* m_states = nullptr;
    std::vector<NumberSpinBox*> m_y0;
    NumberSpinBox* m_t0;
    NumberSpinBox* m_t1;
};

} // namespace ui
