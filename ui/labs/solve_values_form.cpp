// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/solve_values_form.h"

#include "ui/labs/solve_text.h"
#include "ui/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/form_grid.h"
#include "ui/widgets/formula_label.h"
#include "ui/widgets/number_spin_box.h"
#include "ui/widgets/overlay_scroll_area.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QSlider>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <tuple>

namespace ui {

namespace {

constexpr int kLabelWidth = 64;
constexpr int kSliderSteps = 1000;
constexpr int kParameterWidth = 84;
constexpr int kMostScrolledHeight = 360;
constexpr int kScrollMargin = 14; // for the bar
constexpr int kScrolledLabelWidth = 32;
constexpr int kScrolledNumberWidth = 108; // weights have six digits behind the point

FormulaLabel* makeSymbol(Theme& theme, const QString& html, const QString& plain, QWidget* parent)
{
    auto* label = new FormulaLabel(theme, false, parent);
    label->setWordWrap(false);
    label->setFormula(html, plain);
    return label;
}

bool allValid(const std::vector<NumberSpinBox*>& numbers)
{
    for (const NumberSpinBox* number : numbers)
        if (!number->isValid())
            return false;
    return true;
}

} // namespace

ParametersForm::ParametersForm(Theme& theme, QWidget* parent, const QString& page, int mostRows)
    : QWidget(parent)
    , m_theme(theme)
    , m_page(page)
    , m_mostRows(mostRows)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
}

void ParametersForm::setParameters(const std::vector<solvers::ProblemParameter>& parameters)
{
    const auto shape = [](const solvers::ProblemParameter& parameter) {
        return std::tie(parameter.name, parameter.smallest, parameter.largest);
    };
    if (m_rows != nullptr && std::ranges::equal(parameters, m_parameters, {}, shape, shape)) {
        const QSignalBlocker quiet(this); // the rows stay, and with them the focus
        for (std::size_t i = 0; i < parameters.size(); ++i)
            m_numbers[i]->setValue(parameters[i].value);
        m_parameters = parameters;
        return;
    }
    m_parameters = parameters;
    m_numbers.clear();
    delete m_rows;
    auto* list = new QWidget(this);
    m_rows = list;
    QGridLayout* grid = makeFormGrid(list, kLabelWidth);
    if (scrolls()) {
        auto* area = new OverlayScrollArea(this);
        area->setObjectName(m_page + QStringLiteral("_parameters_area"));
        area->setAccessibleName(tr("Parameters"));
        area->setFixedHeight(std::min(kMostScrolledHeight,
            m_mostRows * (metrics::kControlHeight + metrics::kRowGap) - metrics::kRowGap + 1));
        grid->setContentsMargins(0, 0, kScrollMargin, 0);
        grid->setColumnMinimumWidth(0, kScrolledLabelWidth);
        area->setWidget(list);
        area->viewport()->setAutoFillBackground(false);
        list->setAutoFillBackground(false);
        m_rows = area;
    }
    layout()->addWidget(m_rows);
    for (int i = 0; i < static_cast<int>(parameters.size()); ++i)
        addRow(grid, i);
}

void ParametersForm::addRow(QGridLayout* grid, int index)
{
    const auto at = static_cast<std::size_t>(index);
    const solvers::ProblemParameter& parameter = m_parameters[at];
    const QString name = fromCore(parameter.name);
    QWidget* list = grid->parentWidget();
    auto* number = new NumberSpinBox(m_theme, list);
    number->setObjectName(m_page + QStringLiteral("_parameter_") + name);
    number->setAccessibleName(tr("Parameter %1").arg(name));
    number->setDescription(tr("Parameter %1 of the problem").arg(name));
    number->setValue(parameter.value);
    grid->addWidget(makeSymbol(m_theme, parameterSymbol(name), name, list), index, 0);
    m_numbers.push_back(number);
    connect(number, &NumberSpinBox::validityChanged, this, &ParametersForm::changed);
    connect(number, &QAbstractSpinBox::editingFinished, this, &ParametersForm::gestureEnded);

    const double smallest = parameter.smallest;
    const double width = parameter.largest - smallest;
    if (!(width > 0.0)) {
        grid->addWidget(number, index, 1, 1, 2);
        connect(number, &NumberSpinBox::valueChanged, this, [this, at](double value) {
            m_parameters[at].value = value;
            emit changed();
        });
        return;
    }
    auto* slider = new QSlider(Qt::Horizontal, list);
    slider->setObjectName(m_page + QStringLiteral("_parameter_slider_") + name);
    slider->setAccessibleName(tr("Parameter %1, slider").arg(name));
    slider->setToolTip(tr("Parameter %1 of the problem").arg(name));
    slider->setRange(0, kSliderSteps);
    const auto position = [smallest, width](double value) {
        return static_cast<int>(std::lround((value - smallest) / width * kSliderSteps));
    };
    slider->setValue(position(parameter.value));
    connect(slider, &QSlider::sliderReleased, this, &ParametersForm::gestureEnded);
    number->setFixedWidth(scrolls() ? kScrolledNumberWidth : kParameterWidth);
    grid->addWidget(slider, index, 1);
    grid->addWidget(number, index, 2);
    connect(slider, &QSlider::valueChanged, number, [number, smallest, width](int step) {
        // Four digits are as fine as a slider of a thousand steps can be set.
        const double value = smallest + width * step / kSliderSteps;
        number->setValue(QString::number(value, 'g', 4).toDouble());
    });
    connect(number, &NumberSpinBox::valueChanged, this, [this, at, slider, position](double value) {
        const QSignalBlocker quiet(slider);
        slider->setValue(position(value));
        m_parameters[at].value = value;
        emit changed();
    });
}

bool ParametersForm::isValid() const
{
    return allValid(m_numbers);
}

InitialValuesForm::InitialValuesForm(Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_grid(makeFormGrid(this, kLabelWidth))
    , m_t0(makeNumber(QStringLiteral("solve_t0"), tr("Start of the interval, t0")))
    , m_t1(makeNumber(QStringLiteral("solve_t1"), tr("End of the interval")))
{
    m_grid->addWidget(
        makeSymbol(theme, QStringLiteral("<i>t</i><sub>0</sub>"), QStringLiteral("t0"), this), 1,
        0);
    auto* row = new QHBoxLayout;
    row->setSpacing(metrics::kRowGap);
    row->addWidget(m_t0, 1);
    row->addWidget(makeLabel(theme, tr("to"), 13, TextColor::Text3, false, this));
    row->addWidget(m_t1, 1);
    m_grid->addLayout(row, 1, 1);
}

NumberSpinBox* InitialValuesForm::makeNumber(const QString& objectName, const QString& name)
{
    auto* number = new NumberSpinBox(m_theme, this);
    number->setObjectName(objectName);
    number->setAccessibleName(name);
    number->setDescription(name);
    number->setStepping(NumberSpinBox::Stepping::Linear, 1.0);
    connect(number, &NumberSpinBox::valueChanged, this, &InitialValuesForm::changed);
    connect(number, &NumberSpinBox::validityChanged, this, &InitialValuesForm::changed);
    connect(number, &QAbstractSpinBox::editingFinished, this, &InitialValuesForm::gestureEnded);
    return number;
}

void InitialValuesForm::buildStates(int count)
{
    m_y0.clear();
    delete m_states;
    m_states = new QWidget(this);
    QGridLayout* grid = makeFormGrid(m_states, kLabelWidth);
    for (int k = 0; k < count; ++k) {
        const auto component = static_cast<std::size_t>(k);
        const auto dim = static_cast<std::size_t>(count);
        const QString plain = componentName(component, dim, false);
        auto* number = makeNumber(
            QStringLiteral("solve_y0_%1").arg(k + 1), tr("Initial value %1 of t0").arg(plain));
        number->setStepping(NumberSpinBox::Stepping::Linear, 0.1);
        grid->addWidget(
            makeSymbol(m_theme,
                componentName(component, dim, true) + QStringLiteral("(<i>t</i><sub>0</sub>)"),
                plain, m_states),
            k, 0);
        grid->addWidget(number, k, 1);
        m_y0.push_back(number);
    }
    m_grid->addWidget(m_states, 0, 0, 1, 2);
}

void InitialValuesForm::setValues(const std::vector<double>& y0, double t0, double t1)
{
    const QSignalBlocker quiet(this);
    if (m_y0.size() != y0.size())
        buildStates(static_cast<int>(y0.size()));
    for (std::size_t k = 0; k < y0.size(); ++k)
        m_y0[k]->setValue(y0[k]);
    m_t0->setValue(t0);
    m_t1->setValue(t1);
}

std::vector<double> InitialValuesForm::y0() const
{
    std::vector<double> values;
    for (const NumberSpinBox* number : m_y0)
        values.push_back(number->value());
    return values;
}

double InitialValuesForm::t0() const
{
    return m_t0->value();
}

double InitialValuesForm::t1() const
{
    return m_t1->value();
}

bool InitialValuesForm::isValid() const
{
    return reason().isEmpty();
}

QString InitialValuesForm::reason() const
{
    if (!allValid(m_y0) || !m_t0->isValid() || !m_t1->isValid())
        return tr("Correct the number to solve");
    if (m_t0->value() == m_t1->value())
        return tr("The interval is empty");
    return {};
}

} // namespace ui
