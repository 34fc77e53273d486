// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/labs/train_settings.h"
#include "ui/widgets/overlay_scroll_area.h"

#include <QList>

#include <vector>

class QGridLayout;
class QLabel;
class QPushButton;
class QToolButton;

namespace ui {

class Card;
class DigitTiles;
class LogView;
class PlotView;
class Theme;
class TrainInsight;

/// The cards of the Monitor: charts in 2 rows of 3 (in 3 rows of 2 when narrow), below them the
/// test digits and the log, and under the fold the confusion matrix. Scrolls vertically when there
/// is no room. Empty, it shows the ready starts and a row of bare charts.
class TrainGrid final : public OverlayScrollArea {
    Q_OBJECT
public:
    TrainGrid(Theme& theme, const std::vector<PlotView*>& charts,
        const std::vector<ReadyStart>& starts, QWidget* parent = nullptr);

    DigitTiles* tiles() const { return m_tiles; }
    LogView* log() const { return m_log; }
    void setEmpty(bool empty);
    bool isEmpty() const { return m_empty; }
    TrainInsight* insight() const { return m_insight; }
    void setTilesNote(const QString& note); ///< at the right of the tiles' header
    void setStartEnabled(bool enabled); ///< of the ready starts
    void enlarge(int chart); ///< alone on the page; -1: all again
    int enlarged() const { return m_enlarged; }

signals:
    void smoothingChosen(int choice); ///< of LossSmoothing
    void startRequested(int ready);
    void settingsRequested(int ready);
    void enlargedChanged(int chart);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* makeEmptyPart(const std::vector<ReadyStart>& starts);
    QWidget* makeReadyCard(const ReadyStart& start, int index);
    void addChartCard(PlotView* chart);
    void addSmoothing(Card* card);
    QWidget* makeBottom();
    int columnsThatFit() const;
    void arrange();

    Theme& m_theme;
    QWidget* m_emptyPart = nullptr;
    QLabel* m_emptyHint = nullptr;
    QWidget* m_chartArea = nullptr;
    QGridLayout* m_charts = nullptr;
    QList<Card*> m_cards;
    QList<QToolButton*> m_enlargeButtons;
    QList<QToolButton*> m_followButtons;
    QWidget* m_smoothing = nullptr;
    QList<QPushButton*> m_startButtons;
    QWidget* m_bottom = nullptr;
    TrainInsight* m_insight = nullptr;
    QLabel* m_tilesNote = nullptr;
    DigitTiles* m_tiles = nullptr;
    LogView* m_log = nullptr;
    bool m_empty = true;
    int m_enlarged = -1;
    int m_columns = 0;
};

} // namespace ui
