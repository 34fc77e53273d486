// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/training/training.h"

#include <QObject>
#include <QString>

#include <optional>
#include <vector>

namespace ui {

class ComboBox;
class Section;
class SolverChoice;
class Theme;

/// The settings of "Draw a digit": which weights read, how the ODE block is solved, whose loss
/// the adjoint belongs to. Object names: draw_source, draw_epoch, draw_solver, draw_step,
/// draw_tolerance, draw_loss.
class DrawForm final : public QObject {
    Q_OBJECT
public:
    struct Sections {
        Section* weights;
        Section* solver;
        Section* adjoint;
    };
    enum class Source { Run, File };

    DrawForm(Theme& theme, const Sections& sections, QObject* parent);

    /// What there is to choose; an empty text: no such source. A source that has just come is
    /// chosen. points: of the run.
    void setSources(
        const QString& run, const std::vector<nn::KeptPoint>& points, const QString& file);
    std::optional<Source> source() const; ///< nothing: there is none
    void choose(Source source); ///< ignored if it is not there
    std::optional<long> keptStep() const; ///< nothing: the latest weights
    std::optional<nn::ModelConfig> solve() const;
    int lossClass() const; ///< -1: the predicted one

signals:
    void weightsChanged(); ///< source, epoch or solver
    void lossClassChanged();

private:
    void showEpochs();

    ComboBox* m_source;
    ComboBox* m_epoch;
    SolverChoice* m_solver;
    ComboBox* m_loss;
    std::vector<nn::KeptPoint> m_points;
};

} // namespace ui
