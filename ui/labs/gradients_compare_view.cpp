// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/gradients_compare_view.h"

#include "ui/labs/gradients_table_model.h"
#include "ui/labs/gradients_text.h"
#include "ui/labs/gradients_why.h"
#include "ui/labs/solve_text.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/widgets/combo_box.h"
#include "ui/widgets/formula_label.h"
#include "ui/widgets/overlay_scroll_area.h"
#include "ui/widgets/results_table.h"

#include <QHBoxLayout>
#include <QItemSelectionModel>
#include <QLabel>
#include <QPushButton>
#include <QScopedValueRollback>
#include <QSlider>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace ui {

namespace {

constexpr int kSliderSteps = 1000;
constexpr int kChartHeight = 180;
constexpr int kLowerHeight = 230;
constexpr int kVisibleRows = 6;
constexpr int kNarrow = 860; // below it the table is brief
constexpr std::size_t kMostParameters = 4; // in the chart

} // namespace

GradientsCompareView::GradientsCompareView(Theme& theme, QWidget* parent)
    : GradientsView(parent)
    , m_theme(theme)
    , m_componentPicker(new ComboBox(this))
    , m_parameterPicker(new ComboBox(this))
{
    auto* content = new QWidget;
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metrics::kCardGap);
    buildCharts(column);
    buildTime(column);
    buildTable(column);
    buildLower(column);
    auto* area = new OverlayScrollArea(this);
    area->setObjectName(QStringLiteral("gradients_scroll"));
    area->setColumn(column);
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(area);
    m_componentPicker->setObjectName(QStringLiteral("gradients_component"));
    m_componentPicker->setAccessibleName(tr("Component on show"));
    m_componentPicker->setToolTip(tr("Which component of the state the charts show"));
    m_parameterPicker->setObjectName(QStringLiteral("gradients_parameter"));
    m_parameterPicker->setAccessibleName(tr("Parameter on show"));
    m_parameterPicker->setToolTip(tr("Which parameter stands in the table and first in its chart"));
    for (ComboBox* picker : { m_componentPicker, m_parameterPicker }) {
        picker->setSizeAdjustPolicy(QComboBox::AdjustToContents);
        picker->hide();
        connect(picker, &QComboBox::currentIndexChanged, this, [this] {
            if (m_showing || !m_results)
                return;
            m_focus.component = std::max(0, m_componentPicker->currentIndex());
            m_parameter = std::max(0, m_parameterPicker->currentIndex());
            setResults(m_results);
        });
    }
}

PlotView* GradientsCompareView::addPlot(Card* card, const QString& name, const QString& title)
{
    auto* plot = new PlotView(m_theme, card, PlotView::Size::Card);
    plot->setObjectName(QStringLiteral("gradients_chart_") + name);
    plot->setTitle(title);
    plot->setBareWithoutData(true);
    card->contentLayout()->addWidget(plot);
    return plot;
}

void GradientsCompareView::buildCharts(QVBoxLayout* column)
{
    auto* row = new QHBoxLayout;
    row->setSpacing(metrics::kCardGap);
    const auto add = [&](const QString& name, const QString& title) {
        auto* card = new Card(m_theme, title, this);
        card->setMinimumHeight(kChartHeight + metrics::kCardHeaderHeight);
        row->addWidget(card, 1);
        PlotView* plot = addPlot(card, name, title);
        connect(plot, &PlotView::crosshairMoved, this,
            [this, plot](double time) { showTime(time, plot); });
        return plot;
    };
    m_state = add(QStringLiteral("state"), tr("State, forward"));
    m_adjoint = add(QStringLiteral("adjoint"), tr("Adjoint, backward"));
    m_parameters = add(QStringLiteral("parameters"), tr("Parameter adjoint, backward"));
    column->addLayout(row, 10);
}

void GradientsCompareView::buildTime(QVBoxLayout* column)
{
    auto* row = new QHBoxLayout;
    row->setSpacing(metrics::kCardGap);
    row->setContentsMargins(4, 0, 4, 0);
    m_slider = new QSlider(Qt::Horizontal, this);
    m_slider->setObjectName(QStringLiteral("gradients_time"));
    m_slider->setAccessibleName(tr("Time"));
    m_slider->setToolTip(tr("Time\nMoves a marker over the three charts."));
    m_slider->setRange(0, kSliderSteps);
    m_slider->setFixedWidth(180);
    m_values = makeLabel(m_theme, {}, 12, TextColor::Text, false, this);
    m_values->setObjectName(QStringLiteral("gradients_values"));
    m_values->setTextFormat(Qt::RichText);
    m_values->setMinimumWidth(0);
    m_values->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    row->addWidget(m_slider);
    row->addWidget(m_values, 1);
    column->addLayout(row);
    connect(m_slider, &QSlider::valueChanged, this, [this](int step) {
        if (m_showing || !m_results)
            return;
        const double t0 = m_results->job.times.front();
        showTime(t0 + (m_results->job.t1() - t0) * step / kSliderSteps, nullptr);
    });
}

void GradientsCompareView::buildTable(QVBoxLayout* column)
{
    auto* card = new Card(m_theme, tr("Gradients"), this);
    const auto add
        = [&](const QString& text, const QString& icon, const QString& name, const QString& hint) {
              QPushButton* button = makeButton(m_theme, ButtonKind::Small, text, icon, card);
              button->setObjectName(name);
              button->setToolTip(hint);
              card->addHeaderWidget(button);
              return button;
          };
    QPushButton* copy = add(tr("Copy"), QStringLiteral("copy"), QStringLiteral("gradients_copy"),
        tr("The table, tab separated, to the clipboard"));
    QPushButton* csv = add(tr("CSV"), QStringLiteral("download"), QStringLiteral("gradients_csv"),
        tr("All numbers with all digits as a CSV file"));
    QPushButton* latex = add(tr("LaTeX"), QStringLiteral("download"),
        QStringLiteral("gradients_latex"), tr("The table as LaTeX (booktabs)"));
    m_model = new GradientsTableModel(m_theme, this);
    m_table = new ResultsTable(m_theme, card);
    m_table->setObjectName(QStringLiteral("gradients_table"));
    m_table->setAccessibleName(tr("Gradients"));
    m_table->setVisibleRows(kVisibleRows);
    m_table->setModel(m_model);
    m_table->setSortingEnabled(false); // the first row is what the others are compared with
    card->contentLayout()->addWidget(m_table);
    column->addWidget(card);
    connect(copy, &QPushButton::clicked, m_table, &ResultsTable::copyAll);
    connect(csv, &QPushButton::clicked, this,
        [this] { emit saveWanted(QStringLiteral("gradients.csv"), tableAsCsv()); });
    connect(latex, &QPushButton::clicked, this,
        [this] { emit saveWanted(QStringLiteral("gradients.tex"), tableAsLatex()); });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
        [this](const QModelIndex& current) {
            if (m_showing)
                return;
            m_focus.selected = m_model->seriesOf(current.row());
            showCharts();
        });
}

void GradientsCompareView::buildLower(QVBoxLayout* column)
{
    auto* row = new QHBoxLayout;
    row->setSpacing(metrics::kCardGap);
    auto* errors = new Card(m_theme, {}, this);
    errors->setMinimumHeight(kLowerHeight);
    m_error = addPlot(errors, QStringLiteral("error"), tr("Error of the gradient"));
    row->addWidget(errors, 3);
    auto* why = new Card(m_theme, tr("Why they differ"), this);
    auto* formula = new FormulaLabel(m_theme, true, why);
    formula->setFormula(
        QStringLiteral("d<i>a</i>/d<i>t</i> = −<i>a</i>(<i>t</i>) ∂<i>f</i>/∂<i>z</i> &nbsp; "
                       "(1)<br>d<i>L</i>/dθ = −∫<sub><i>T</i></sub><sup><i>t</i>₀</sup> "
                       "<i>a</i>(<i>t</i>) ∂<i>f</i>/∂θ d<i>t</i> &nbsp; (2)"),
        tr("Equation 1: da/dt = -a df/dz. Equation 2: dL/dtheta = minus the integral from T to t0 "
           "of a df/dtheta dt"));
    m_why = makeLabel(m_theme, {}, 13, TextColor::Text, false, why);
    m_why->setObjectName(QStringLiteral("gradients_why"));
    m_why->setTextFormat(Qt::RichText);
    m_why->setWordWrap(true);
    m_why->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_why->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_why->setFocusPolicy(Qt::NoFocus);
    auto* text = new QWidget;
    auto* inside = new QVBoxLayout(text);
    inside->setContentsMargins(metrics::kPageMargin, 2, metrics::kPageMargin, metrics::kCardGap);
    inside->setSpacing(metrics::kCardGap);
    inside->addWidget(formula);
    inside->addWidget(m_why, 1);
    auto* area = new OverlayScrollArea(why); // a long text does not make the page longer
    area->setObjectName(QStringLiteral("gradients_why_scroll"));
    area->setAccessibleName(tr("Why they differ"));
    area->setWidget(text);
    text->setAutoFillBackground(false);
    area->viewport()->setAutoFillBackground(false);
    why->contentLayout()->addWidget(area, 1);
    row->addWidget(why, 2);
    column->addLayout(row, 13);
}

std::vector<PlotView*> GradientsCompareView::plots() const
{
    return { m_state, m_adjoint, m_parameters, m_error };
}

QList<QWidget*> GradientsCompareView::tools()
{
    QList<QWidget*> shown;
    for (ComboBox* picker : { m_componentPicker, m_parameterPicker })
        if (picker->count() > 1)
            shown << picker;
    return shown;
}

void GradientsCompareView::copyTable()
{
    m_table->copyAll();
}

QString GradientsCompareView::tableAsCsv() const
{
    return m_model->asCsv();
}

QString GradientsCompareView::tableAsLatex() const
{
    return m_model->asLatex();
}

void GradientsCompareView::showPickers()
{
    const solvers::Problem& problem = m_results->job.problem;
    QStringList components, parameters;
    if (problem.dim() > 1)
        for (std::size_t k = 0; k < problem.dim(); ++k)
            components << stateName(k, problem.dim(), false);
    if (problem.parameters.size() > kMostParameters)
        for (const solvers::ProblemParameter& parameter : problem.parameters)
            parameters << fromCore(parameter.name);
    bool changed = false;
    const auto fill = [&changed](ComboBox* picker, const QStringList& names) {
        QStringList before;
        for (int i = 0; i < picker->count(); ++i)
            before << picker->itemText(i);
        if (before == names)
            return;
        changed = true;
        picker->clear();
        picker->addItems(names);
    };
    fill(m_componentPicker, components);
    fill(m_parameterPicker, parameters);
    m_focus.component = std::max(0, m_componentPicker->currentIndex());
    m_parameter = std::max(0, m_parameterPicker->currentIndex());
    m_focus.parameters.assign(1, m_parameter);
    if (parameters.isEmpty()) {
        m_focus.parameters.resize(problem.parameters.size());
        std::iota(m_focus.parameters.begin(), m_focus.parameters.end(), 0);
    }
    if (changed)
        emit arrangementChanged();
}

void GradientsCompareView::setResults(std::shared_ptr<const GradientResults> results)
{
    const bool sameTimes = m_results && m_results->job.times == results->job.times;
    m_results = std::move(results);
    {
        const QScopedValueRollback showing(m_showing, true);
        showPickers();
        m_model->setResults(m_results, m_parameter);
        showTable();
        if (!sameTimes)
            m_slider->setValue(0);
    }
    if (!sameTimes)
        m_time = m_results->job.times.front();
    showCharts();
}

/// The selected row again, after the model was reset.
void GradientsCompareView::showTable()
{
    int row = m_model->rowOf(m_focus.selected);
    if (row < 0)
        row = std::max(0, m_model->rowOf(QStringLiteral("adjoint")));
    m_focus.selected = m_model->seriesOf(row);
    m_table->selectRow(row);
    m_table->setMinimumHeight(m_table->sizeHint().height()); // the page scrolls before it
}

void GradientsCompareView::resizeEvent(QResizeEvent* event)
{
    GradientsView::resizeEvent(event);
    const QScopedValueRollback showing(m_showing, true);
    m_model->setBrief(width() < kNarrow);
    if (m_results)
        showTable();
}

void GradientsCompareView::showCharts()
{
    if (!m_results)
        return;
    showChart(*m_state, gradientStateChart(*m_results, m_focus));
    showChart(*m_adjoint, adjointChart(m_theme, *m_results, m_focus));
    showChart(*m_parameters, parameterAdjointChart(m_theme, *m_results, m_focus));
    m_error->removeLayer(QStringLiteral("slopes"));
    showChart(*m_error, gradientErrorChart(*m_results, m_focus));
    m_why->setText(withMathItalics(m_theme,
        QStringLiteral("<div style=\"line-height:120%\">%1</div>").arg(whyTheyDiffer(*m_results))));
    if (const GradientMethodResult* drawn = drawnMethod(*m_results, m_focus.selected)) {
        std::vector<double> steps = drawn->gradient.trajectories.backT;
        std::ranges::sort(steps);
        for (PlotView* plot : { m_state, m_adjoint, m_parameters })
            plot->setCrosshairSteps(steps);
    }
    showTime(m_time, nullptr);
}

void GradientsCompareView::showTime(double time, const PlotView* from)
{
    if (!m_results)
        return;
    m_time = time;
    for (PlotView* plot : { m_state, m_adjoint, m_parameters })
        if (plot != from && (plot->crosshairEnabled() || plot->crosshairX()))
            plot->setCrosshairX(time);
    const double t0 = m_results->job.times.front();
    if (from != nullptr) {
        const QScopedValueRollback showing(m_showing, true);
        m_slider->setValue(
            static_cast<int>(std::lround((time - t0) / (m_results->job.t1() - t0) * kSliderSteps)));
    } else if (time != t0) { // the slider shows the marker
        for (PlotView* plot : { m_state, m_adjoint, m_parameters })
            plot->setCrosshairX(time);
    }
    m_values->setText(withMathItalics(m_theme, valuesAt(*m_results, m_focus, time)));
    m_slider->setAccessibleDescription(m_values->text());
}

} // namespace ui
