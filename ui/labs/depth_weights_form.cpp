// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/depth_weights_form.h"

#include "ui/labs/depth_text.h"
#include "ui/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/formula_label.h"
#include "ui/widgets/number_spin_box.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

namespace ui {

namespace {

constexpr double kMostWeight = 100.0;
constexpr double kWeightStep = 0.05;

} // namespace

DepthWeightsForm::DepthWeightsForm(Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metrics::kRowGap);
    auto* row = new QHBoxLayout;
    row->setSpacing(metrics::kCardGap);
    auto* reshuffle = makeButton(theme, ButtonKind::Small, tr("Reshuffle"), {}, this);
    reshuffle->setObjectName(QStringLiteral("depth_reshuffle"));
    reshuffle->setToolTip(tr("Reshuffle\nDraws other weights; Ctrl+Z brings these back."));
    auto* reset = makeButton(theme, ButtonKind::Small, tr("Reset"), {}, this);
    reset->setObjectName(QStringLiteral("depth_reset_weights"));
    reset->setToolTip(tr("Reset\nThe weights that this field starts with."));
    row->addWidget(reshuffle);
    row->addWidget(reset);
    row->addStretch();
    column->addLayout(row);
    connect(reshuffle, &QPushButton::clicked, this, &DepthWeightsForm::reshuffleWanted);
    connect(reset, &QPushButton::clicked, this, &DepthWeightsForm::resetWanted);
}

/// W1 above W2, each as two rows of two; b as a column at the right of the last.
void DepthWeightsForm::build(const nn::DepthFieldInfo& field)
{
    m_field = &field;
    m_numbers.clear();
    delete m_grid;
    m_grid = new QWidget(this);
    auto* grid = new QGridLayout(m_grid);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(4);
    grid->setVerticalSpacing(4);
    const QStringList names = weightNames(field);
    const auto count = static_cast<int>(field.weights.size());
    const auto addSymbol = [&](const QString& html, const QString& plain, int row, int column) {
        auto* symbol = new FormulaLabel(m_theme, false, m_grid);
        symbol->setWordWrap(false);
        symbol->setFormula(html, plain);
        grid->addWidget(symbol, row, column, 2, 1, Qt::AlignVCenter);
    };
    for (int layer = 0; layer < field.weightLayers; ++layer)
        addSymbol(QStringLiteral("<i>W</i><sub>%1</sub>").arg(layer + 1),
            QStringLiteral("W%1").arg(layer + 1), 2 * layer, 0);
    const int biasRow = 2 * (field.weightLayers - 1);
    addSymbol(QStringLiteral("<i>b</i>"), QStringLiteral("b"), biasRow, 3);
    for (int i = 0; i < count; ++i) {
        auto* number = new NumberSpinBox(m_theme, m_grid);
        number->setObjectName(QStringLiteral("depth_weight_%1").arg(i));
        number->setAccessibleName(names[i]);
        number->setDescription(names[i]);
        number->setRange(-kMostWeight, kMostWeight);
        number->setStepping(NumberSpinBox::Stepping::Linear, kWeightStep);
        number->setMinimumWidth(48);
        const bool bias = i >= count - 2;
        grid->addWidget(number, bias ? biasRow + i - (count - 2) : i / 2, bias ? 4 : 1 + i % 2);
        m_numbers.push_back(number);
        connect(number, &NumberSpinBox::valueChanged, this,
            [this, i](double value) { emit weightChanged(i, value); });
        connect(number, &QAbstractSpinBox::editingFinished, this, &DepthWeightsForm::gestureEnded);
    }
    for (const int column : { 1, 2, 4 })
        grid->setColumnStretch(column, 1);
    static_cast<QVBoxLayout*>(layout())->insertWidget(0, m_grid);
    m_grid->setVisible(true);
}

void DepthWeightsForm::setWeights(
    const nn::DepthFieldInfo& field, const std::vector<double>& weights)
{
    const QSignalBlocker quiet(this);
    if (m_field != &field)
        build(field);
    for (std::size_t i = 0; i < m_numbers.size(); ++i)
        if (m_numbers[i]->value() != weights[i]) // perhaps somebody is typing there
            m_numbers[i]->setValue(weights[i]);
}

} // namespace ui
