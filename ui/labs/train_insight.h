// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/training/gradient_check.h"
#include "ui/workers/training_worker.h"

#include <QWidget>

#include <optional>
#include <vector>

class QGridLayout;
class QLabel;
class QPushButton;

namespace ui {

class Card;
class ComboBox;
class ConfusionView;
class DigitTiles;
class Theme;

/// The lower cards of the Monitor: confusion matrix with the digits of a cell; the kept points of
/// the run, and the check of its gradient. Object names: train_confusion, train_cell_digits,
/// train_cell_note, train_confusion_note, train_kept, train_rewind, train_check, train_check_note.
class TrainInsight final : public QWidget {
    Q_OBJECT
public:
    explicit TrainInsight(Theme& theme, QWidget* parent = nullptr);

    void clear(); ///< a new run
    void setAnswers(const TestAnswered& answered);
    void setKeptPoints(const std::vector<nn::KeptPoint>& points);
    /// Whether the run is open, and what says why nothing can be checked (empty: it can).
    void setState(bool open, const QString& noCheck);
    void setChecking(bool checking);
    void showCheck(const nn::GradientCheck& check, const nn::ModelConfig& config);

signals:
    void rewindWanted(long step);
    void checkWanted();

private:
    Card* makeConfusionCard();
    Card* makePointsCard();
    Card* makeCheckCard();
    void showCell();
    void adapt();

    Theme& m_theme;
    TestAnswered m_answered;
    ConfusionView* m_confusion = nullptr;
    QLabel* m_confusionNote = nullptr;
    QLabel* m_cellNote = nullptr;
    DigitTiles* m_cellDigits = nullptr;
    ComboBox* m_kept = nullptr;
    QPushButton* m_rewind = nullptr;
    QPushButton* m_check = nullptr;
    QLabel* m_checkNote = nullptr;
    QGridLayout* m_checkTable = nullptr;
    bool m_open = false;
    bool m_checking = false;
    QString m_noCheck;
};

} // namespace ui
