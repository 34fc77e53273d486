// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QWidget>

#include <vector>

class QCheckBox;
class QLabel;
class QPushButton;
class QSlider;
class QTimer;
class QToolButton;

namespace ui {

class ComboBox;
class NumberSpinBox;
class Theme;

/// The bar under the charts of the view 2-D flow: one depth t, what is drawn of the way there, and
/// which two components of the state. Object names: flow_first, flow_back, flow_play, flow_forward,
/// flow_last, flow_slider, flow_t, flow_paths, flow_grid, flow_components.
class FlowTransport final : public QWidget {
    Q_OBJECT
public:
    explicit FlowTransport(Theme& theme, QWidget* parent = nullptr);

    /// Ascending; the present depth stays as near as it can, the end stays the end.
    void setDepths(std::vector<double> depths);
    void setDimensions(int dimensions); ///< of the state; from three on two of them are chosen
    std::size_t index() const { return m_index; }
    bool isPlaying() const;

public slots:
    void setIndex(int index); ///< clamped
    void togglePlay();
    void stopPlaying();

signals:
    void moved(int index);
    void pathsToggled(bool shown);
    void gridToggled(bool shown);
    void componentsChosen(int x, int y);

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void shortenText();
    QToolButton* addButton(const char* icon, const char* name, const QString& title,
        const QString& key, int (*target)(int index, int last));
    void build();
    void show();
    void tick();
    int last() const { return static_cast<int>(m_depths.size()) - 1; }

    Theme& m_theme;
    std::vector<double> m_depths;
    std::size_t m_index = 0;
    int m_dimensions = 0;
    double m_playedFrom = 0.0; ///< depth where play-back was started
    QElapsedTimer m_clock;
    QTimer* m_timer;
    std::vector<QToolButton*> m_steps;
    QPushButton* m_play = nullptr;
    QSlider* m_slider = nullptr;
    NumberSpinBox* m_depth = nullptr;
    QLabel* m_end = nullptr;
    ComboBox* m_components = nullptr;
    QCheckBox* m_paths = nullptr;
    QCheckBox* m_grid = nullptr;
};

} // namespace ui
