// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/solve_stability_steps.h"

#include "ui/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/curve_swatch.h"
#include "ui/widgets/elided_label.h"
#include "ui/widgets/number_spin_box.h"

#include <QGridLayout>
#include <QLabel>
#include <QSlider>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace ui {

namespace {

constexpr int kSliderSteps = 400;
constexpr double kDecades = 4.0; // from one end of a slider to the other
constexpr int kNumberWidth = 84;
constexpr int kNameWidth = 108; // longer names are elided
constexpr int kSliderWidth = 56; // at least

} // namespace

SolveStabilitySteps::SolveStabilitySteps(Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_column(new QVBoxLayout(this))
    , m_nothing(makeLabel(theme,
          tr("No ticked method has fixed steps: those with a tolerance choose their own."), 12,
          TextColor::Text2, false, this))
{
    m_column->setContentsMargins(12, 0, 12, 8);
    m_nothing->setWordWrap(true);
    m_column->addWidget(m_nothing);
}

void SolveStabilitySteps::build(const QList<const StabilityRow*>& rows)
{
    m_rows.clear();
    delete m_form;
    m_form = new QWidget(this);
    m_column->addWidget(m_form);
    auto* grid = new QGridLayout(m_form);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(metrics::kCardGap);
    grid->setVerticalSpacing(metrics::kRowGap);
    grid->setColumnMinimumWidth(1, kNameWidth);
    grid->setColumnStretch(2, 1);
    for (const StabilityRow* row : rows) {
        const int at = static_cast<int>(m_rows.size());
        const QString series = row->series;
        auto* name = new ElidedLabel(row->name, m_form);
        auto* slider = new QSlider(Qt::Horizontal, m_form);
        slider->setObjectName(QStringLiteral("solve_stability_slider_") + series);
        slider->setAccessibleName(tr("Step size of %1, slider").arg(row->name));
        slider->setToolTip(tr("Step size of %1, logarithmic").arg(row->name));
        slider->setRange(0, kSliderSteps);
        slider->setMinimumWidth(kSliderWidth);
        auto* number = new NumberSpinBox(m_theme, m_form);
        number->setObjectName(QStringLiteral("solve_stability_step_") + series);
        number->setAccessibleName(tr("Step size of %1").arg(row->name));
        number->setDescription(tr("Step size of %1").arg(row->name));
        number->setPrefix(QStringLiteral("<i>h</i>"));
        number->setRange(1e-9, 1e6); // as in the list of solvers
        number->setFixedSize(kNumberWidth, metrics::kCompactHeight);
        grid->addWidget(new CurveSwatch(m_theme, seriesStyle(series), m_form), at, 0);
        grid->addWidget(name, at, 1);
        grid->addWidget(slider, at, 2);
        grid->addWidget(number, at, 3);
        connect(slider, &QSlider::valueChanged, number, [this, number](int value) {
            const double step
                = m_largest * std::pow(10.0, kDecades * (value / double { kSliderSteps } - 1.0));
            number->setValue(QString::number(step, 'g', 2).toDouble());
        });
        connect(number, &NumberSpinBox::valueChanged, this, [this, slider, series](double step) {
            const QSignalBlocker quiet(slider);
            slider->setValue(position(step));
            emit stepChosen(series, step);
        });
        m_rows.append({ series, slider, number });
    }
}

int SolveStabilitySteps::position(double step) const
{
    const double share = 1.0 + std::log10(step / m_largest) / kDecades;
    return static_cast<int>(std::lround(kSliderSteps * std::clamp(share, 0.0, 1.0)));
}

void SolveStabilitySteps::show(const StabilityPicture& picture, double interval)
{
    m_largest = 0.5 * interval;
    QList<const StabilityRow*> rows;
    for (const StabilityRow& row : picture.rows)
        if (row.fixedStep)
            rows << &row;
    m_nothing->setVisible(rows.isEmpty());
    const bool same = std::equal(rows.begin(), rows.end(), m_rows.begin(), m_rows.end(),
        [](const StabilityRow* a, const Row& b) { return a->series == b.series; });
    if (!same)
        build(rows);
    for (qsizetype i = 0; i < rows.size(); ++i) {
        const QSignalBlocker quietSlider(m_rows[i].slider);
        const QSignalBlocker quietNumber(m_rows[i].number);
        m_rows[i].slider->setValue(position(rows[i]->step));
        if (m_rows[i].number->value() != rows[i]->step)
            m_rows[i].number->setValue(rows[i]->step);
    }
}

} // namespace ui
