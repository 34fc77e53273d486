// SPDX-License-Identifier: GPL-3.0-or-later
// The strip with Start, Pause and Stop, and what it says of the run.
#include "ui/labs/dynamics_charts.h"
#include "ui/labs/dynamics_page.h"
#include "ui/labs/train_progress.h"
#include "ui/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/elided_label.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace ui {

namespace {

constexpr int kButtonWidth = 92;
constexpr int kPauseWidth = 104; ///< has room for "Resume": nothing moves when the text changes

} // namespace

QWidget* DynamicsPage::makeBar()
{
    auto* card = new Card(m_theme, {}, this);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(12, 10, 12, 10);
    row->setSpacing(metrics::kCardGap);
    card->contentLayout()->addLayout(row);
    const auto button
        = [&](ButtonKind kind, const QString& text, const char* icon, const char* name, int width) {
              QPushButton* made = makeButton(m_theme, kind, text, QLatin1String(icon), this);
              made->setObjectName(QLatin1String(name));
              made->setMinimumWidth(width);
              row->addWidget(made);
              return made;
          };
    m_start = button(ButtonKind::PrimaryStart, tr("Start"), "play", "dynamics_run", kButtonWidth);
    m_pause = button(ButtonKind::Start, tr("Pause"), "pause", "dynamics_pause", kPauseWidth);
    m_stop = button(ButtonKind::Start, tr("Stop"), "stop", "dynamics_stop", kButtonWidth);
    auto* column = new QVBoxLayout;
    column->setContentsMargins(16, 0, 8, 0);
    column->setSpacing(metrics::kRowGap);
    auto* texts = new QHBoxLayout;
    m_text = makeLabel(m_theme, {}, 13, TextColor::Text, true, this);
    m_text->setObjectName(QStringLiteral("dynamics_state"));
    m_numbers = new ElidedLabel({}, this);
    m_numbers->setObjectName(QStringLiteral("dynamics_numbers"));
    m_numbers->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_numbers->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    texts->addWidget(m_text);
    texts->addWidget(m_numbers, 1);
    m_progress = new QProgressBar(this);
    m_progress->setObjectName(QStringLiteral("dynamics_progress"));
    m_progress->setAccessibleName(tr("Progress of the run"));
    m_progress->setTextVisible(false);
    m_progress->setFixedHeight(8);
    column->addStretch(1);
    column->addLayout(texts);
    column->addWidget(m_progress);
    column->addStretch(1);
    row->addLayout(column, 1);
    connect(m_start, &QPushButton::clicked, this, &DynamicsPage::start);
    connect(m_pause, &QPushButton::clicked, this,
        [this] { m_run->setPaused(m_run->state() != DynamicsRun::State::Paused); });
    connect(m_stop, &QPushButton::clicked, m_run, &DynamicsRun::stop);
    return card;
}

QString DynamicsPage::numbersText() const
{
    QStringList parts; // the first ones are those that a narrow page has room for
    if (const nn::DynamicsMeasure* measure = m_charts->measure()) {
        parts << tr("mean error %1").arg(measure->error, 0, 'g', 3);
        if (std::isfinite(measure->errorBeyond))
            parts << tr("beyond %1").arg(measure->errorBeyond, 0, 'g', 3);
        if (std::isfinite(measure->fieldError))
            parts << tr("field %1 %").arg(100.0 * measure->fieldError, 0, 'f', 1);
    }
    if (m_last.step > 0) {
        parts << tr("loss %1").arg(m_last.loss.loss, 0, 'g', 3);
        parts << tr("NFE %1 + %2")
                     .arg(m_last.loss.forward.counters.nfe)
                     .arg(m_last.loss.backward.counters.nfe);
    }
    return parts.join(QStringLiteral("   "));
}

void DynamicsPage::refreshBar()
{
    using State = DynamicsRun::State;
    const State state = m_run->state();
    const bool open = m_run->isOpen();
    const QString problem = m_form->problem();
    m_start->setEnabled(!open && !isBusy() && problem.isEmpty() && hasPicture());
    m_start->setToolTip(open    ? tr("Start (Ctrl+R)\nA run is open.")
            : problem.isEmpty() ? tr("Start (Ctrl+R)\nLearns with the settings at the left.")
                                : tr("Start (Ctrl+R)\nNot possible: %1").arg(problem));
    m_pause->setEnabled(open && state != State::Stopping);
    m_pause->setText(state == State::Paused ? tr("Resume") : tr("Pause"));
    m_pause->setAccessibleName(m_pause->text());
    m_stop->setEnabled(open && state != State::Stopping);
    const long steps = open || m_last.step > 0 ? m_run->options().steps : 0;
    const QString at = tr("step %1 of %2").arg(m_last.step).arg(steps);
    QString text;
    switch (state) {
    case State::Idle:
        text = m_last.step > 0  ? tr("Ended: %1").arg(at)
            : problem.isEmpty() ? tr("Not started")
                                : problem;
        break;
    case State::Running:
        text = tr("Running: %1").arg(at);
        break;
    case State::Paused:
        text = tr("Paused: %1").arg(at);
        break;
    case State::Stopping:
        text = tr("Stopping…");
        break;
    }
    if (steps > 0 && m_last.step > 0)
        text += QStringLiteral(", ") + clockText(m_last.seconds);
    m_text->setText(text);
    m_numbers->setText(numbersText());
    m_progress->setRange(0, static_cast<int>(std::max(1L, steps)));
    m_progress->setValue(static_cast<int>(m_last.step));
}

} // namespace ui
