// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/labs/solve_view.h"
#include "ui/workers/phase_worker.h"

#include <QHash>
#include <QObject>

class QCheckBox;
class QGridLayout;
class QLabel;

namespace ui {

class ComboBox;
class NumberSpinBox;
class Section;
class Theme;

/// The inspector of the phase portrait: what is shown, how trajectories are launched, and the
/// list of the equilibria found.
class SolvePhaseForm final : public QObject {
    Q_OBJECT
public:
    enum class Show { Field, Nullclines, Equilibria, Separatrix, Streamlines, Past, Solutions };

    SolvePhaseForm(Theme& theme, const SolveView::SectionFactory& add, QObject* parent);

    QList<Section*> sections() const { return m_sections; }

    bool shows(Show what) const;
    bool untilClosed() const;
    std::size_t x() const; ///< component on the axis; of one equation 0
    std::size_t y() const;
    /// Method and setting of the next launch.
    const solvers::Method& method() const;
    solvers::SolveOptions options() const;

    /// Pickers and defaults for another problem; without a signal.
    void setProblem(const solvers::Problem& problem);
    void setAxes(std::size_t x, std::size_t y); ///< without a signal
    void setEquilibria(const QString& richText);

signals:
    void shownChanged(); ///< nothing to compute anew
    void contentChanged(); ///< streamlines, backward time or the duration: compute
    void axesChanged(); ///< other components

private:
    void buildShow(const SolveView::SectionFactory& add);
    void buildLaunch(const SolveView::SectionFactory& add);
    void buildEquilibria(const SolveView::SectionFactory& add);
    void showSetting();
    void layOutChecks();
    void pickAxis(ComboBox* picked, ComboBox* other);

    Theme& m_theme;
    QList<Section*> m_sections;
    QHash<Show, QCheckBox*> m_checks;
    QList<Show> m_order; ///< of the check boxes
    QGridLayout* m_grid = nullptr; ///< of those that the problem has a use for
    QList<QWidget*> m_axisParts; ///< labels and pickers
    ComboBox* m_x = nullptr;
    ComboBox* m_y = nullptr;
    ComboBox* m_method = nullptr;
    NumberSpinBox* m_step = nullptr;
    NumberSpinBox* m_tolerance = nullptr;
    QLabel* m_stepLabel = nullptr;
    QLabel* m_toleranceLabel = nullptr;
    ComboBox* m_duration = nullptr;
    QLabel* m_equilibria = nullptr;
};

} // namespace ui
