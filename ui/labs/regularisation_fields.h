// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/training/regularisation.h"

#include <QObject>
#include <QString>

#include <array>

class QCheckBox;
class QWidget;

namespace ui {

class NumberSpinBox;
class Section;
class Theme;

/// The switches that keep evaluations few, each with its weight, and the budget that a chart of
/// evaluations draws a line at. All of them may be changed while a run is open.
/// Object names: PREFIX_kinetic_on, PREFIX_kinetic, ..._jacobian..., ..._steer..., PREFIX_budget.
class RegularisationFields final : public QObject {
    Q_OBJECT
public:
    /// What is learned: a network's ODE block, whose depth STEER moves, or a time series.
    enum class Of { Network, Series };

    RegularisationFields(
        Theme& theme, Section& section, const QString& prefix, Of of, QObject* parent);

    /// What the fields show.
    struct State {
        struct Switch {
            bool on = false;
            double weight = 0.0; ///< also while off
        };
        Switch kinetic;
        Switch jacobian;
        Switch steer;
        int budget = 0; ///< 0: no line
    };

    State state() const;
    void setState(const State& state);
    nn::Regularisation terms() const; ///< 0 where a switch is off
    void setTerms(const nn::Regularisation& terms); ///< 0: off, its weight stays
    long budget() const; ///< 0: no line
    void setBudget(long evaluations);
    void setStartOfSteer(double b); ///< while the switch is off
    QString problem() const; ///< of a number that cannot be read; empty: none
    /// reason: why there is nothing to regularise; empty if there is.
    void refresh(const QString& reason = {});
    void cutOff(); ///< nothing is heard of them any more

signals:
    void changed(); ///< a number that can be used, or a switch
    void validityChanged();
    void gestureEnded(); ///< a number has been entered

private:
    struct Term {
        QCheckBox* on = nullptr;
        NumberSpinBox* weight = nullptr;
        QString toolTip;
    };

    Term addTerm(Section& section, const char* name, const QString& title, double start,
        double most, const QString& toolTip);
    NumberSpinBox* number(Section& section, const QString& name, const QString& title);

    Theme& m_theme;
    QString m_prefix;
    Term m_kinetic;
    Term m_jacobian;
    Term m_steer;
    NumberSpinBox* m_budget = nullptr;
    QString m_budgetTip;
};

} // namespace ui
