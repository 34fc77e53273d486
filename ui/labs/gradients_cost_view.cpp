// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/gradients_cost_view.h"

#include "ui/labs/gradients_charts.h"
#include "ui/labs/gradients_text.h"
#include "ui/labs/solve_text.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/card.h"
#include "ui/workers/job_run.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

namespace ui {

namespace {

using Costs = std::vector<GradientCostCurve>;

/// The same but for the numbers of steps, which this view chooses: nothing to measure again.
bool sameWork(const GradientJob& a, const GradientJob& b)
{
    return a.problem == b.problem && a.times == b.times && a.method == b.method
        && a.backwardMethod == b.backwardMethod && a.methods == b.methods && a.targets == b.targets
        && a.difference == b.difference;
}

/// Growth of a curve from its first to its last point, per factor of the steps.
double growth(const GradientCostCurve& cost)
{
    return fittedSlope(cost.steps, cost.bytes, 0.0);
}

} // namespace

GradientsCostView::GradientsCostView(Theme& theme, QWidget* parent)
    : GradientsView(parent)
    , m_theme(theme)
{
    auto* row = new QHBoxLayout;
    row->setSpacing(metrics::kCardGap);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(metrics::kCardGap);
    column->addLayout(row, 1);
    m_memory = addPlot(QStringLiteral("memory"), tr("Peak memory"));
    m_evaluations = addPlot(QStringLiteral("evaluations"), tr("Evaluations"));
    row->addWidget(m_memory->parentWidget(), 1);
    row->addWidget(m_evaluations->parentWidget(), 1);
    auto* note = new Card(theme, tr("What the curves say"), this);
    m_remark = makeLabel(theme, {}, 13, TextColor::Text, false, note);
    m_remark->setObjectName(QStringLiteral("gradients_cost_remark"));
    m_remark->setTextFormat(Qt::RichText);
    m_remark->setWordWrap(true);
    m_remark->setContentsMargins(12, 0, 12, 10);
    note->contentLayout()->addWidget(m_remark);
    column->addWidget(note);
}

GradientsCostView::~GradientsCostView()
{
    shutdown();
}

PlotView* GradientsCostView::addPlot(const QString& name, const QString& title)
{
    auto* card = new Card(m_theme, title, this);
    auto* plot = new PlotView(m_theme, card);
    plot->setObjectName(QStringLiteral("gradients_chart_") + name);
    plot->setTitle(title);
    plot->setBareWithoutData(true);
    card->contentLayout()->addWidget(plot);
    return plot;
}

void GradientsCostView::setResults(std::shared_ptr<const GradientResults> results)
{
    if (m_of && sameWork(m_of->job, results->job))
        return;
    m_of = std::move(results);
    if (m_run != nullptr)
        m_run->abandon();
    m_run = new JobRun(JobRun::TokenWork([of = m_of](const std::stop_token& stop,
                                             const JobRun::Progress& progress) {
        auto costs = std::make_shared<Costs>();
        try {
            *costs = measureGradientCost(of->job, stop, progress);
        } catch (const std::exception&) {
            // The results say what is wrong with the job.
        }
        return std::shared_ptr<const void>(costs);
    }),
        this);
    m_progress = tr("Measuring costs…");
    connect(m_run, &JobRun::progressed, this, [this](int done, int total) {
        m_progress = tr("Measuring costs… %1 of %2 methods").arg(done).arg(total);
        emit statusTextChanged();
    });
    connect(m_run, &JobRun::finished, this, [this](const std::shared_ptr<const void>& costs) {
        m_run->abandon(); // its thread has done its work
        m_run = nullptr;
        m_progress.clear();
        show(*std::static_pointer_cast<const Costs>(costs));
        emit statusTextChanged();
    });
    m_run->start();
    emit statusTextChanged();
}

void GradientsCostView::show(const Costs& costs)
{
    showChart(*m_memory, gradientCostChart(costs, true));
    showChart(*m_evaluations, gradientCostChart(costs, false));
    QStringList linear, flat, between, refused;
    for (const GradientCostCurve& cost : costs) {
        const QString name = gradientName(*cost.method);
        if (cost.steps.empty()) {
            refused << tr("%1: %2").arg(name, fromCore(cost.refusal));
            continue;
        }
        const double slope = growth(cost);
        (slope > 0.9           ? linear
                : slope < 0.02 ? flat
                               : between)
            << tr("%1 (%2)").arg(name, bytesText(cost.bytes.back()));
    }
    QStringList sentences;
    const auto add = [&sentences](const QString& text, const QStringList& names) {
        if (!names.isEmpty())
            sentences << text.arg(names.join(QStringLiteral(", ")));
    };
    add(tr("Memory grows with the number of steps: %1."), linear);
    add(tr("It grows much slower than the steps: %1."), between);
    add(tr("It does not grow: %1."), flat);
    sentences << tr("In brackets: bytes at the largest <i>N</i>. Checkpointed methods choose here "
                    "how many states they keep, and pay for the rest in evaluations.");
    add(tr("Not measured: %1."), refused);
    m_remark->setText(withMathItalics(m_theme, sentences.join(QLatin1Char(' '))));
}

QString GradientsCostView::statusText() const
{
    return m_of
        ? tr("Measured by running %1 with 10 to 10 000 steps").arg(fromCore(m_of->job.problem.name))
        : QString();
}

void GradientsCostView::cancel()
{
    if (m_run == nullptr)
        return;
    m_run->abandon();
    m_run = nullptr;
    m_of.reset();
    m_progress.clear();
    emit statusTextChanged();
}

void GradientsCostView::shutdown()
{
    delete m_run; // stops and joins
    m_run = nullptr;
}

} // namespace ui
