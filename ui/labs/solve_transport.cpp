// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/solve_transport.h"

#include "ui/plots/plot_axis.h"
#include "ui/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/combo_box.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QSlider>
#include <QTimer>
#include <QToolButton>

#include <algorithm>
#include <cmath>
#include <limits>

namespace ui {

namespace {

constexpr int kTickMilliseconds = 33;
constexpr double kSecondsAtOnce = 8.0; // the whole interval at speed 1x
constexpr int kSliderWidth = 84; // at least
constexpr int kFollowWidth = 122; // at least; "Follow: Euler"
constexpr int kLongestFollowWidth = 212;
constexpr int kSpeedWidth = 74; // "0.25×"
constexpr int kComfortable = 760; // a narrower bar says things in fewer words
constexpr int kNarrowest = 712; // what the smallest window leaves it
constexpr int kPlayWidth = 74;
constexpr double kFirstFraction = 0.75; // where the marker stands before anybody moved it

} // namespace

SolveTransport::SolveTransport(Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_timer(new QTimer(this))
{
    setFixedHeight(metrics::kTransportHeight);
    setMinimumWidth(kNarrowest); // else the bar as it is now, with all its words, would decide
    setAccessibleName(tr("Play-back"));
    m_timer->setInterval(kTickMilliseconds);
    connect(m_timer, &QTimer::timeout, this, &SolveTransport::tick);
    build();
    showEnabled();
}

QToolButton* SolveTransport::addButton(
    const char* icon, const QString& name, const QString& key, void (SolveTransport::*slot)())
{
    QToolButton* button = makeIconButton(
        m_theme, QString::fromLatin1(icon), name, QStringLiteral("%1 (%2)").arg(name, key), this);
    connect(button, &QToolButton::clicked, this, slot);
    layout()->addWidget(button);
    return button;
}

void SolveTransport::build()
{
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(13, 0, 13, 0);
    row->setSpacing(metrics::kCardGap);
    m_first = addButton("first", tr("First step"), tr("Home"), &SolveTransport::first);
    m_first->setObjectName("solve_first");
    m_back = addButton("step-back", tr("One step back"), tr("←"), &SolveTransport::back);
    m_back->setObjectName("solve_back");
    m_play = makeButton(m_theme, ButtonKind::Primary, tr("Play"), QStringLiteral("play"), this);
    m_play->setObjectName("solve_play");
    m_play->setMinimumWidth(kPlayWidth);
    m_play->setToolTip(tr("Play (Space)\nMoves the time marker; the curves draw up to it."));
    connect(m_play, &QPushButton::clicked, this, &SolveTransport::togglePlay);
    row->addWidget(m_play);
    m_forward
        = addButton("step-forward", tr("One step forward"), tr("→"), &SolveTransport::forward);
    m_forward->setObjectName("solve_forward");
    m_last = addButton("last", tr("Last step"), tr("End"), &SolveTransport::last);
    m_last->setObjectName("solve_last");

    m_slider = new QSlider(Qt::Horizontal, this);
    m_slider->setObjectName("solve_slider");
    m_slider->setAccessibleName(tr("Step"));
    m_slider->setMinimumWidth(kSliderWidth);
    m_slider->setToolTip(tr("Time\nMoves along the steps of the followed solver."));
    connect(m_slider, &QSlider::valueChanged, this, [this](int index) {
        stopPlaying();
        setIndex(index);
    });
    row->addSpacing(4);
    row->addWidget(m_slider, 1);

    m_text = makeLabel(m_theme, {}, 13, TextColor::Text, false, this);
    m_text->setObjectName("solve_step_text");
    m_text->setTextFormat(Qt::RichText);
    row->addWidget(m_text);

    m_follow = new ComboBox(this);
    m_follow->setObjectName("solve_follow");
    m_follow->setAccessibleName(tr("Follow"));
    m_follow->setToolTip(tr("Follow\nThe solver whose steps the marker goes along."));
    m_follow->setPrefix(tr("Follow: "));
    connect(m_follow, &QComboBox::currentIndexChanged, this,
        [this] { emit followedChanged(followed()); });
    row->addWidget(m_follow);

    m_speed = new ComboBox(this);
    m_speed->setObjectName("solve_speed");
    m_speed->setAccessibleName(tr("Speed"));
    m_speed->setToolTip(tr("Speed\n1× plays the whole interval in %1 s.").arg(kSecondsAtOnce));
    for (const double speed : { 0.25, 0.5, 1.0, 2.0, 4.0 })
        m_speed->addItem(QStringLiteral("%1×").arg(speed), speed);
    m_speed->selectData(1.0);
    m_speed->setFixedWidth(kSpeedWidth);
    connect(m_speed, &QComboBox::currentIndexChanged, this, [this] {
        if (isPlaying()) { // from here on at the new speed
            stopPlaying();
            togglePlay();
        }
    });
    row->addWidget(m_speed);
}

void SolveTransport::setSolvers(const std::vector<Followed>& solvers)
{
    const QString before = followed();
    {
        const QSignalBlocker quiet(m_follow);
        m_follow->clear();
        for (const Followed& solver : solvers)
            m_follow->addItem(solver.name, solver.id);
        if (!m_follow->selectData(before) && m_follow->count() > 0)
            m_follow->setCurrentIndex(0);
    }
    m_follow->setEnabled(m_follow->count() > 0);
    fit();
    if (followed() != before)
        emit followedChanged(followed());
}

QString SolveTransport::followed() const
{
    return m_follow->currentData().toString();
}

void SolveTransport::follow(const QString& id)
{
    m_follow->selectData(id);
}

void SolveTransport::setTimes(std::vector<double> times, Kind kind)
{
    if (kind == m_kind && times == m_times)
        return;
    const double before = time();
    m_kind = kind;
    m_times = std::move(times);
    const int count = static_cast<int>(m_times.size());
    fit();
    {
        const QSignalBlocker quiet(m_slider);
        m_slider->setRange(0, std::max(0, count - 1));
        m_slider->setPageStep(std::max(1, count / 10));
    }
    showEnabled();
    if (count == 0) {
        stopPlaying();
        m_text->clear();
        return;
    }
    if (std::isnan(before)) {
        show(static_cast<int>(std::lround(kFirstFraction * (count - 1))));
    } else {
        m_index = 0;
        setTime(before);
        show(m_index);
    }
}

double SolveTransport::time() const
{
    return m_times.empty() ? std::numeric_limits<double>::quiet_NaN()
                           : m_times[static_cast<std::size_t>(m_index)];
}

bool SolveTransport::isPlaying() const
{
    return m_timer->isActive();
}

void SolveTransport::setIndex(int index)
{
    if (m_times.empty())
        return;
    index = std::clamp(index, 0, static_cast<int>(m_times.size()) - 1);
    if (index == m_index)
        return;
    show(index);
    emit moved(time());
}

void SolveTransport::show(int index)
{
    m_index = index;
    const QSignalBlocker quiet(m_slider);
    m_slider->setValue(index);
    m_text->setText(positionText(index));
    m_text->setAccessibleName(m_kind == Kind::Steps
            ? tr("Step %1 of %2 from t = %3").arg(index + 1).arg(m_times.size()).arg(time())
            : tr("Step %1 of %2, t = %3").arg(index).arg(m_times.size() - 1).arg(time()));
    m_slider->setAccessibleDescription(m_text->accessibleName());
    showEnabled();
}

QString SolveTransport::positionText(int index) const
{
    const QString family = m_theme.mathFont(TextSize::Body).family();
    const double at = m_times[static_cast<std::size_t>(index)];
    if (m_kind == Kind::Steps)
        return (width() < kComfortable
                ? tr("%1 of %2, <span style=\"font-family:'%3'\"><i>t</i><sub>n</sub></span> = %4")
                : tr("Step %1 of %2, <span "
                     "style=\"font-family:'%3'\"><i>t</i><sub>n</sub></span> = %4"))
            .arg(index + 1)
            .arg(m_times.size())
            .arg(family, fixedText(at, 4));
    return (width() < kComfortable
            ? tr("%1 of %2, <span style=\"font-family:'%3'\"><i>t</i></span> = %4")
            : tr("Step %1 of %2, <span style=\"font-family:'%3'\"><i>t</i></span> = %4"))
        .arg(index)
        .arg(m_times.size() - 1)
        .arg(family, fixedText(at, 4));
}

void SolveTransport::fit()
{
    const bool narrow = width() < kComfortable;
    layout()->setContentsMargins(narrow ? 9 : 13, 0, narrow ? 9 : 13, 0);
    layout()->setSpacing(narrow ? metrics::kRowGap : metrics::kCardGap);
    // Nothing moves while the time runs: room for the longest texts there can be.
    int widest = 0;
    for (int i = 0; i < m_follow->count(); ++i)
        widest = std::max(widest,
            m_follow->fontMetrics().horizontalAdvance(tr("Follow: ") + m_follow->itemText(i)));
    constexpr int frame = 44; // of a combo box: arrow and margins
    m_follow->setFixedWidth(
        narrow ? kFollowWidth : std::clamp(widest + frame, kFollowWidth, kLongestFollowWidth));
    if (m_times.empty())
        return;
    m_text->setMinimumWidth(0); // else it counts in the hint, and the row grows each time
    const auto room = [this](std::size_t index) {
        m_text->setText(positionText(static_cast<int>(index)));
        return m_text->sizeHint().width();
    };
    m_text->setMinimumWidth(std::max(room(0), room(m_times.size() - 1)) + 4);
    m_text->setText(positionText(std::min(m_index, static_cast<int>(m_times.size()) - 1)));
}

void SolveTransport::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    fit();
}

void SolveTransport::showEnabled()
{
    const bool any = m_times.size() > 1;
    const bool atEnd = m_index + 1 >= static_cast<int>(m_times.size());
    for (QWidget* part : { static_cast<QWidget*>(m_slider), static_cast<QWidget*>(m_play) })
        part->setEnabled(any);
    m_first->setEnabled(any && m_index > 0);
    m_back->setEnabled(any && m_index > 0);
    m_forward->setEnabled(any && !atEnd);
    m_last->setEnabled(any && !atEnd);
}

void SolveTransport::setTime(double time)
{
    if (m_times.empty() || std::isnan(time))
        return;
    int nearest = 0;
    for (int i = 1; i < static_cast<int>(m_times.size()); ++i)
        if (std::abs(m_times[static_cast<std::size_t>(i)] - time)
            < std::abs(m_times[static_cast<std::size_t>(nearest)] - time))
            nearest = i;
    setIndex(nearest);
}

void SolveTransport::first()
{
    stopPlaying();
    setIndex(0);
}

void SolveTransport::back()
{
    stopPlaying();
    setIndex(m_index - 1);
}

void SolveTransport::forward()
{
    stopPlaying();
    setIndex(m_index + 1);
}

void SolveTransport::last()
{
    stopPlaying();
    setIndex(static_cast<int>(m_times.size()) - 1);
}

void SolveTransport::togglePlay()
{
    if (isPlaying()) {
        stopPlaying();
        return;
    }
    if (m_times.size() < 2)
        return;
    if (m_index + 1 == static_cast<int>(m_times.size()))
        setIndex(0); // play once more from the start
    m_playedFrom = played(m_index);
    m_clock.start();
    m_timer->start();
    m_play->setText(tr("Pause"));
    m_play->setAccessibleName(tr("Pause"));
    m_play->setIcon(m_theme.icon(QStringLiteral("pause"), IconRole::OnAccent));
    emit playingChanged(true);
}

void SolveTransport::stopPlaying()
{
    if (!isPlaying())
        return;
    m_timer->stop();
    m_play->setText(tr("Play"));
    m_play->setAccessibleName(tr("Play"));
    m_play->setIcon(m_theme.icon(QStringLiteral("play"), IconRole::OnAccent));
    emit playingChanged(false);
}

double SolveTransport::played(int index) const
{
    if (m_kind == Kind::Steps)
        return static_cast<double>(index) / static_cast<double>(m_times.size() - 1);
    return (m_times[static_cast<std::size_t>(index)] - m_times.front())
        / (m_times.back() - m_times.front());
}

void SolveTransport::tick()
{
    const double seconds = static_cast<double>(m_clock.elapsed()) / 1000.0;
    const double fraction
        = m_playedFrom + seconds * m_speed->currentData().toDouble() / kSecondsAtOnce;
    if (fraction >= 1.0) {
        setIndex(static_cast<int>(m_times.size()) - 1);
        stopPlaying();
        return;
    }
    int index = m_index; // the last step that play-back has come past
    while (index + 1 < static_cast<int>(m_times.size()) && played(index + 1) <= fraction)
        ++index;
    setIndex(index);
}

void SolveTransport::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(m_theme.tokens().border);
    painter.setBrush(m_theme.tokens().surface);
    painter.drawRoundedRect(
        QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), metrics::kCardRadius, metrics::kCardRadius);
}

} // namespace ui
