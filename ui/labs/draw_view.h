// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/overlay_scroll_area.h"
#include "ui/workers/digit_reading.h"

#include <QList>

#include <functional>
#include <memory>

class QCheckBox;
class QGridLayout;
class QLabel;
class QPushButton;
class QSlider;
class QStackedWidget;
class QTimer;

namespace ui {

class Card;
class ClassBars;
class DigitCanvas;
class DrawCharts;
class JobRun;
class PlotView;
class SegmentedChoice;
class Theme;

/// The view "Draw a digit" of the Train page: a canvas, and what a network makes of it, read in a
/// worker 100 ms after the last stroke. Without weights the canvas works, the rest says what to do.
/// Object names: draw_canvas, draw_clear, draw_undo, draw_random, draw_erase, draw_pen,
/// draw_centre, draw_bars, draw_prediction, draw_confidence, draw_nfe, draw_nfe_adaptive,
/// draw_time, draw_text, draw_empty, draw_train, draw_load, draw_along.
class DrawView final : public OverlayScrollArea {
    Q_OBJECT
public:
    explicit DrawView(Theme& theme, QWidget* parent = nullptr);
    ~DrawView() override; ///< stops the work and joins its threads

    /// What reads from now on; null weights: nothing. text: where they come from, in a sentence.
    void setNetwork(const DigitNetwork& network, const QString& text);
    const DigitNetwork& network() const { return m_network; }
    void setLossClass(int digit); ///< of the adjoint; -1: the predicted one
    void setDataFolder(const std::filesystem::path& folder); ///< of test digits; empty: shipped
    void showInk(const std::vector<float>& ink); ///< onto the canvas, 28 x 28, and reads it
    void openPicture(const QString& file); ///< onto the canvas; a bad file is told by failed()
    void shutdown(); ///< stops and joins; nothing is read any more

    DigitCanvas* canvas() const { return m_canvas; }
    const std::vector<PlotView*>& plots() const;
    PlotView* focusedPlot() const; ///< else the first
    const DigitReading& reading() const { return m_reading; }
    bool hasReading() const { return m_hasReading; }
    bool isBusy() const; ///< what is on show is not yet the newest

signals:
    void trainWanted();
    void loadWanted();
    void readingChanged();
    void failed(const QString& title, const QString& text);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void fitCanvas();
    Card* makeCanvasCard();
    QWidget* makeTools(QWidget* parent);
    Card* makeReadingCard();
    Card* makeEmptyCard();
    QWidget* makeResults();
    QLabel* addFigure(QGridLayout* grid, int column, const QString& title, const char* name);
    void connectParts();
    void canvasChanged();
    void readSoon();
    void read();
    void showReading(const DigitReading& reading);
    void showNothing();
    void makeCloud();
    void showRandomDigit();
    void withDigits(const std::function<void()>& then); ///< once the test digits are there
    std::vector<float> prepared() const; ///< of the canvas, as the network gets it
    QPushButton* tool(const QString& text, const char* icon, const char* name, QWidget* parent);
    template <typename Result>
    std::unique_ptr<JobRun> work(std::function<Result(const std::atomic<bool>&)> task,
        std::function<void(const Result&)> then);

    Theme& m_theme;
    DigitNetwork m_network;
    QString m_origin;
    int m_lossClass = -1;
    std::filesystem::path m_folder;
    DigitReading m_reading;
    bool m_hasReading = false;
    bool m_readAgain = false; ///< the canvas has changed while it was read
    std::shared_ptr<const DigitSet> m_digits;
    std::vector<std::function<void()>> m_waiting; ///< for the test digits
    std::unique_ptr<JobRun> m_readingRun;
    std::unique_ptr<JobRun> m_cloudRun;
    std::unique_ptr<JobRun> m_digitsRun;
    std::unique_ptr<JobRun> m_pictureRun;
    bool m_over = false; ///< after shutdown()
    QTimer* m_timer = nullptr;
    DrawCharts* m_charts = nullptr;
    DigitCanvas* m_canvas = nullptr;
    QWidget* m_canvasPlace = nullptr; ///< the canvas and its tools
    Card* m_canvasCard = nullptr;
    QPushButton* m_clear = nullptr;
    QPushButton* m_undo = nullptr;
    QPushButton* m_random = nullptr;
    QPushButton* m_erase = nullptr;
    QSlider* m_pen = nullptr;
    QCheckBox* m_centre = nullptr;
    QLabel* m_seen = nullptr; ///< the prepared digit
    ClassBars* m_bars = nullptr;
    QLabel* m_prediction = nullptr;
    QLabel* m_confidence = nullptr;
    QLabel* m_nfe = nullptr;
    QLabel* m_nfeAdaptive = nullptr;
    QLabel* m_time = nullptr;
    QLabel* m_text = nullptr;
    SegmentedChoice* m_along = nullptr;
    QStackedWidget* m_alongPlots = nullptr;
    QWidget* m_results = nullptr;
    Card* m_empty = nullptr;
    Card* m_readingCard = nullptr;
};

} // namespace ui
