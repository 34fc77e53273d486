// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/train_bar.h"

#include "ui/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

#include <cmath>

namespace ui {

namespace {

constexpr int kResolution = 10000; ///< of the progress bar
constexpr int kWordsFrom = 800; ///< width of the strip
constexpr int kButtonWidth = 92;
constexpr int kPauseWidth = 104; ///< has room for "Resume": nothing moves when the text changes

} // namespace

TrainBar::TrainBar(Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
{
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    auto* card = new Card(theme, {}, this);
    outer->addWidget(card);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(12, 10, 24, 10);
    row->setSpacing(metrics::kCardGap);
    card->contentLayout()->addLayout(row);

    m_start
        = makeButton(theme, ButtonKind::PrimaryStart, tr("Start"), QStringLiteral("play"), this);
    m_pause = makeButton(theme, ButtonKind::Start, tr("Pause"), QStringLiteral("pause"), this);
    m_stop = makeButton(theme, ButtonKind::Start, tr("Stop"), QStringLiteral("stop"), this);
    m_step = makeButton(theme, ButtonKind::Start, tr("Step"), QStringLiteral("step-forward"), this);
    m_step->setAccessibleName(tr("Step one batch"));
    m_start->setObjectName(QStringLiteral("train_start"));
    m_pause->setObjectName(QStringLiteral("train_pause"));
    m_stop->setObjectName(QStringLiteral("train_stop"));
    m_step->setObjectName(QStringLiteral("train_step_batch"));
    m_start->setMinimumWidth(kButtonWidth);
    m_pause->setMinimumWidth(kPauseWidth);
    m_stop->setMinimumWidth(kButtonWidth);
    for (QPushButton* button : { m_start, m_pause, m_step, m_stop })
        row->addWidget(button);
    connect(m_start, &QPushButton::clicked, this, &TrainBar::startClicked);
    connect(m_stop, &QPushButton::clicked, this, &TrainBar::stopClicked);
    connect(m_step, &QPushButton::clicked, this, &TrainBar::stepClicked);
    connect(m_pause, &QPushButton::clicked, this,
        [this] { emit pauseClicked(m_shown != TrainRun::State::Paused); });

    auto* column = new QVBoxLayout;
    column->setContentsMargins(16, 0, 0, 0);
    column->setSpacing(metrics::kRowGap);
    auto* texts = new QHBoxLayout;
    m_text = makeLabel(theme, {}, 13, TextColor::Text, true, this);
    m_text->setObjectName(QStringLiteral("train_state"));
    m_numbers = makeLabel(theme, {}, 13, TextColor::Text2, false, this);
    m_numbers->setObjectName(QStringLiteral("train_speed"));
    m_numbers->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_text->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    texts->addWidget(m_text, 1);
    texts->addWidget(m_numbers);
    m_progress = new QProgressBar(this);
    m_progress->setObjectName(QStringLiteral("train_progress"));
    m_progress->setRange(0, kResolution);
    m_progress->setTextVisible(false);
    m_progress->setFixedHeight(8);
    column->addStretch(1);
    column->addLayout(texts);
    column->addWidget(m_progress);
    column->addStretch(1);
    row->addLayout(column, 1);
    showButtons(TrainRun::State::Idle, {});
}

void TrainBar::show(const TrainRun& run, const QString& problem)
{
    showButtons(run.state(), problem);
    const TrainProgress& progress = run.progress();
    QString text;
    switch (run.state()) {
    case TrainRun::State::Idle:
        text = progress.steps() > 0 ? tr("Ended: %1").arg(progress.position()) : tr("Not started");
        break;
    case TrainRun::State::Starting:
        text = tr("Reading the digits…");
        break;
    case TrainRun::State::Running:
        text = tr("Running: %1").arg(progress.position());
        break;
    case TrainRun::State::Paused:
        text = progress.started() ? tr("Paused: %1").arg(progress.position()) : tr("Paused");
        break;
    case TrainRun::State::Stopping:
        text = tr("Stopping…");
        break;
    }
    m_text->setText(text);
    m_text->setToolTip(text);
    QStringList numbers;
    if (progress.started()) {
        if (run.state() == TrainRun::State::Running)
            numbers << progress.speed();
        numbers << tr("elapsed %1").arg(clockText(run.elapsedSeconds()));
        if (run.isOpen())
            numbers << progress.left();
        numbers.removeAll(QString());
    }
    m_parts = numbers;
    fitNumbers();
    m_progress->setValue(static_cast<int>(std::lround(progress.share() * kResolution)));
    m_progress->setAccessibleName(progress.started() ? progress.epochText() : tr("Not started"));
}

void TrainBar::fitNumbers()
{
    const int room = m_progress->width() - m_text->fontMetrics().horizontalAdvance(m_text->text())
        - 2 * metrics::kCardGap;
    QStringList parts = m_parts;
    QString text = parts.join(QStringLiteral("   "));
    while (!parts.isEmpty() && m_numbers->fontMetrics().horizontalAdvance(text) > room) {
        parts.removeFirst();
        text = parts.join(QStringLiteral("   "));
    }
    m_numbers->setText(text);
    m_numbers->setToolTip(m_parts.join(QStringLiteral("\n")));
}

void TrainBar::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    // Where the run stands comes before the word on a button that has an icon and a tooltip.
    m_step->setText(width() < kWordsFrom ? QString() : tr("Step"));
    fitNumbers();
}

void TrainBar::showButtons(TrainRun::State state, const QString& problem)
{
    using State = TrainRun::State;
    const bool open = state != State::Idle;
    m_start->setEnabled(!open && problem.isEmpty());
    m_start->setToolTip(open    ? tr("Start (Ctrl+R)\nA run is open.")
            : problem.isEmpty() ? tr("Start (Ctrl+R)\nTrains with the settings at the left.")
                                : tr("Start (Ctrl+R)\nNot possible: %1").arg(problem));
    m_pause->setEnabled(open && state != State::Stopping);
    m_pause->setToolTip(state == State::Paused
            ? tr("Resume (Ctrl+P)\nGoes on with the next batch.")
            : tr("Pause (Ctrl+P)\nWaits after the batch under way."));
    m_stop->setEnabled(open && state != State::Stopping);
    m_step->setEnabled(state == State::Paused);
    m_step->setToolTip(state == State::Paused
            ? tr("Step one batch\nOne update of the weights, then paused again.")
            : tr("Step one batch\nOnly while the run is paused."));
    m_stop->setToolTip(tr("Stop\nEnds the run; its weights are kept and can be saved."));
    if (state == m_shown)
        return;
    m_shown = state;
    const bool paused = state == State::Paused;
    setButtonKind(m_theme, m_start, open ? ButtonKind::Start : ButtonKind::PrimaryStart,
        QStringLiteral("play"));
    m_pause->setText(paused ? tr("Resume") : tr("Pause"));
    m_pause->setAccessibleName(m_pause->text());
    setButtonKind(m_theme, m_pause, open ? ButtonKind::PrimaryStart : ButtonKind::Start,
        paused ? QStringLiteral("play") : QStringLiteral("pause"));
}

} // namespace ui
