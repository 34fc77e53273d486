// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QString>
#include <QWidget>

#include <vector>

class QLabel;
class QPushButton;
class QSlider;
class QTimer;
class QToolButton;

namespace ui {

class ComboBox;
class Theme;

/// The bar under the chart: steps through the times of the followed solver, or plays them.
/// Its state is one index into those times. Object names: solve_first, solve_back, solve_play,
/// solve_forward, solve_last, solve_slider, solve_step_text, solve_follow, solve_speed.
class SolveTransport final : public QWidget {
    Q_OBJECT
public:
    explicit SolveTransport(Theme& theme, QWidget* parent = nullptr);

    /// One entry of the Follow box.
    struct Followed {
        QString id;
        QString name;
    };
    /// Keeps the followed solver if it is still there, else follows the first.
    void setSolvers(const std::vector<Followed>& solvers);
    QString followed() const;
    void follow(const QString& id);

    /// What the times are: points of a trajectory, or the starts of steps ("Step 4 of 20"), which
    /// play-back gives equal shares; rejected steps repeat a time.
    enum class Kind { Points, Steps };
    /// Ascending in the direction of integration. The present time stays as near as it can, the
    /// present step of unchanged times too.
    void setTimes(std::vector<double> times, Kind kind = Kind::Points);
    const std::vector<double>& times() const { return m_times; }
    int index() const { return m_index; }
    double time() const; ///< NaN without times
    bool isPlaying() const;

public slots:
    void setIndex(int index); ///< clamped
    void setTime(double time); ///< the nearest step
    void first();
    void back();
    void forward();
    void last();
    void togglePlay();
    void stopPlaying();

signals:
    void moved(double time);
    void playingChanged(bool playing);
    void followedChanged(const QString& id);

protected:
    void resizeEvent(QResizeEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    QToolButton* addButton(
        const char* icon, const QString& name, const QString& key, void (SolveTransport::*slot)());
    void build();
    void tick();
    void show(int index);
    void fit(); ///< texts and boxes to the width
    QString positionText(int index) const;
    double played(int index) const; // share of the way, 0 to 1
    void showEnabled();

    Theme& m_theme;
    std::vector<double> m_times;
    Kind m_kind = Kind::Points;
    int m_index = 0;
    double m_playedFrom = 0.0; // fraction of the interval where play-back was started
    QElapsedTimer m_clock; // since then
    QTimer* m_timer;
    QToolButton* m_first = nullptr;
    QToolButton* m_back = nullptr;
    QPushButton* m_play = nullptr;
    QToolButton* m_forward = nullptr;
    QToolButton* m_last = nullptr;
    QSlider* m_slider = nullptr;
    QLabel* m_text = nullptr;
    ComboBox* m_follow = nullptr;
    ComboBox* m_speed = nullptr;
};

} // namespace ui
