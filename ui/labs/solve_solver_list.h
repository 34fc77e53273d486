// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/labs/solve_settings.h"

#include <QWidget>

class QCheckBox;
class QVBoxLayout;

namespace ui {

class ComboBox;
class ElidedLabel;
class NumberSpinBox;
class Theme;

/// As a method comes on the list: Euler and Runge-Kutta 4 as in Figure 2 of the article.
SolverSetting defaultSetting(const solvers::Method& method);

/// One method of the registry: tick, swatch, name, and its step size or tolerance. A method with
/// an error estimate runs with a tolerance; its menu (right click, or a click on "tol" or "h")
/// changes to fixed steps and back. Object names: solve_check_ID, solve_step_ID.
class SolverRow final : public QWidget {
    Q_OBJECT
public:
    /// setting.method() must be known; the row shows the setting.
    SolverRow(Theme& theme, const SolverSetting& setting, QWidget* parent = nullptr);

    const solvers::Method& method() const { return m_method; }
    bool isOwn() const { return m_own.has_value(); }
    bool isTicked() const;
    void setTicked(bool ticked);
    bool isAdaptive() const { return m_adaptive; }
    void setAdaptive(bool adaptive); ///< ignored for a method without an error estimate
    void setStep(double step); ///< changes to fixed steps
    bool isValid() const;
    SolverSetting setting() const;
    void setSetting(const SolverSetting& setting); ///< of this method; without a signal

signals:
    void changed(); ///< tick or setting, by the user or by a call
    void gestureEnded(); ///< a number has been entered
    void validityChanged();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    void showMode();
    void showTick();
    void openMenu(const QPoint& globalPosition);

    Theme& m_theme;
    std::optional<solvers::UserMethod> m_own; ///< keeps m_method alive
    const solvers::Method& m_method;
    QCheckBox* m_check;
    ElidedLabel* m_name;
    NumberSpinBox* m_number;
    bool m_adaptive;
    double m_step;
    double m_tolerance;
};

/// The methods that a lesson starts with and, on demand, any other of the registry, in its order;
/// below them methods of the user's.
class SolverList final : public QWidget {
    Q_OBJECT
public:
    explicit SolverList(Theme& theme, QWidget* parent = nullptr);

    std::vector<SolverSetting> settings() const; ///< of every row
    /// Shows these, without a signal: rows that are missing come, those of other methods go, unless
    /// the list starts with them. Throws std::invalid_argument for an unknown method.
    void setSettings(const std::vector<SolverSetting>& settings);
    SolverRow* row(std::string_view id) const; ///< nullptr if it is not on the list
    SolverRow* add(const solvers::Method& method); ///< the row it has, or a new one
    /// A row for a tableau of the user's, ticked; it takes the place of one with the same id.
    SolverRow* addOwn(const solvers::UserMethod& method);
    int count() const { return static_cast<int>(m_rows.size()); }
    int tickedCount() const;
    bool isValid() const; ///< every ticked row has a number
    /// Euler 0.05 and Runge-Kutta 4 0.25, as in Figure 2 of the article.
    static std::vector<SolverSetting> defaults();

signals:
    void changed();
    void gestureEnded();
    void ownWanted(); ///< the user asks for a tableau of their own

private:
    SolverRow* insert(const SolverSetting& setting);
    void offerOthers();

    Theme& m_theme;
    std::vector<SolverRow*> m_rows; ///< in the order of the registry
    QVBoxLayout* m_column;
    ComboBox* m_others; ///< methods without a row
};

} // namespace ui
